#!/usr/bin/python3
"""run.py CALLFLOW SOURCE SCRATCH NAME...: what `callflow serve` does for those who ask it. Each function `serve_…` is one test."""

import http.client
import json
import pathlib
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import traceback
import urllib.parse

from postgres import Postgres, programs
from service import (FORM, JSON, Failure, Listener, Missing, Server, TwilioCall, ask, check, lines_of, rows,
                     twilio_signature)

ENTRANCE = "/calls/flow"


def event(call, name):
    return f"{ENTRANCE}?call_id={call}&event={name}"


MENU = """
callflow: 1
name: menu
initial: ask
vars:
  pin: {type: string, default: "", sensitive: true}
  color: blue
signals: {hangup: caller.hangs_up}
actors: {caller: {}, worker: {}}
states:
  ask:
    response:
      - gather:
          numDigits: 4
          sensitive: true
          action: typed
          prompt: [say: "Your number, please."]
    on:
      typed: {to: told, set: {pin: input.digits}}
    next: ask
  told:
    response:
      - say: "Thank you, {{ color }}."
      - gather: {numDigits: 1, action: chosen}
    on:
      chosen:
        - {to: bye, if: input.digits == "1"}
        - told
      worker.done: bye
    next: told
  bye:
    final: done
    response: [say: "Bye.", hangup]
"""


class Stage:
    """A folder of its own, with a flow in it."""

    def __init__(self, callflow, source, folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.callflow = callflow
        self.source = source
        self.folder = folder

    def flow(self, text, name="flow.yaml"):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def serve(self, flow, *options, environment=None):
        return Server(self.callflow, self.folder, flow, *options, environment=environment)


def serve_answers(stage):
    """Both providers get their documents; strangers get 4xx; what is sensitive stands nowhere but in the open call."""
    server = stage.serve(stage.flow(MENU), "--track", "--access-log", "access.jsonl")
    call = TwilioCall(server.port, "CA1")
    status, headers, body = call.post(ENTRANCE, CallStatus="ringing")
    check(status == 200 and headers["Content-Type"].startswith("text/xml"), f"{status} {headers}")
    check("Your number, please." in body and "event=typed" in body, body)
    status, _, body = call.post(event("CA1", "typed"), Digits="4711")
    check(status == 200 and "Thank you, blue." in body, body)
    status, _, body = call.get(event("CA1", "chosen"), Digits="1")
    check(status == 200 and "<Hangup" in body, body)
    status, _, body = call.post(ENTRANCE, CallStatus="completed", CallDuration="12")
    check(status in (200, 204), f"{status} {body}")

    session = {"session": {"id": "t1", "accountId": "1", "timestamp": "2011-10-19T16:11:41.163Z", "userType": "HUMAN",
                           "to": {"id": "9991427645", "channel": "VOICE", "network": "SIP"},
                           "from": {"id": "9991427589", "channel": "VOICE", "network": "SIP"}}}
    status, headers, body = ask(server.port, "POST", ENTRANCE, json.dumps(session), JSON)
    check(status == 200 and headers["Content-Type"].startswith("application/json"), f"{status} {headers} {body}")
    check("Your number, please." in body, body)
    result = {"result": {"sessionId": "t1", "state": "ANSWERED", "sessionDuration": 5, "sequence": 1, "complete": True,
                         "error": None, "actions": {"name": "a", "attempts": 1, "disposition": "SUCCESS", "confidence": 100,
                                                    "interpretation": "4712", "value": "4712"}}}
    status, _, body = ask(server.port, "POST", event("t1", "typed"), json.dumps(result), JSON)
    check(status == 200 and "Thank you" in body, f"{status} {body}")

    for method, target, text, headers, wanted in [
            ("POST", "/other", "CallSid=CA9", FORM, 404), ("POST", ENTRANCE, "From=1", FORM, 400),
            ("POST", ENTRANCE, "{", JSON, 400), ("POST", ENTRANCE, "[1,2]", JSON, 400), ("GET", ENTRANCE, None, {}, 400),
            ("DELETE", ENTRANCE, "CallSid=CA9", FORM, 405), ("POST", event("CA9", "nonsense"), "CallSid=CA9", FORM, 404),
            ("GET", "/healthz", None, {}, 200)]:
        status, _, body = ask(server.port, method, target, text, headers)
        check(status == wanted, f"{method} {target} {text}: {status} instead of {wanted}: {body}")
    metrics = server.metrics()
    check(metrics["requests_failed_total"] == 0, str(metrics))
    check(metrics["requests_unreadable_total"] == 5 and metrics["requests_foreign_total"] == 1, str(metrics))
    server.stop()

    logged = (stage.folder / "access.jsonl").read_text(encoding="utf-8")
    entries = lines_of(stage.folder / "access.jsonl")
    check([one["state"] for one in entries if one["call_id"] == "CA1"] == ["ask", "told", "bye", "bye"], logged)
    steps = rows(stage.folder / "callflow.db", "select session, number, event, state, digits, body from steps order by 1, 2")
    check([one[:4] for one in steps] == [("CA1", 1, "typed", "told"), ("CA1", 2, "chosen", "bye"),
                                         ("CA1", 3, "caller.hangs_up", "bye"), ("t1", 1, "typed", "told")], str(steps))
    check(steps[0][4] == "(sensitive)" and steps[1][4] == "1", str(steps))
    stored = str(rows(stage.folder / "callflow.db", "select * from sessions")) + str(steps) + logged + server.said()
    check("4711" not in stored and "4712" not in stored, "what is sensitive was kept: " + stored)
    ended = rows(stage.folder / "callflow.db", "select status, outcome, ended_by, steps from sessions where id = 'CA1'")
    check(ended == [("completed", "done", "flow", 3)], str(ended))


SECRETS = """
callflow: 1
name: secrets
initial: ask
states:
  ask:
    response: [gather: {numDigits: 6, sensitive: true, action: typed, prompt: [say: "Your number, please."]}]
    on:
      typed:
        - {to: wrong, if: 'input.digits.startsWith("9")', set: {count: 'int(input.digits + "x")'}}
        - {to: told, do: [log: "typed {{ input.digits }}"]}
    next: ask
  wrong: {response: [hangup], final: wrong}
  told:
    response: [gather: {numDigits: 1, action: chosen}]
    on: {chosen: told}
    next: told
vars: {count: 0}
"""


def serve_secrets(stage):
    """What was typed for a sensitive gather stands in no log and no store, also where it comes twice or makes a step fail."""
    server = stage.serve(stage.flow(SECRETS), "--track", "--access-log", "access.jsonl")
    call = TwilioCall(server.port, "CA1")
    check(call.post(ENTRANCE)[0] == 200, server.said())
    status, _, body = call.post(event("CA1", "typed"), Digits="987654")
    check(status == 500 and "is no int" in body and "987654" not in body, f"{status} {body}")
    for _ in range(2):  # the second time the call has gone on
        check(call.post(event("CA1", "typed"), Digits="471147")[0] == 200, server.said())
    check(call.post(event("CA1", "chosen"), Digits="1")[0] == 200, server.said())
    server.stop()
    steps = rows(stage.folder / "callflow.db", "select digits, state_before, body from steps order by number")
    check([one[:2] for one in steps] == [("(sensitive)", "ask"), ("(sensitive)", "ask"), ("(sensitive)", "told"),
                                         ("1", "told")], str(steps))
    kept = str(steps) + (stage.folder / "access.jsonl").read_text(encoding="utf-8") + server.said()
    check("987654" not in kept and "471147" not in kept, "what is sensitive was kept: " + kept)
    check("log: call CA1: typed (sensitive)" in server.said(), server.said())


def serve_signature(stage):
    """With a token only what the account has signed is answered."""
    (stage.folder / "token").write_text("12345\n")
    server = stage.serve(stage.flow(MENU), "--auth-token-file", "token")
    check(TwilioCall(server.port, "CA1").post(ENTRANCE)[0] == 403, "an unsigned request was answered")
    check(TwilioCall(server.port, "CA1", token="54321").post(ENTRANCE)[0] == 403, "a wrong signature was taken")
    status, _, body = TwilioCall(server.port, "CA1", token="12345").post(ENTRANCE)
    check(status == 200, f"a right signature was refused: {status} {body}")
    check(server.metrics()["requests_unsigned_total"] == 2, "refusals are not counted")
    check("12345" not in server.said(), "the token was said")
    server.stop()


def serve_unsigned(stage):
    """Tropo, which signs nothing, is let in beside a token where that is said; for Twilio's calls it cannot speak."""
    (stage.folder / "token").write_text("12345\n")
    flow = stage.flow(MENU)
    session = {"session": {"id": "t1", "userType": "HUMAN", "to": {"id": "9991427645", "channel": "VOICE"},
                           "from": {"id": "9991427589", "channel": "VOICE"}}}
    server = stage.serve(flow, "--auth-token-file", "token")
    check(ask(server.port, "POST", ENTRANCE, json.dumps(session), JSON)[0] == 403, "an unsigned session was answered")
    check("--allow-unsigned" in server.said(), f"it is not said how Tropo gets in: {server.said()}")
    server.stop()

    server = stage.serve(flow, "--auth-token-file", "token", "--allow-unsigned", "--db", "unsigned.db")
    status, _, body = ask(server.port, "POST", ENTRANCE, json.dumps(session), JSON)
    check(status == 200 and "Your number, please." in body, f"{status} {body}")
    check(TwilioCall(server.port, "CA1").post(ENTRANCE)[0] == 403, "an unsigned form was answered")
    check(TwilioCall(server.port, "CA1", token="12345").post(ENTRANCE)[0] == 200, "a signed form was refused")
    for target, call in [(event("CA1", "typed"), "CA1"), (event("CA1", "typed"), "t1"), (ENTRANCE, "CA1")]:
        result = {"result": {"sessionId": call, "state": "ANSWERED", "sequence": 1, "complete": True,
                             "actions": {"name": "a", "disposition": "SUCCESS", "value": "4712", "interpretation": "4712"}}}
        status, _, body = ask(server.port, "POST", target, json.dumps(result), JSON)
        check(status == 403, f"{target} of {call}: {status} {body}")
    check(server.metrics()["requests_unsigned_total"] == 4, str(server.metrics()))
    server.stop()


def serve_stopped(stage):
    """`call --calls` that is stopped says what became of those it has rung."""
    server = stage.serve(stage.flow(MENU))
    command = [str(stage.callflow), "call", f"http://127.0.0.1:{server.port}{ENTRANCE}", "--calls", "100000", "--rate", "40/s",
               "--press", "4711", "--seed", "1"]
    calling = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while server.metrics()["calls_begun_total"] < 3 and time.monotonic() < until:
        time.sleep(0.05)
    calling.send_signal(signal.SIGINT)
    out, err = calling.communicate(timeout=60)
    server.stop()
    check(calling.returncode == 130, f"{calling.returncode}: {out}{err}")
    check(out.startswith("calls     ") and "latency" in out, out)
    check("stopped after " in err and " of 100000 calls" in err, err)


def serve_restart(stage):
    """Killed while it is asked, it goes on with every call after a restart, and no step that was answered is lost."""
    flow = stage.flow(MENU)
    server = stage.serve(flow, "--track")
    answered = {}
    stop = threading.Event()

    def caller(number):
        sid = f"CA{number:03}"
        call = TwilioCall(server.port, sid)
        answered[sid] = 0
        try:
            call.post(ENTRANCE)
            answered[sid] = 1
            call.post(event(sid, "typed"), Digits="4711")
            answered[sid] = 2
            while not stop.is_set():
                call.post(event(sid, "chosen"), Digits="9")
                answered[sid] += 1
        except OSError:
            pass  # the server is gone

    threads = [threading.Thread(target=caller, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 60
    while time.monotonic() < until and (len(answered) < 20 or min(answered.values()) < 12):
        time.sleep(0.01)
    server.kill()
    stop.set()
    for thread in threads:
        thread.join()
    check(min(answered.values()) >= 12, f"the server was too slow: {answered}")

    server = stage.serve(flow, "--track")
    check(server.metrics()["calls_taken_over_total"] == 20, str(server.metrics()))
    stored = dict(rows(stage.folder / "callflow.db", "select session, count(*) from steps group by session"))
    for sid, count in answered.items():
        check(stored.get(sid, 0) >= count - 1, f"{sid}: {stored.get(sid)} steps are stored of {count} requests answered")
        status, _, body = TwilioCall(server.port, sid).post(event(sid, "chosen"), Digits="1")
        check(status == 200 and "Bye." in body, f"{sid} was not gone on with: {status} {body}")
    numbers = rows(stage.folder / "callflow.db", "select session, max(number), count(*) from steps group by session")
    check(all(most == count for _, most, count in numbers), f"steps are missing: {numbers}")
    server.stop()


def serve_control(stage):
    """An application's worker sets vars, redirects calls and flushes callbacks; others cannot."""
    listener = Listener()
    (stage.folder / "token").write_text("12345\n")
    server = stage.serve(stage.flow(MENU), "--control", "127.0.0.1:0", "--provider-api", f"http://127.0.0.1:{listener.port}",
                         "--public-url", "https://flow.example.com", "--auth-token-file", "token")
    call = TwilioCall(server.port, "CA1", token="12345")
    call.common = dict(call.common)

    def post(target, **fields):
        form = {**call.common, **fields}
        sign = twilio_signature("12345", "https://flow.example.com" + target, form)
        return ask(server.port, "POST", target, urllib.parse.urlencode(form), {**FORM, "X-Twilio-Signature": sign})

    check(post(ENTRANCE)[0] == 200, server.said())
    check(post(event("CA1", "typed"), Digits="4711")[0] == 200, server.said())

    def control(method, target, body=None):
        status, _, text = ask(server.control, method, target, None if body is None else json.dumps(body), JSON)
        return status, json.loads(text)

    check(control("GET", "/calls") == (200, ["CA1"]), "the list of calls")
    status, told = control("GET", "/calls/CA1")
    check(told["state"] == "told" and told["vars"] == {"pin": "(sensitive)", "color": "blue"}, str(told))
    check(control("POST", "/calls/CA1/set", {"color": "red"})[0] == 200, "set")
    check(control("POST", "/calls/CA1/set", {"color": "green", "nothing": 1})[0] == 422, "set of what is no var")
    check(control("GET", "/calls/CA1")[1]["vars"]["color"] == "red", "half of a set was done")
    check(control("POST", "/calls/CA1/set", {"colour": "red"})[1] == {"error": "no var 'colour', did you mean 'color'?"}, "the nearest name")
    check("Thank you, red." in post(event("CA1", "chosen"), Digits="7")[2], "what was set is not said")
    check(control("POST", "/calls/CA1/redirect", {"event": "worker.done"})[0] == 202, "redirect")
    listener.wait(1)
    asked = listener.asked[0]
    check(asked["path"].endswith("/Calls/CA1.json") and "AC000" in asked["path"], str(asked))
    check("https%3A%2F%2Fflow.example.com%2Fcalls%2Fflow" in asked["body"] and "worker" in asked["body"], str(asked))
    check(asked["headers"]["authorization"].startswith("Basic "), str(asked))
    check(control("POST", "/calls/CA1/redirect", {"event": "nonsense"})[0] == 422, "redirect to nothing")
    status, told = control("POST", "/calls/CA1/redirect", {"event": "worker.dome"})
    check(status == 422 and told["error"].endswith("did you mean 'worker.done'?"), str(told))
    check(control("POST", "/calls/CA2/set", {"color": "red"})[0] == 404, "a call that is not there")
    check(control("POST", "/calls/CA1/flush", {"group": "nonsense"})[0] == 422, "flush of nothing")
    check(control("POST", "/calls/CA1/set", [1])[0] == 400, "a body that is no object")
    check(ask(server.control, "POST", "/calls/CA1/set", '{"color": "x"}', {"Content-Type": "text/plain"})[0] == 415, "a page's form")
    check(ask(server.control, "GET", "/calls", None, {"Host": "evil.example.com"})[0] == 403, "a name that leads here")
    for method, target, allowed in [("DELETE", "/calls/CA1", "GET, HEAD"), ("POST", "/calls", "GET, HEAD"), ("PUT", "/calls/CA1/set", "POST"),
                                    ("GET", "/calls/CA1/set", "POST")]:
        status, headers, _ = ask(server.control, method, target, None, JSON)
        check(status == 405 and headers.get("Allow") == allowed, f"{method} {target}: {status} {headers}")
    for kind, wanted in [("application/json; charset=utf-8", 200), ("Application/JSON", 200), ("application/jsonp", 415), ("", 415)]:
        status, _, text = ask(server.control, "POST", "/calls/CA1/set", '{"color": "x"}', {"Content-Type": kind})
        check(status == wanted, f"{kind}: {status} {text}")
    check(ask(server.port, "GET", "/calls")[0] != 200, "the control endpoint is open to all")
    server.stop()
    listener.close()


EFFECTS = """
callflow: 1
name: effects
initial: look
vars: {name: ""}
signals: {hangup: caller.hangs_up}
actors: {caller: {}}
states:
  look:
    request: {url: "http://127.0.0.1:PORT/lookup", method: GET, query: {number: "{{ call.from }}"}}
    on:
      success: {to: greet, set: {name: input.json.name}}
      failure: sorry
  greet:
    timers: {waited: 1s}
    response: [say: "Hello {{ name }}.", pause: {length: 30s}]
    on:
      waited: bye
    after: [webhook: {url: "http://127.0.0.1:PORT/left", json: {name: "{{ name }}"}}]
    next: greet
  sorry: {response: [say: "Sorry.", hangup], final: failed}
  bye: {response: [say: "Bye.", hangup], final: done}
"""


def serve_effects(stage):
    """Requests, webhooks with retries, timers as live redirects, and hooks go out where an option allows it, and nowhere else."""
    def answer(asked, count):
        if asked["path"].startswith("/lookup_slow"):
            time.sleep(3)
        if asked["path"].startswith("/lookup"):
            return 200, "application/json", '{"name": "Ada"}'
        return (503 if asked["path"] == "/left" and not any(a["path"] == "/left" for a in listener.asked[:count - 1]) else 200,
                "text/plain", "")

    listener = Listener(answer)
    flow = stage.flow(EFFECTS.replace("PORT", str(listener.port)))
    site = f"http://127.0.0.1:{listener.port}"
    (stage.folder / "token").write_text("12345\n")

    server = stage.serve(flow, "--db", "closed.db")
    status, _, body = TwilioCall(server.port, "CA0").post(ENTRANCE)
    check(status == 200 and "Sorry." in body, f"a request that nobody allowed has not failed: {body}")
    check(server.metrics()['not_sent_total{kind="request"}'] == 1, str(server.metrics()))
    server.stop()
    check(not listener.asked, "something was sent that nobody has allowed")

    server = stage.serve(flow, "--allow-requests", "127.0.0.1", "--run-webhooks", "--hook-start", site + "/start",
                         "--hook-end", site + "/end")
    call = TwilioCall(server.port, "CA1")
    status, _, body = call.post(ENTRANCE)
    check(status == 200 and "Hello Ada." in body, f"{status} {body} {server.said()}")
    slow = flow.read_text().replace("method: GET,", "method: GET, timeout: 300ms,").replace("/lookup", "/lookup_slow")
    (stage.folder / "slow.yaml").write_text(slow)
    patient = stage.serve(stage.folder / "slow.yaml", "--db", "slow.db", "--allow-requests", "127.0.0.1")
    status, _, body = TwilioCall(patient.port, "CA9").post(ENTRANCE)
    check(status == 200 and "Sorry." in body, f"a request's own time-out: {status} {body}")
    patient.stop()
    looked = [one for one in listener.asked if one["path"].startswith("/lookup?")]
    check(len(looked) == 1 and "number=%2B15551112222" in looked[0]["path"], str(listener.asked))
    status, _, body = call.post(event("CA1", "waited"))
    check("Bye." in body, body)
    call.post(ENTRANCE, CallStatus="completed")
    until = time.monotonic() + 30
    while time.monotonic() < until and sum(one["path"] == "/left" for one in listener.asked) < 2:
        time.sleep(0.05)
    left = [one for one in listener.asked if one["path"] == "/left"]
    check(len(left) == 2 and json.loads(left[0]["body"]) == {"name": "Ada"}, f"a webhook that failed is tried again: {left}")
    hooks = {one["path"]: json.loads(one["body"]) for one in listener.asked if one["path"] in ("/start", "/end")}
    check(hooks["/start"]["call_id"] == "CA1" and hooks["/end"]["outcome"] == "done", str(hooks))
    server.stop()

    server = stage.serve(flow, "--db", "timers.db", "--allow-requests", "*", "--provider-api", site, "--public-url", site,
                         "--auth-token-file", "token")
    form = {"CallSid": "CA2", "AccountSid": "AC7", "From": "+15551112222", "CallStatus": "ringing"}
    signed = {**FORM, "X-Twilio-Signature": twilio_signature("12345", site + ENTRANCE, form)}
    status, _, body = ask(server.port, "POST", ENTRANCE, urllib.parse.urlencode(form), signed)
    check(status == 200 and "Hello Ada." in body, f"{status} {body}")
    until = time.monotonic() + 30
    while time.monotonic() < until and not any("/Calls/CA2.json" in one["path"] for one in listener.asked):
        time.sleep(0.05)
    orders = [one for one in listener.asked if "/Calls/CA2.json" in one["path"]]
    check(len(orders) == 1 and "event%3Dwaited" in orders[0]["body"], f"the timer has not had the call redirected: {orders}")
    check(server.metrics()["timers_total"] == 1, str(server.metrics()))
    server.stop()
    listener.close()


def serve_last(stage):
    """A server that stops waits for what it has told others, tries once more what waited to be, and says what nobody took."""
    slow = threading.Event()

    def answer(asked, count):
        if asked["path"] == "/end":
            slow.set()
            time.sleep(1)
        refused = asked["path"] == "/start" or (asked["path"] == "/left" and len([a for a in listener.asked if a["path"] == "/left"]) == 1)
        return 503 if refused else 200, "text/plain", ""

    listener = Listener(answer)
    site = f"http://127.0.0.1:{listener.port}"
    told = 'after: [webhook: {url: "http://127.0.0.1:PORT/left"}], final: done}'
    flow = stage.flow(EFFECTS.replace("initial: look", "initial: greet").replace("final: done}", told).replace("PORT", str(listener.port)))
    server = stage.serve(flow, "--run-webhooks", "--hook-start", site + "/start", "--hook-end", site + "/end")
    call = TwilioCall(server.port, "CA1")
    check(call.post(ENTRANCE)[0] == 200, server.said())
    check("Bye." in call.post(event("CA1", "waited"))[2], server.said())
    call.post(ENTRANCE, CallStatus="completed")
    check(slow.wait(20), "the hook of the end was not sent")
    server.stop()
    paths = [one["path"] for one in listener.asked]
    check(paths.count("/end") == 1, str(paths))
    check(paths.count("/left") == 2, f"a webhook that waited to be tried again has no last try: {paths}")
    check(paths.count("/start") >= 2, str(paths))
    said = server.said()
    check("hook failed: POST" in said and "status 503" in said, f"what nobody took is not said: {said}")
    check("not answered in time" not in said, f"the slow answer was not waited for: {said}")
    listener.close()


def serve_stores(stage):
    """SQLite and PostgreSQL hold the same rows of the same calls, and a call goes on from either."""
    if programs() is None:
        raise Missing("PostgreSQL is not installed")
    flow = stage.flow(MENU)
    database = Postgres()
    try:
        kept = {}
        for store in ("callflow.db", database.address):
            server = stage.serve(flow, "--track", "--db", store)
            for sid in ("CA1", "CA2"):
                call = TwilioCall(server.port, sid)
                check(call.post(ENTRANCE)[0] == 200, server.said())
                check(call.post(event(sid, "typed"), Digits="4711", Odd="\u00fc\x00\U0001f600")[0] == 200, server.said())
            server.kill()
            server = stage.serve(flow, "--track", "--db", store)
            check(server.metrics()["calls_taken_over_total"] == 2, server.said())
            check("Bye." in TwilioCall(server.port, "CA1").post(event("CA1", "chosen"), Digits="1")[2], "it goes on")
            check(TwilioCall(server.port, "CA1").post(ENTRANCE, CallStatus="completed")[0] in (200, 204), "the end")
            server.stop()
            columns = {"sessions": "id, flow, provider, caller, called, channel, direction, state, status, outcome, ended_by, left_in, steps, body",
                       "steps": "session, number, kind, event, state_before, state, digits, speech, method, address, body"}
            kept[store] = {}
            for table, names in columns.items():
                statement = f"select {names} from {table} order by 1, 2"
                found = database.run(statement) if "://" in store else rows(stage.folder / store, statement)
                kept[store][table] = [[str(value) for value in row] for row in found]
            for chosen, wanted in (("--state=nowhere", 0), ("--state=bye --number=2222 --flow=menu --outcome=done", 1),
                                   ("--open --since=2100-01-01", 0), ("--open", 1)):
                pruned = subprocess.run([str(stage.callflow), "sessions", "prune", "--before=2100-01-01", "--db", store, *chosen.split()],
                                        cwd=stage.folder, capture_output=True, text=True, timeout=60, check=False)
                check(pruned.stdout.startswith(f"{wanted} session"), f"{chosen}: {pruned.stdout}{pruned.stderr}")
            check(len(database.run('select * from steps') if '://' in store else rows(stage.folder / store, 'select * from steps')) == 0, "steps outlive their sessions")
        one, other = kept.values()
        check(len(one["sessions"]) == 2 and len(one["steps"]) == 4, str(one))
        check(one == other, f"the stores differ:\n{one}\n{other}")
        database.process.terminate()
        database.process.wait(30)
    finally:
        database.close()


def serve_disk(stage):
    """A store that takes nothing stops no call: it is answered, and what was lost is counted."""
    flow = stage.flow(MENU)
    server = stage.serve(flow, "--track")
    call = TwilioCall(server.port, "CA1")
    check(call.post(ENTRANCE)[0] == 200, "the first answer")
    # As on a full disk: no file of this process may grow any more.
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    status, _, body = call.post(event("CA1", "typed"), Digits="4711")
    check(status == 200 and "Thank you" in body, f"{status} {body}")
    metrics = server.metrics()
    check(metrics["store_lost_total"] == 1 and metrics["answered_unstored_total"] == 1, f"{metrics} {server.said()}")
    check("not stored" in server.said(), server.said())
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    check("Thank you" in call.post(event("CA1", "chosen"), Digits="9")[2], "it does not go on")
    check(server.metrics()["store_lost_total"] == 1, "it stores no more")
    server.stop()
    check(rows(stage.folder / "callflow.db", "pragma integrity_check") == [("ok",)], "the store is spoilt")


def serve_http(stage):
    """Requests that HTTP does not allow get 400; those that it does are answered."""
    server = stage.serve(stage.flow(MENU), "--request-timeout", "1s")
    form = b"CallSid=CA1&CallStatus=ringing"
    length = f"Content-Length: {len(form)}".encode()
    chunked = b"Transfer-Encoding: chunked"
    chunks = f"{len(form):x}".encode()

    def sent(*lines, body=form, line=b"POST /calls/flow HTTP/1.1"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as one:
            one.sendall(b"\r\n".join([line, *lines, b"Connection: close", b"", b""]) + body)
            return read_all(one)

    def status(*lines, **more):
        answer = sent(*lines, **more)
        return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.") else answer

    host = b"Host: x"
    refused = [
        ("no Host", [length], {}), ("two Hosts", [host, b"Host: y", length], {}),
        ("two lengths", [host, length, b"Content-Length: 5"], {}), ("twice the same length and more", [host, length, length], {}),
        ("a length and chunks", [host, length, chunked], {"body": b"0\r\n\r\n"}),
        ("another coding", [host, b"Transfer-Encoding: gzip"], {}), ("chunks that are not the last", [host, b"Transfer-Encoding: chunked, gzip"], {}),
        ("a zero in a header", [host, b"X: a\0b", length], {}), ("a blank before the colon", [host, b"X : a", length], {}),
        ("a header without a name", [host, b": a", length], {}),
        ("chunks in HTTP/1.0", [host, chunked], {"line": b"POST /calls/flow HTTP/1.0", "body": chunks + b"\r\n" + form + b"\r\n0\r\n\r\n"}),
        ("a bad chunk", [host, chunked], {"body": b"zz\r\n"}),
    ]
    for name, lines, more in refused:
        check(status(*lines, **more) == 400, f"{name}: {sent(*lines, **more)[:200]}")
    check(status(host, length, line=b"POST /" + b"a" * 100_000 + b" HTTP/1.1") == 431, "an endless address")
    check(status(host, chunked, body=b"ffffffffffffffff\r\nabc") in (400, 413), "a huge chunk")
    check(status(host, chunked, body=b"1;" + b"x" * 50_000) in (400, 408, 413, 431), "an endless chunk extension")
    fine = [
        ("folded", [host, b"X: a\r\n b", length], {}), ("one chunk", [host, chunked], {"body": chunks + b";name=value\r\n" + form + b"\r\n0\r\n\r\n"}),
        ("a trailer", [host, chunked], {"body": chunks + b"\r\n" + form + b"\r\n0\r\nX-End: 1\r\n\r\n"}),
        ("an absolute address", [host, length], {"line": b"POST http://other:80/calls/flow HTTP/1.1"}),
        ("HTTP/1.0", [length], {"line": b"POST /calls/flow HTTP/1.0"}),
        ("a body for GET", [host, length], {"line": b"GET /calls/flow HTTP/1.1"}),
    ]
    for name, lines, more in fine:
        check(status(*lines, **more) == 200, f"{name}: {sent(*lines, **more)[:200]}")
    check(sent(host, b"Expect: 100-continue", length).startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "), "Expect: 100-continue")
    old = sent(b"Expect: 100-continue", length, line=b"POST /calls/flow HTTP/1.0")
    check(b" 200 " in old.split(b"\r\n")[0], f"Expect of HTTP/1.0: {old[:100]}")
    for method in (b"HEAD", b"OPTIONS", b"PUT", b"TRACE"):
        answer = sent(host, length, line=method + b" /calls/flow HTTP/1.1")
        check(b" 405 " in answer.split(b"\r\n")[0] and b"Allow: GET, POST" in answer, f"{method}: {answer[:200]}")
        check(method != b"HEAD" or answer.endswith(b"\r\n\r\n"), f"a body for HEAD: {answer}")
    for path in (b"//calls/flow", b"/calls%2fflow", b"/x/../calls/flow", b"*"):
        check(status(host, length, line=b"POST " + path + b" HTTP/1.1") == 404, f"{path}")
    check(server.metrics()["requests_failed_total"] == 0, str(server.metrics()))
    server.stop()


def serve_late(stage):
    """The end of a call that the server has forgotten is in its session all the same."""
    server = stage.serve(stage.flow(MENU), "--track")
    call = TwilioCall(server.port, "CA1")
    call.post(ENTRANCE)
    call.post(event("CA1", "typed"), Digits="4711")
    call.post(event("CA1", "chosen"), Digits="1")
    server.stop()
    store = stage.folder / "callflow.db"
    connection = sqlite3.connect(store)
    connection.execute("delete from open_calls")
    connection.commit()
    connection.close()
    server = stage.serve(stage.folder / "flow.yaml", "--track")
    call.port = server.port
    check(call.post(ENTRANCE, CallStatus="completed")[0] == 204, server.said())
    check(TwilioCall(server.port, "CA2").post(ENTRANCE, CallStatus="completed")[0] == 204, server.said())
    check(server.metrics()["requests_late_total"] == 2, str(server.metrics()))
    found = rows(store, "select id, status, outcome, ended <> 0 from sessions")
    check(found == [("CA1", "completed", "done", 1)], str(found))
    server.stop()


def read_all(connection, seconds=10):
    """What comes until the other side closes, or the time is over."""
    connection.settimeout(seconds)
    out = b""
    try:
        while chunk := connection.recv(65536):
            out += chunk
    except TimeoutError:
        pass
    except ConnectionError:
        pass
    return out


def serve_hostile(stage):
    """Slow, endless, broken and idle clients get 4xx or nothing, and neither stop the server nor starve the others."""
    server = stage.serve(stage.flow(MENU), "--request-timeout", "1s", "--max-body", "10000", "--max-connections", "3000")

    def connect():
        return socket.create_connection(("127.0.0.1", server.port), timeout=20)

    def fine(number):
        began = time.monotonic()
        status, _, body = TwilioCall(server.port, f"CA{number}").post(ENTRANCE)
        check(status == 200 and "Your number" in body, f"a good request among bad ones: {status} {body}")
        return time.monotonic() - began

    idle = [connect() for _ in range(2000)]
    slow = [connect() for _ in range(200)]
    for one in slow:
        one.sendall(b"POST /calls/flow HTTP/1.1\r\nHost: x\r\nContent-Le")
    endless = [connect() for _ in range(50)]
    for one in endless:
        one.sendall(b"POST /calls/flow HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    fine(1)
    broken = 0
    for one in endless:
        try:
            for _ in range(4):
                one.sendall(b"1000\r\n" + b"a" * 4096 + b"\r\n")
        except OSError:
            broken += 1
    for one in endless:
        answer = read_all(one)
        check(not answer or b" 413 " in answer.split(b"\r\n")[0], f"an endless body: {answer[:100]}")
    fine(2)
    for one in slow:
        answer = read_all(one)
        check(b" 408 " in answer.split(b"\r\n")[0], f"a slow request: {answer[:100]}")
    for text in [b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"POST / HTTP/9.9\r\n\r\n", b"\0" * 100,
                 b"POST /calls/flow HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                 b"POST /calls/flow HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                 b"POST /calls/flow HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                 b"POST /calls/flow HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
                 b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
                 b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n"]:
        with connect() as one:
            try:
                one.sendall(text)
            except OSError:
                pass
            answer = read_all(one, 5)
            check(not answer or answer.split(b" ")[1][:1] == b"4", f"{text[:60]}: {answer[:100]}")
    for path in ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//calls/flow", "/calls/flow/../../x", "/calls/flow%00",
                 "/" + "%41" * 3000, "*", "http://example.com/calls/flow"]:
        with connect() as one:
            one.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 11\r\n\r\nCallSid=CA8".encode())
            answer = read_all(one, 5)
            check(not answer or answer.split(b" ")[1] in (b"400", b"404", b"200"), f"{path}: {answer[:100]}")
            check(b"root:" not in answer, path)
    with connect() as one:  # three requests at once are answered in their order
        for number in range(3):
            body = f"CallSid=CAp{number}"
            one.sendall(f"POST {ENTRANCE} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        answer = b""
        one.settimeout(10)
        while answer.count(b"</Response>") < 3:
            answer += one.recv(65536)
        order = [answer.find(f"call_id=CAp{number}".encode()) for number in range(3)]
        check(-1 not in order and order == sorted(order), f"pipelined requests: {order}")
    for one in idle[:1000]:
        one.close()
    crowd = [connect() for _ in range(2900)]  # more than may be open: who has had nothing to say for the longest gives way
    time.sleep(1.2)
    check(fine(4) < 20, "idle connections starve a good one")
    for one in crowd:
        one.close()
    fine(3)
    metrics = server.metrics()
    check(metrics["requests_failed_total"] == 0 and metrics["http_refused_total"] > 200, str(metrics))
    for one in idle + slow + endless:
        one.close()
    server.stop()

    # Half of a request keeps nobody else out, be it the bound that is reached or the system's. The undefined-behaviour sanitizer opens
    # a pipe to see whether an object's memory can be read, and takes the object for broken where no file is left.
    suppressions = stage.folder / "suppressions"
    suppressions.write_text("vptr:*\n", encoding="ascii")
    for bound, files in (("20", None), ("3000", 60)):
        server = stage.serve(stage.flow(MENU), "--request-timeout", "5m", "--max-connections", bound,
                             environment={"UBSAN_OPTIONS": f"suppressions={suppressions}"})
        if files:
            resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (files, files))
        halves = [connect() for _ in range(80)]
        for one in halves:
            one.sendall(b"POST /calls/flow HTTP/1.1\r\nHost: x\r\nContent-Le")
        check(fine(5) < 25, f"half-sent requests starve a good one: {bound} connections, files {files}")
        check(server.metrics()["connections_shed_total"] > 0, str(server.metrics()))
        for one in halves:
            one.close()
        server.stop()


def serve_outage(stage):
    """A database that goes away stops no call; what comes after it is back is stored again."""
    if programs() is None:
        raise Missing("PostgreSQL is not installed")
    database = Postgres()
    try:
        server = stage.serve(stage.flow(MENU), "--track", "--db", database.address)
        call = TwilioCall(server.port, "CA1")
        check(call.post(ENTRANCE)[0] == 200, server.said())
        database.stop()
        status, _, body = call.post(event("CA1", "typed"), Digits="4711")
        check(status == 200 and "Thank you" in body, f"without the database: {status} {body} {server.said()}")
        check(server.metrics()["answered_unstored_total"] == 1, server.said())
        database.start()
        until = time.monotonic() + 30
        while time.monotonic() < until:
            check(call.post(event("CA1", "chosen"), Digits="9")[0] == 200, server.said())
            if database.run("select state from sessions where id = 'CA1'") == [["told"]]:
                break
            time.sleep(0.2)
        check(database.run("select state from sessions where id = 'CA1'") == [["told"]], server.said())
        database.stop()
        other = TwilioCall(server.port, "CA2")
        check(other.post(ENTRANCE, CallerName="Ada")[0] == 200, server.said())
        database.start()
        until = time.monotonic() + 30
        while time.monotonic() < until and not database.run("select id from sessions where id = 'CA2'"):
            check(other.post(event("CA2", "typed"), Digits="4711")[0] == 200, server.said())
            time.sleep(0.2)
        began = database.run("select body from sessions where id = 'CA2'")
        check(began and "CallerName=Ada" in began[0][0], f"what a call began with is lost: {began}")
        server.stop()
    finally:
        database.close()


def serve_broken_off(stage):
    """Connections to the database that are broken off under load lose nothing that was answered."""
    if programs() is None:
        raise Missing("PostgreSQL is not installed")
    database = Postgres()
    try:
        server = stage.serve(stage.flow(MENU), "--track", "--db", database.address)
        answered = {}
        stop = threading.Event()

        def caller(number):
            sid = f"CA{number:03}"
            call = TwilioCall(server.port, sid)
            call.post(ENTRANCE)
            call.post(event(sid, "typed"), Digits="4711")
            answered[sid] = 1
            while not stop.is_set():
                if call.post(event(sid, "chosen"), Digits="9")[0] == 200:
                    answered[sid] += 1

        threads = [threading.Thread(target=caller, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        until = time.monotonic() + 60
        seen = -1
        while (metrics := server.metrics())["store_reopened_total"] < 5 and time.monotonic() < until:
            time.sleep(0.1)
            if metrics["store_transactions_total"] == seen:  # one that was broken off is let through before the next
                continue
            seen = metrics["store_transactions_total"]
            database.run("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
                         "and backend_type = 'client backend'")
        time.sleep(0.2)
        stop.set()
        for thread in threads:
            thread.join()
        TwilioCall(server.port, "CA900").post(ENTRANCE)  # after the last one
        check(TwilioCall(server.port, "CA" + "x" * 20_000).post(ENTRANCE)[0] == 400, "an id that no index takes")
        metrics = server.metrics()
        check(metrics["answered_unstored_total"] == 0 and metrics["store_lost_total"] == 0, f"{metrics} {server.said()}")
        check(metrics["store_reopened_total"] >= 5, f"{metrics} {server.said()}")
        check("was lost" in server.said(), server.said())
        stored = {sid: int(count) for sid, count in database.run("select session, count(*) from steps group by session")}
        check(stored == answered, f"answered {answered}, stored {stored}")
        server.stop()
    finally:
        database.close()


def serve_removed(stage):
    """A store whose file is removed or replaced is made anew, with the calls that are open; it is said and counted."""
    flow = stage.flow(MENU)
    store = stage.folder / "callflow.db"
    server = stage.serve(flow, "--track")
    calls = [TwilioCall(server.port, f"CA{number}") for number in range(3)]
    for call in calls:
        check(call.post(ENTRANCE)[0] == 200, server.said())
        check(call.post(event(call.sid, "typed"), Digits="4711")[0] == 200, server.said())
    store.unlink()
    check("Thank you" in calls[0].post(event("CA0", "chosen"), Digits="9")[2], server.said())
    metrics = server.metrics()
    check(metrics["store_reopened_total"] == 1 and metrics["store_lost_total"] == 0, f"{metrics} {server.said()}")
    check("removed or replaced" in server.said(), server.said())
    check(rows(store, "select session, number from steps") == [("CA0", 2)], "the step that was answered is not stored")
    until = time.monotonic() + 30
    while time.monotonic() < until and len(rows(store, "select id from open_calls")) < 3:
        time.sleep(0.05)
    check(len(rows(store, "select id from sessions")) == 3, "calls that are open are not stored anew")

    # One that is renamed is whole, and so is the one that comes in its place.
    store.rename(stage.folder / "old.db")
    check("Thank you" in calls[1].post(event("CA1", "chosen"), Digits="9")[2], server.said())
    check(len(rows(stage.folder / "old.db", "select id from open_calls")) == 3, "what was renamed is not whole")
    check(rows(stage.folder / "old.db", "pragma integrity_check") == [("ok",)], "what was renamed is spoilt")

    # Another application's stays as it is; calls are answered without it.
    store.unlink()
    other = sqlite3.connect(store)
    other.execute("create table notes (text)")
    other.commit()
    other.close()
    before = store.read_bytes()
    check("Thank you" in calls[2].post(event("CA2", "chosen"), Digits="9")[2], server.said())
    check(server.metrics()["store_lost_total"] >= 1, server.said())
    check("another application's" in server.said() and store.read_bytes() == before, server.said())
    time.sleep(0.5)  # what was put again after the loss before has been tried
    lost = server.metrics()["store_lost_total"]
    store.unlink()
    check("Thank you" in calls[2].post(event("CA2", "chosen"), Digits="9")[2], server.said())
    check(server.metrics()["store_lost_total"] == lost and server.metrics()["store_reopened_total"] >= 3, str(server.metrics()))
    until = time.monotonic() + 30
    while time.monotonic() < until and len(rows(store, "select id from open_calls")) < 3:
        time.sleep(0.05)
    server.kill()
    server = stage.serve(flow, "--track")
    check(server.metrics()["calls_taken_over_total"] == 3, server.said())
    check("Bye." in TwilioCall(server.port, "CA0").post(event("CA0", "chosen"), Digits="1")[2], server.said())
    server.stop()


def serve_foreign(stage):
    """What is another application's is refused as it is."""
    flow = stage.flow(MENU)

    def refused(where, why):
        for command in ([str(stage.callflow), "serve", str(flow), "--listen", "127.0.0.1:0", "--db", where],
                        [str(stage.callflow), "sessions", "list", "--db", where]):
            done = subprocess.run(command, cwd=stage.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                                  check=False)
            check(done.returncode == 3 and why in done.stderr, f"{command}: {done.returncode} {done.stderr}")

    for statement in ("create table sessions (id)", "create table notes (text)",
                      "create table callflow_store (version integer); create table steps (a)"):
        store = stage.folder / "other.db"
        store.unlink(missing_ok=True)
        other = sqlite3.connect(store)
        other.executescript(statement)
        other.close()
        before = store.read_bytes()
        refused("other.db", "another application's")
        check(store.read_bytes() == before, f"{statement}: the file was changed")
        check([one.name for one in stage.folder.glob("other.db*")] == ["other.db"], "files were left beside it")
    if programs() is None:
        raise Missing("PostgreSQL is not installed")
    database = Postgres()
    try:
        database.run("create table notes (text text)")
        server = stage.serve(flow, "--db", database.address)
        server.stop()
        database.run("drop table callflow_store")
        tables = "select tablename from pg_tables where schemaname = 'public' order by 1"
        before = database.run(tables)
        refused(database.address, "another application's")
        check(database.run(tables) == before, str(database.run(tables)))
    finally:
        database.close()


BARRED = """
callflow: 1
name: desk
initial: ask
on: {error: refused}
states:
  ask:
    response: [gather: {numDigits: 11, action: typed, prompt: [say: "Type a number."]}]
    on:
      typed: {to: dial_it, set: {number: '"+" + input.digits'}}
      moved: {to: move, set: {number: '"+" + input.digits'}}
      rang: {to: ask, set: {number: '"+" + input.digits'}, do: [originate: {to: "{{ number }}", from: "+15035550100", event: typed}]}
    next: ask
  dial_it: {response: [dial: {number: "{{ number }}", action: ended}], on: {ended: done}}
  move:
    response:
      - transfer: {to: "{{ number }}", url: "http://127.0.0.1:PORT/blindtransfer", user: joe, callid: "{{ call.id }}"}
      - pause: {length: 20}
    on: {success: done, failure: refused}
    next: done
  refused: {response: [say: "Not that number.", hangup], final: true}
  done: {final: true}
vars: {number: ""}
"""


def serve_barred(stage):
    """What callers key in is not called where it begins as settings bar: by a dial, by a transfer that is asked for, by a new call."""
    listener = Listener(lambda asked, count: (200, "text/plain", "Blind transfer was successfully initiated."))
    site = f"http://127.0.0.1:{listener.port}"
    (stage.folder / "token").write_text("12345\n")
    flow = stage.flow(BARRED.replace("PORT", str(listener.port)))
    server = stage.serve(flow, "--barred", "+1900,+44871", "--allow-requests", "127.0.0.1", "--provider-api", site, "--public-url",
                         "http://127.0.0.1", "--auth-token-file", "token")

    def keyed(sid, name, digits):
        form = {"CallSid": sid, "AccountSid": "AC" + "0" * 32, "From": "+15551112222", "To": "+15553334444", "CallStatus": "in-progress"}
        for target, more in ((ENTRANCE, {}), (event(sid, name), {"Digits": digits})):
            signed = twilio_signature("12345", "http://127.0.0.1" + target, {**form, **more})
            status, _, body = ask(server.port, "POST", target, urllib.parse.urlencode({**form, **more}),
                                  {**FORM, "X-Twilio-Signature": signed})
            check(status == 200, f"{target}: {status} {body} {server.said()}")
        return body

    check("+15035550101" in keyed("CA1", "typed", "15035550101"), "another number is called")
    body = keyed("CA2", "typed", "19005550101")
    check("Not that number." in body and "1900" not in body, body)
    check("<Pause" in keyed("CA3", "moved", "15035550101") and len(listener.asked) == 1, "another transfer is asked for")
    body = keyed("CA4", "moved", "448715550101")
    check("Not that number." in body and len(listener.asked) == 1, f"{body} {listener.asked}")
    keyed("CA5", "rang", "19005550101")
    keyed("CA6", "rang", "15035550101")
    listener.wait(2)
    server.stop()
    listener.close()
    check("barred" in server.said() and not any("1900" in one["body"] for one in listener.asked), str(listener.asked))


NUMBERS = """number,state,company,since,flow,source,medium,campaign
+4940555001,assigned,Acme,2026-01-01T00:00:00Z,acme,,,
+4940555002,assigned,Beta,2026-01-01T00:00:00Z,beta.yaml,,,
+4940555003,static,Beta,2026-01-01T00:00:00Z,beta,flyer,print,spring
+4940555004,assigned,Gone,2026-01-01T00:00:00Z,nowhere,,,
+4940555005,quarantine,Acme,2026-01-01T00:00:00Z,acme,,,
"""
VISITS = """visit_id,visitor_id,ts_start,ts_last,company,number_shown,utm_source,utm_medium,utm_campaign,utm_term
v1,ann,2026-01-05T08:50:00Z,2026-01-05T08:58:00Z,Acme,+4940555001,google,cpc,winter,burst pipe
v2,bob,2026-01-05T06:00:00Z,2026-01-05T06:10:00Z,Beta,+4940555002,bing,cpc,,
"""
OFFICE = """
callflow: 1
name: NAME
initial: greeting
url: "/calls/NAME?call_id={{ call.id }}&event={{ event }}"
actors: {caller: {}}
signals: {hangup: caller.hangs_up}
on: {caller.hangs_up: gone}
states:
  greeting: {response: [gather: {numDigits: 1, action: typed, prompt: [say: "This is NAME."]}], on: {typed: bye}, next: gone}
  bye: {response: [say: "NAME says goodbye.", hangup], final: served}
  gone: {final: true}
"""


def serve_numbers(stage):
    """Several flows in one process: the called number says whose call it is, and hooks tell which visit was shown it."""
    (stage.folder / "numbers.csv").write_text(NUMBERS)
    (stage.folder / "visits.csv").write_text(VISITS)
    subprocess.run([str(stage.callflow), "track", "import", "--db", "numbers.db", "--numbers", "numbers.csv", "--visits",
                    "visits.csv"], cwd=stage.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, timeout=60)
    front, acme, beta = (stage.flow(OFFICE.replace("NAME", name), name + ".yaml") for name in ("front", "acme", "beta"))
    listener = Listener()
    site = f"http://127.0.0.1:{listener.port}"
    words = [str(acme), str(beta), "--numbers", "numbers.db", "--now", "2026-01-05T09:00:00Z", "--hook-start", site + "/start",
             "--hook-end", site + "/end", "--control", "127.0.0.1:0"]
    server = stage.serve(front, *words)

    def rings(sid, to, wanted, target="/calls/front", **fields):
        call = TwilioCall(server.port, sid)
        status, _, body = call.post(target, To=to, CallStatus="ringing", **fields)
        check(status == 200 and f"This is {wanted}." in body, f"{to} at {target}: {status} {body} {server.said()}")
        return call

    def at(name, sid):
        return f"/calls/{name}?call_id={sid}&event=typed"

    first = rings("CA1", "+4940555001", "acme")
    rings("CA2", "+4940555002", "beta")
    third = rings("CA3", "+4940555003", "beta", target="/calls/acme")  # the number decides, not the address
    rings("CA4", "+4940555004", "front")  # its flow is not served
    rings("CA5", "+4940555005", "front")  # it rests
    rings("CA6", "+15550000000", "front")  # unknown
    rings("CA7", "sip:+4940555001@sip.example.com", "acme")
    rings("CA8", "+4940555001", "beta", target="/calls/beta", Direction="outbound-api")  # a call that beta has made
    check("flow 'nowhere'" in server.said(), server.said())
    status, _, body = first.post(at("acme", "CA1"), Digits="1")
    check(status == 200 and "acme says goodbye." in body, f"{status} {body}")
    first.post("/calls/front", To="+4940555001", CallStatus="completed")
    status, _, body = ask(server.control, "GET", "/calls")
    check(json.loads(body) == [f"CA{number}" for number in range(1, 9)], body)
    check(json.loads(ask(server.control, "GET", "/calls/CA3")[2])["state"] == "greeting", body)
    metrics = server.metrics()
    check(metrics["calls_begun_total"] == 8 and metrics["open_calls"] == 7, str(metrics))
    check(metrics["calls_to_dead_numbers_total"] == 1, str(metrics))
    listener.wait(9)
    server.kill()

    server = stage.serve(front, *words)  # every flow goes on with its own calls, and knows their marks
    check(", 7 calls open" in server.said(), server.said())
    third.port = server.port
    status, _, body = third.post(at("beta", "CA3"), Digits="1")
    check(status == 200 and "beta says goodbye." in body, f"{status} {body}")
    third.post("/calls/beta", CallStatus="completed")
    listener.wait(10)
    server.stop()
    told = {(one["path"], json.loads(one["body"])["call_id"]): json.loads(one["body"]) for one in listener.asked}
    visit = {"company": "Acme", "visit_id": "v1", "visitor_id": "ann", "channel": "Paid Search", "source": "google", "medium": "cpc",
             "campaign": "winter", "keyword": "burst pipe"}
    check(told["/start", "CA1"]["marks"] == visit and told["/end", "CA1"]["marks"] == visit, str(told))
    check(told["/start", "CA1"]["flow"] == "acme" and told["/end", "CA1"]["outcome"] == "served", str(told))
    check(told["/start", "CA2"]["marks"] == {"company": "Beta"}, "a visit of hours ago: " + str(told["/start", "CA2"]))
    fixed = {"company": "Beta", "source": "flyer", "medium": "print", "campaign": "spring"}
    marks = told["/end", "CA3"]["marks"]
    check({name: marks[name] for name in fixed} == fixed and "visit_id" not in marks, str(marks))
    check(told["/start", "CA5"]["marks"] == {"dead_number": "quarantine"}, str(told["/start", "CA5"]))
    check("marks" not in told["/start", "CA6"] and "marks" not in told["/start", "CA8"], str(told))

    # The same in the address, for whoever takes nothing else.
    before = len(listener.asked)
    words[words.index(site + "/end")] = site + "/end?key=a%26b#top"
    server = stage.serve(front, *words, "--hook-method", "GET", "--db", "other.db")
    rings("CA1", "+4940555001", "acme").post(at("acme", "CA1"), Digits="1")
    TwilioCall(server.port, "CA1").post("/calls/front", To="+4940555001", CallStatus="completed")
    listener.wait(before + 2)
    server.stop()
    start, end = sorted(listener.asked[before:], key=lambda one: one["path"], reverse=True)
    check(start["method"] == end["method"] == "GET" and not start["body"], str((start, end)))
    path, _, query = start["path"].partition("?")
    fields = dict(urllib.parse.parse_qsl(query))
    check(path == "/start" and fields.items() >= {**visit, "event": "start", "call_id": "CA1", "flow": "acme"}.items(), str(start))
    path, _, query = end["path"].partition("?")
    fields = dict(urllib.parse.parse_qsl(query))
    check(path == "/end" and fields.items() >= {**visit, "key": "a&b", "event": "end", "outcome": "served"}.items(), str(end))
    listener.close()

    twice = subprocess.run([str(stage.callflow), "serve", str(acme), str(acme)], cwd=stage.folder, stdin=subprocess.DEVNULL,
                           capture_output=True, text=True, timeout=60, check=False)
    check(twice.returncode == 2 and "both called" in twice.stderr, twice.stderr)


def main():
    callflow, source, scratch, *names = sys.argv[1:]
    failed = skipped = 0
    tests = {name.removeprefix("serve_"): run for name, run in globals().items() if name.startswith("serve_")}
    for name in names or tests:
        stage = Stage(pathlib.Path(callflow).resolve(), pathlib.Path(source).resolve(), pathlib.Path(scratch).resolve() / name)
        try:
            tests[name](stage)
            print(f"{name}: ok")
        except Missing as missing:
            print(f"{name}: skipped: {missing}", file=sys.stderr)
            skipped += 1
        except (Failure, OSError, http.client.HTTPException) as failure:
            failed += 1
            print(f"{name}: FAILED: {failure!r}", file=sys.stderr)
            traceback.print_exc()
            said = stage.folder / "serve.err"
            if said.exists():
                print(f"the servers said at last:\n{said.read_text(encoding='utf-8', errors='replace')[-4000:]}", file=sys.stderr)
    return 1 if failed else 77 if skipped else 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
