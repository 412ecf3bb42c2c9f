"""What a server answers callers, and who may ask it."""

import json
import resource
import socket
import sqlite3
import subprocess
import time
import urllib.parse

from service import FORM, JSON, TwilioCall, ask, check, lines_of, rows, twilio_signature
from stage import ENTRANCE, MENU, event


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
    others = [(one["method"], one["url"], one["status"]) for one in entries if not one["call_id"]]
    check(others[:7] == [("POST", "/other", 404), ("POST", ENTRANCE, 400), ("POST", ENTRANCE, 400), ("POST", ENTRANCE, 400), ("GET", ENTRANCE, 400),
                         ("DELETE", ENTRANCE, 405), ("GET", "/healthz", 200)], logged)
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


def serve_filling(stage):
    """Whoever asks too often, or for what is long, does not fill the disk with the access log."""
    server = stage.serve(stage.flow(MENU), "--access-log", "access.jsonl", "--max-rate", "3")
    for path, wanted in [("/" + "x" * 5000, 404), ("/" + "\u00e9" * 1500, 404)]:
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as one:
            one.sendall(f"GET {path}?CallSid=CA9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            answer = one.makefile("rb").read()
            check(answer.startswith(f"HTTP/1.1 {wanted} ".encode()), str(answer))
    refused = sum(ask(server.port, "GET", "/many?CallSid=CA9", None, {})[0] == 429 for _ in range(50))
    check(refused > 0, "nothing was refused")
    check(server.metrics()["requests_limited_total"] == refused, str(server.metrics()))
    server.stop()
    entries = lines_of(stage.folder / "access.jsonl")
    check([one["url"] for one in entries][:2] == ["/" + "x" * 1999, "/" + "\u00e9" * 999], str(entries))
    check(sum(one["url"] == "/many" for one in entries) == 50 - refused, str(entries))
    check(all(one["status"] != 429 for one in entries), str(entries))


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
    form = {"CallSid": "CA1", "CallStatus": "ringing"}
    body = urllib.parse.urlencode(form).encode()
    sign = twilio_signature("12345", f"http://127.0.0.1:{server.port}{ENTRANCE}", form)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as one:
        one.sendall(f"POST {ENTRANCE} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    f"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n".encode() + body
                    + f"\r\n0\r\nX-Twilio-Signature: {sign}\r\n\r\n".encode())
        answer = read_all(one)
    check(b" 403 " in answer.split(b"\r\n")[0], f"a signature behind the body was taken for the header's: {answer[:100]}")
    check(server.metrics()["requests_unsigned_total"] == 3, "refusals are not counted")
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


def memory_of(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmRSS:"))


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
    check(status(host, chunked, body=b"1;" + b"x" * 50_000) == 431, "a long chunk extension")
    last = chunks + b"\r\n" + form + b"\r\n0\r\n"
    for size in (40_000, 65_520, 65_540, 70_000):  # 65,535 are more than a field can hold
        check(status(host, chunked, body=last + b"X: " + b"a" * size + b"\r\n\r\n") == 431, f"a trailer of {size} bytes")
        check(status(host, chunked, body=last + b"a" * size + b": x\r\n\r\n") == 431, f"a trailer's name of {size} bytes")
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
    resident = memory_of(server)
    for begin, more in [(b"1;", b"x" * 4096), (b"0\r\n", b"X: a\r\n" * 700)]:  # endless within a request, but neither header nor body
        with connect() as one:
            try:
                one.sendall(b"POST /calls/flow HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + begin)
                for _ in range(10_000):
                    one.sendall(more)
                check(False, f"forty megabytes of {more[:6]} were taken")
            except OSError:
                pass
    grown = memory_of(server) - resident
    check(grown < 10_000_000, f"what is neither header nor body made it grow by {grown} bytes")
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


NOBODY = """
callflow: 1
name: desk
initial: ask
vars: {number: ""}
states:
  ask:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: "Press a key."]}]
    on: {chose: {switch: input.digits, case: {1: ring}, else: write}}
    next: done
  ring:
    response: [say: "I ring.", dial: {number: "{{ number }}", action: rang}, say: "Not come to."]
    on: {rang: {switch: input.dial_status, case: {failed: sorry}, else: done}}
  write:
    response: [message: {to: "{{ number }}", text: "Hello.", action: wrote}, say: "Not come to."]
    on: {wrote: {switch: input.message_status, case: {failed: sorry}, else: done}}
  sorry: {response: [say: "There is nobody."], next: done}
  done: {final: true}
"""


def serve_nobody(stage):
    """Who rings a server whose flow calls or writes to nobody comes to what the flow does of a failure, on either platform."""
    server = stage.serve(stage.flow(NOBODY))
    for provider in ("twilio", "tropo"):
        for key in ("1", "2"):
            done = subprocess.run([str(stage.callflow), "call", f"http://127.0.0.1:{server.port}{ENTRANCE}", "--provider", provider, "--press",
                                   key, "--id", f"{provider}-{key}", "--seed", "1"], cwd=stage.folder, stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=60, check=False)
            check("There is nobody." in done.stdout and "Not come to." not in done.stdout,
                  f"{provider}, {key}: {done.stdout}{done.stderr}{server.said()}")
    server.stop()
