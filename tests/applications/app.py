"""A Tropo application, for tests: `python3 app.py PORTFILE`. It writes the port it was given to that file."""
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def page(path, body):
    if path == "/start":
        caller = body["session"].get("from", {}).get("id", "nobody")
        return [
            {"say": [{"value": f"Hello {caller}."}]},
            {"ask": {"name": "digit", "attempts": 2, "timeout": 5,
                     "say": [{"value": "That is none.", "event": "nomatch"}, {"value": "Press 1 or 2."}],
                     "choices": {"value": "sales(1, sales), support(2, support)", "mode": "dtmf"}}},
            {"on": {"event": "continue", "next": "chosen"}},
            {"on": {"event": "incomplete", "next": "/nothing.json"}},
            {"on": {"event": "hangup", "next": "/gone"}},
        ]
    if path == "/chosen":
        return [{"say": [{"value": "You chose " + body["result"]["actions"]["value"] + "."}]}]
    if path == "/nothing.json":
        return [{"say": [{"value": "Goodbye."}]}, {"hangup": None}]
    if path == "/gone":
        return []
    return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        steps = page(self.path, body)
        answer = b"not found" if steps is None else json.dumps({"tropo": steps}).encode()
        self.send_response(404 if steps is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".new", "w") as out:
    out.write(str(server.server_address[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
