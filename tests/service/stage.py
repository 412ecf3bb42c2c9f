"""A folder and a flow for each test of a server."""

import shutil

from service import Server

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
        self.servers = []

    def flow(self, text, name="flow.yaml"):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def serve(self, flow, *options, environment=None):
        server = Server(self.callflow, self.folder, flow, *options, environment=environment)
        self.servers.append(server)
        return server

    def clear(self):
        """Ends what a test that failed has left running."""
        for server in self.servers:
            server.end()
