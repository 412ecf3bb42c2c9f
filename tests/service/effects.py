"""What a server does of itself: requests, effects of calls, events from outside, pools of numbers."""

import json
import sqlite3
import subprocess
import threading
import time
import urllib.parse

from postgres import postgresql
from service import FORM, JSON, Listener, TwilioCall, ask, check, twilio_signature
from stage import ENTRANCE, MENU, event


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
    with postgresql() as database:
        database.run("create table notes (text text)")
        server = stage.serve(flow, "--db", database.address)
        server.stop()
        database.run("drop table callflow_store")
        tables = "select tablename from pg_tables where schemaname = 'public' order by 1"
        before = database.run(tables)
        refused(database.address, "another application's")
        check(database.run(tables) == before, str(database.run(tables)))


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
