"""A server under test, and somebody who asks it as a provider would."""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import threading
import time
import urllib.parse


class Failure(Exception):
    """Something is not as it should be; the text says what."""


def check(holds, what):
    if not holds:
        raise Failure(what)


class Server:
    """`callflow serve`, on ports of its own. What it says goes to a file."""

    def __init__(self, callflow, folder, flow, *options, environment=None):
        self.folder = pathlib.Path(folder)
        self.log = self.folder / "serve.err"
        self.out = self.folder / "serve.out"
        command = [str(callflow), "serve", str(flow), "--listen", "127.0.0.1:0", *options]
        with open(self.log, "ab") as err, open(self.out, "ab") as out:
            self.from_ = err.tell()
            self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                            env={**os.environ, **(environment or {})})
        try:
            self.port = self._port("listening on http://")
            self.control = self._port("controlled on http://") if "--control" in options else None
        except Failure:
            self.end()
            raise

    def said(self):
        return self.log.read_bytes()[self.from_:].decode("utf-8", "replace")

    def _port(self, mark):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for line in self.said().splitlines():
                if mark in line:
                    return int(line.split(mark, 1)[1].split(",")[0].rsplit(":", 1)[1])
            if self.process.poll() is not None:
                raise Failure(f"the server has ended with {self.process.returncode}: {self.said()}")
            time.sleep(0.02)
        raise Failure(f"the server does not say '{mark}': {self.said()}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failure("the server does not stop") from None
        check(code == 0, f"the server ended with {code}: {self.said()}")

    def end(self):
        """However it is; one that has ended stays so."""
        if self.process.poll() is None:
            self.kill()

    def kill(self):
        self.process.kill()
        self.process.wait(30)

    def metrics(self):
        status, _, body = ask(self.port, "GET", "/metrics")
        check(status == 200, f"/metrics: {status}")
        return {line.rsplit(" ", 1)[0].removeprefix("callflow_"): int(line.rsplit(" ", 1)[1])
                for line in body.splitlines() if not line.startswith("#")}


def ask(port, method, target, body=None, headers=None):
    """Status, headers and text of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, target, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8")
    finally:
        connection.close()


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


class TwilioCall:
    """One call of the pretend Twilio: what each request of it has."""

    def __init__(self, port, sid, token=None):
        self.port = port
        self.sid = sid
        self.token = token
        self.common = {"CallSid": sid, "AccountSid": "AC" + "0" * 32, "From": "+15551112222", "To": "+15553334444",
                       "Direction": "inbound", "CallStatus": "in-progress", "ApiVersion": "2010-04-01"}

    def post(self, target, **fields):
        form = {**self.common, **fields}
        headers = dict(FORM)
        if self.token:
            headers["X-Twilio-Signature"] = twilio_signature(self.token, f"http://127.0.0.1:{self.port}{target}", form)
        return ask(self.port, "POST", target, urllib.parse.urlencode(form), headers)

    def get(self, target, **fields):
        query = urllib.parse.urlencode({**self.common, **fields})
        return ask(self.port, "GET", target + ("&" if "?" in target else "?") + query)


def twilio_signature(token, url, form):
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


class Listener:
    """A server of somebody else, which remembers what it was asked; `answer` may say what is answered."""

    def __init__(self, answer=None):
        self.asked = []
        lock = threading.Lock()
        asked = self.asked

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8")
                with lock:
                    asked.append({"method": self.command, "path": self.path, "body": body,
                                  "headers": {k.lower(): v for k, v in self.headers.items()}})
                    count = len(asked)
                status, kind, text = answer(asked[-1], count) if answer else (200, "text/plain", "")
                data = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def wait(self, count, seconds=20):
        until = time.monotonic() + seconds
        while len(self.asked) < count and time.monotonic() < until:
            time.sleep(0.02)
        check(len(self.asked) >= count, f"{len(self.asked)} requests came instead of {count}: {self.asked}")

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def rows(store, statement):
    """Rows of an SQLite store, as somebody reads it who is not callflow."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def lines_of(path):
    return [json.loads(line) for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines()]


def environment():
    return {**os.environ, "LC_ALL": "C.UTF-8"}
