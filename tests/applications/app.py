"""A Tropo application, for tests: `python3 app.py PORTFILE`. It writes the port it was given to that file."""
import json
import sys

from listening import Application, listen


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


class Handler(Application):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        steps = page(self.path, json.loads(self.body() or "{}"))
        self.answer(404 if steps is None else 200, "application/json", "not found" if steps is None else json.dumps({"tropo": steps}))


listen(Handler, sys.argv[1])
