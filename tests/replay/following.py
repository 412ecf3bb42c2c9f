#!/usr/bin/python3
"""following.py CALLFLOW SOURCE SCRATCH NAME: what `callflow replay --follow` makes of logs while they are written. Each function
`follow_…` is one test."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parent))
from run import HERE, MAP, check, main, same  # noqa: E402

DESK = """callflow: 1
name: desk
initial: menu
states:
  menu: {response: [gather: {numDigits: 1, action: press, prompt: [say: "Press one."]}], on: {press: gone}, next: gone}
  gone: {final: true, response: [say: "Bye.", hangup]}
"""


def wait_for(truth, message):
    until = time.monotonic() + 60
    while not truth() and time.monotonic() < until:
        time.sleep(0.05)
    check(truth(), message)


@contextlib.contextmanager
def following(replay, said, *arguments):
    """The process, which tells deviating calls into the file `said`; a signal ends it with 0 where nothing else has failed."""
    with open(said, "wb") as out:
        running = subprocess.Popen([replay.program, "replay", *[str(one) for one in arguments], "--format", "jsonl", "--follow",
                                    "--reorder", "1s"], stdout=out, stderr=subprocess.PIPE,
                                   env={"PATH": os.environ["PATH"], "LC_ALL": "C"})
        try:
            yield running
            running.send_signal(signal.SIGTERM)
            _, err = running.communicate(timeout=60)
        finally:
            running.kill()
    check(running.returncode == 0, f"ended with {running.returncode}: {err.decode()}")


def verdicts_in(said):
    found = [json.loads(line) for line in said.read_text().splitlines()]
    return {one["call"]: (one["verdict"], one["at"]) for one in found}


def follow_growing(bench, replay):
    """A log that is being written: deviating calls are said as they come, and a signal ends it with the account."""
    log = bench.log("follow", 400, 13, deviate=0.5)
    expected, _ = bench.verdicts(log, "event")
    lines = log.read_bytes().splitlines(keepends=True)
    grown, said = bench.scratch / "grown.ndjson", bench.scratch / "said.jsonl"
    grown.write_bytes(b"")
    with following(replay, said, HERE / "flow.yaml", "--map", MAP, "--by", "event", grown):
        with open(grown, "ab") as into:
            for begin in range(0, len(lines), 100):
                whole = b"".join(lines[begin:begin + 100])
                into.write(whole[:-30])  # a writer that stops in the middle of a line
                into.flush()
                time.sleep(0.02)
                into.write(whole[-30:])
                into.flush()
        wanted = sum(1 for verdict, _ in expected.values() if verdict != "unfinished")
        wait_for(lambda: said.read_bytes().count(b"\n") >= wanted, "deviating calls are not said while the log goes on")
    same(verdicts_in(said), expected, "followed")


def follow_sessions(bench, replay):
    """A log whose results wait for their sessions is followed too: what comes is told, and a signal ends it."""
    flow, log, said = (bench.scratch / name for name in ("sessions.yaml", "sessions.ndjson", "sessions_said.jsonl"))
    flow.write_text(DESK)
    session = {"session": {"id": "S1", "accountId": "1", "timestamp": "2026-01-05T00:00:00.000Z", "userType": "HUMAN", "callId": "C1"}}
    results = [{"result": {"sessionId": "S1", "callId": "C1", "state": "ANSWERED", "sessionDuration": 5 + i, "sequence": 1 + i,
                           "complete": True, "actions": {"name": "m", "attempts": 1, "disposition": "SUCCESS", "value": "1"}},
                "url": f"/calls/flow?call_id=S1&event={event}"} for i, event in enumerate(["press", "odd"])]
    log.write_text(json.dumps(results[0]) + "\n")
    with following(replay, said, flow, "--from", "tropo", log):
        with open(log, "a", encoding="utf-8") as into:
            for one in (session, results[1]):
                into.write(json.dumps(one) + "\n")
                into.flush()
                time.sleep(0.1)
        wait_for(lambda: b"after_end" in said.read_bytes() or b"unknown_event" in said.read_bytes(), "what comes is not told")


def follow_several(bench, replay):
    """Of several logs that are followed, one in which nothing happens, or has yet, keeps nobody waiting for the others."""
    flow, busy, idle, empty, said = (bench.scratch / name for name in ("several.yaml", "busy.csv", "idle.csv", "empty.csv",
                                                                       "several_said.jsonl"))
    flow.write_text(DESK)
    header = "call,event,time\n"
    busy.write_text(header + "A,press,2026-01-01T00:00:00Z\n")
    idle.write_text(header + "B,press,2026-01-01T00:00:00Z\n")
    empty.write_text("")

    def told(log, line, call):
        with open(log, "a", encoding="utf-8") as into:
            into.write(line)
        wait_for(lambda: f'"{call}"'.encode() in said.read_bytes(), f"{call} is not told")

    with following(replay, said, flow, "--map", "call=call,event=event,time=time", busy, idle, empty):
        for minute in (1, 2, 3):
            told(busy, f"X{minute},odd,2026-01-01T00:0{minute}:00Z\n", f"X{minute}")
        told(idle, "Y,odd,2026-01-01T00:04:00Z\n", "Y")
        told(empty, header + "Z,odd,2026-01-01T00:05:00Z\n", "Z")


def follow_rotated(bench, replay):
    """A log that is renamed while it is followed, and written anew under its name, or emptied, is followed on; what its writer still
    brings to the old one counts."""
    log = bench.log("rotated", 300, 19, deviate=0.4)
    expected, _ = bench.verdicts(log, "event")
    lines = log.read_bytes().splitlines(keepends=True)
    name, said = bench.scratch / "current.ndjson", bench.scratch / "rotated_said.jsonl"
    name.write_bytes(b"".join(lines[:len(lines) // 3]))

    def is_read(running, path):
        for number in pathlib.Path(f"/proc/{running.pid}/fd").iterdir():
            try:
                if os.path.samefile(number, path):
                    info = pathlib.Path(f"/proc/{running.pid}/fdinfo/{number.name}").read_text()
                    if int(info.split()[1]) == path.stat().st_size:
                        return True
            except OSError:
                pass
        return False

    def read_to_end(running):
        wait_for(lambda: is_read(running, name), f"{name.name} is not read to its end")

    with following(replay, said, HERE / "flow.yaml", "--map", MAP, "--by", "event", name) as running:
        read_to_end(running)
        renamed = name.rename(bench.scratch / "current.ndjson.1")
        name.write_bytes(b"".join(lines[len(lines) // 2:len(lines) * 2 // 3]))
        with open(renamed, "ab") as late:  # who writes has not noticed
            late.write(b"".join(lines[len(lines) // 3:len(lines) // 2]))
        read_to_end(running)
        rest = b"".join(lines[len(lines) * 2 // 3:])
        with open(name, "r+b") as emptied:  # in one go shorter than it was
            emptied.truncate(0)
            time.sleep(1)
            emptied.write(rest)
        read_to_end(running)
    same(verdicts_in(said), expected, "followed over two rotations")


if __name__ == "__main__":
    main(globals(), "follow_")
