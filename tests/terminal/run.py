#!/usr/bin/python3
"""run.py CALLFLOW SOURCE SCRATCH [NAME...]: calls in a real terminal, as somebody makes them who sits there.

Each function `call_…` is one, driven through tmux. Ends 77 where tmux is missing.
"""

import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys

from terminal import Failure, Terminal


class Desk:
    """What a call has: the program, the samples, a folder of its own."""

    def __init__(self, callflow, source, folder):
        shutil.rmtree(folder, ignore_errors=True)
        self.home = folder / "home"
        self.folder = folder / "work"
        self.home.mkdir(parents=True)
        self.folder.mkdir()
        shutil.copytree(source / "samples", self.folder / "samples")
        self.callflow = callflow
        self.path = os.pathsep.join([str(callflow.parent), "/usr/bin", "/bin"])

    def terminal(self, **how):
        return Terminal(str(self.folder), str(self.home), self.path, **how)

    def history(self):
        path = self.home / ".local/state/callflow/history"
        if not path.exists():
            return []
        check(stat.S_IMODE(path.stat().st_mode) == 0o600, "others may read the history")
        return path.read_text(encoding="utf-8").splitlines()

    def same_again(self, flow, saved, trace):
        """Whether a saved call, played again, leads to the trace of the call: but for places in the file."""
        done = subprocess.run([self.callflow, "simulate", "--format", "json", flow, saved], cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        check(done.returncode == 0, f"{saved} cannot be played: {done.stderr}")
        here = without_places(json.loads((self.folder / trace).read_text(encoding="utf-8")))
        check(len(here["runs"][0]["steps"]) > 5, "the trace is short")
        check(here == without_places(json.loads(done.stdout)), f"{saved} leads elsewhere")


def check(holds, what):
    if not holds:
        raise Failure(what)


def without_places(node):
    """A trace without what tells where in the file of the scenario a step stands."""
    if isinstance(node, dict):
        return {key: without_places(value) for key, value in node.items()
                if key != "place" or not str(value.get("file", "")).endswith("saved.yaml")}
    return [without_places(one) for one in node] if isinstance(node, list) else node


def leave(terminal):
    """By Ctrl-D; the terminal is as it was: it echoes, and takes whole lines."""
    terminal.press("C-d")
    terminal.wait(r"\$ \Z")
    settings_restored(terminal)


def settings_restored(terminal):
    terminal.enter("stty -a | grep -oE -- '-?(icanon|echo|isig|icrnl)\\b' | tr '\\n' ' '; echo end",
                   r"\n(icrnl isig icanon echo|isig icanon echo icrnl) end\n\$ \Z")


def call_menu(desk):
    """Arrow keys, history, completion, back and save in the support line's menu."""
    flow = "samples/support_line/support_line.yaml"
    with_terminal = desk.terminal()
    try:
        t = with_terminal
        t.enter(f"callflow simulate -i {flow} --set agents_available=true -o trace.json --format json",
                r"Hello, this is the support line\.\nFor sales press 1[^\n]*\n(\[plays [^\n]*\]\n){2}keys> \Z")
        t.enter("77", r"Sorry\.\nFor sales press 1[^\n]*\n(\[plays [^\n]*\]\n){2}keys> \Z")
        t.type("/st")
        t.press("Tab")
        t.wait(r"keys> /state\Z")
        t.press("Enter")
        t.wait(r"\nmain_menu\n  agents_available = true\n[^>]*keys> \Z")
        # the two before, of which the first is mended: 77 becomes 2
        t.press("Up", "Up")
        t.wait(r"keys> 77\Z")
        t.press("BSpace", "Left")
        t.type("2")
        t.press("Right", "BSpace")
        t.wait(r"keys> 2\Z")
        t.press("Enter")
        t.wait(r"\nPlease type your account number\.\nkeys> \Z")
        t.enter("/back", r"\n\[back in state main_menu\]\nkeys> \Z")
        t.enter("*", r"\nFor sales press 1[^\n]*\n(\[plays [^\n]*\]\n){2}keys> \Z")
        t.enter("3", r"\nWe call you back as soon as somebody is free\.\n\[the call is over, in state callback_kept\]\nover> \Z")
        t.enter("/save saved.yaml", r"\n\[written to saved\.yaml\]\nover> \Z")
        leave(t)
    finally:
        with_terminal.close()
    desk.same_again(flow, "saved.yaml", "trace.json")
    check(desk.history() == ["77", "/state", "2", "/back", "*", "3", "/save saved.yaml"], f"history: {desk.history()}")


def call_voicemail(desk):
    """A message in letters of all kinds, saved into a folder elsewhere; the history of another session; a full disk."""
    flow = "samples/support_line/support_line.yaml"
    (desk.folder / "calls").mkdir()
    terminal = desk.terminal()
    try:
        begin = r"Hello, this is the support line\.\nPlease leave a message\.\n\[beep\]\nkeys, message> \Z"
        terminal.enter(f"callflow simulate -i {flow} -o trace.json --format json", begin)
        # typed: señor 日本, with an x between that goes again
        terminal.type("/say señor 日本x語")
        terminal.press("Left", "BSpace", "End")
        terminal.wait(r"keys, message> /say señor 日本語\Z")
        terminal.press("Enter")
        terminal.wait(r"\n\[it goes on recording: [^\n]*\]\nkeys, message> \Z")
        terminal.enter("/hangup", r"\[the call is over, in state done\]\nover> \Z")
        terminal.enter("/save /dev/full", r"\n\[cannot write /dev/full: No space left on device\]\nover> \Z")
        terminal.enter("/save samples/README", r"\n\[written to samples/README\]\nover> \Z")
        terminal.enter("/save samples/tour.sh",
                       r"\n\[samples/tour\.sh is there already: /save! samples/tour\.sh replaces it\]\nover> \Z")
        terminal.enter("/save calls/saved.yaml", r"\n\[written to calls/saved\.yaml\]\nover> \Z")
        terminal.press("C-c")
        terminal.wait(r"\$ \Z")
        terminal.enter("echo status $?", r"\nstatus 130\n\$ \Z")
        settings_restored(terminal)
        # what was said there can be said again
        terminal.enter(f"callflow simulate -i {flow}", begin)
        terminal.press("C-r")
        terminal.type("señ")
        terminal.press("Enter")
        terminal.wait(r"\n\[it goes on recording: [^\n]*\]\nkeys, message> \Z")
        leave(terminal)
    finally:
        terminal.close()
    saved = (desk.folder / "calls/saved.yaml").read_text(encoding="utf-8")
    check('flow: "../samples/support_line/support_line.yaml"\n' in saved, f"another flow: {saved}")
    check("señor 日本語" in saved, f"another message: {saved}")
    desk.same_again(flow, "calls/saved.yaml", "trace.json")


def call_queue(desk):
    """Waiting in a queue, leaving it; Ctrl-C drops a line, then hangs up; the process is stopped, goes on, and its window
    changes."""
    flow = "samples/support_line/support_line.yaml"
    terminal = desk.terminal()
    try:
        terminal.enter(f"callflow simulate -i {flow} --set agents_available=true -o trace.json --format json",
                       r"\n(\[plays [^\n]*\]\n){2}keys> \Z")
        terminal.enter("1", r"\nI connect you with sales\.\nAll of us are talking\. [^\n]*\n> \Z")
        terminal.type("/wa")
        terminal.wait(r"\n> /wa\Z")  # the terminal drops what nobody has read when C-z comes
        terminal.press("C-z")
        terminal.wait(r"Stopped [^\n]*\n\$ \Z")
        settings_restored(terminal)
        terminal.enter("fg", r"\n> /wa\Z")
        terminal.resize(60, 30)
        terminal.press("Tab")
        terminal.enter("30s", r"\n\[plays https://media\.example\.com/hold\.mp3\]\n[^$]*keys> \Z")
        terminal.resize(100, 40)
        terminal.type("/nonsense")
        terminal.wait(r"keys> /nonsense\Z")
        terminal.press("C-c")
        terminal.wait(r"keys> /nonsense\nkeys> \Z")
        terminal.enter("1", r"\nPlease leave a message\.\n\[beep\]\nkeys, message> \Z")
        terminal.press("C-c")
        terminal.wait(r"\n\[the call is over, in state [a-z]+\]\nover> \Z")
        terminal.type("/back wai")
        terminal.press("Tab")
        terminal.wait(r"over> /back waiting\Z")
        terminal.press("Enter")
        terminal.wait(r"\n\[back in state waiting\]\nkeys> \Z")
        # so long that it is offered to call back, and nobody says anything to the machine either
        terminal.enter("/wait 10m", r"press 2\.\nPlease leave a message\.\n\[beep\]\n[^\n]*\n\[[^\n]* state done\]\nover> \Z")
        terminal.enter("/save saved.yaml", r"\n\[written to saved\.yaml\]\nover> \Z")
        leave(terminal)
    finally:
        terminal.close()
    desk.same_again(flow, "saved.yaml", "trace.json")
    check("/nonsense" not in desk.history(), "a line that was dropped is in the history")


def call_tropo(desk):
    """The other platform, and a phone that rings."""
    flow = "samples/support_line/support_line.yaml"
    terminal = desk.terminal()
    try:
        terminal.enter(f"callflow simulate -i {flow} --provider tropo --set agents_available=true -o trace.json --format json",
                       r"\n(\[plays [^\n]*\]\n){2}keys> \Z")
        terminal.enter("1", r"\nI connect you with sales\.\n\[\+15557654399 rings\]\nringing> \Z")
        terminal.type("/callee a")
        terminal.press("Tab")
        terminal.wait(r"ringing> /callee answer\Z")
        terminal.press("Enter")
        terminal.wait(r"\n\[you talk to \+15557654399\]\n> \Z")
        terminal.enter("/callee hang_up", r"\nHow was it\? [^\n]*\nkeys, speech> \Z")
        terminal.enter("/say great", r"\nThank you\. Goodbye\.\n\[the call is over, in state done\]\nover> \Z")
        terminal.enter("/save saved.yaml", r"\n\[written to saved\.yaml\]\nover> \Z")
        leave(terminal)
    finally:
        terminal.close()
    desk.same_again(flow, "saved.yaml", "trace.json")


def call_secret(desk):
    """A PIN stays neither on the screen nor in the history or the trace, on a terminal without editing neither."""
    flow = "samples/bank/bank.yaml"
    (desk.folder / "given.yaml").write_text("""callflow-scenario: 1
flow: samples/bank/bank.yaml
mocks:
  account_lookup: {status: 200, json: {locked: false, balance: 81.5}}
  pin_check: {status: 200, json: {right: true}}
steps: []
""", encoding="utf-8")
    for kind in ["screen-256color", "dumb"]:
        terminal = desk.terminal(term=kind, width=40)
        try:
            terminal.enter(f"callflow simulate -i {flow} given.yaml -o trace.json --format json", r"\nkeys> \Z")
            terminal.enter("1", r"\nPlease type the 8 digits of your account\.\nkeys> \Z")
            terminal.enter("10440017", r"\nNow type your PIN\.\nkeys> \Z")
            terminal.type("258")
            terminal.press("C-z")
            terminal.wait(r"Stopped [^\n]*\n(.*\n)?\$ \Z")
            settings_restored(terminal)
            terminal.enter("fg", r"\nkeys> ?(258)?\Z")
            terminal.press("C-u")
            terminal.enter("2580", r"\nFor your balance, press 1\.[^>]*\nkeys, speech> \Z")
            check("2580" not in terminal.screen(), f"the PIN is shown:\n{terminal.screen()}")
            leave(terminal)
        finally:
            terminal.close()
        check("2580" not in (desk.folder / "trace.json").read_text(encoding="utf-8"), "the PIN is in the trace")
        check(desk.history() == ["1", "10440017"], f"history: {desk.history()}")


def call_ended(desk):
    """The terminal is restored when the process is told to end while it waits for a line."""
    terminal = desk.terminal()
    try:
        for number, said in [(signal.SIGTERM, "Terminated"), (signal.SIGHUP, "Hangup")]:
            terminal.enter("callflow simulate -i samples/support_line/support_line.yaml", r"message> \Z")
            terminal.type("half a line")
            terminal.wait(r"keys, message> half a line\Z")
            for child in terminal.children():
                os.kill(child, number)
            terminal.wait(said + r"\n(.*\n)?\$ \Z")
            settings_restored(terminal)
    finally:
        terminal.close()


def main():
    callflow, source, scratch = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    if shutil.which("tmux") is None:
        print("tmux is not installed")
        return 77
    calls = {name.removeprefix("call_"): call for name, call in globals().items() if name.startswith("call_")}
    failed = 0
    for name in sys.argv[4:] or calls:
        try:
            calls[name](Desk(callflow, source, scratch / name))
        except Failure as failure:
            print(f"{name}: {failure}")
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
