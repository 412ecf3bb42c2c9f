#!/usr/bin/python3
"""run.py CALLFLOW SOURCE SCRATCH NAME: what `callflow cdr consume` and `relay` do with a real Redis. Each function `cdr_…` is one test.

The order of what is pushed is that of the call_refs: E0, E1, …
"""

import base64
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "service"))
from postgres import Missing, postgresql  # noqa: E402
from redis_server import Redis, RedisError, installed  # noqa: E402

LIST = "enigma:notifications:campaigns"
CDRS = 20_000
KILLS = 30


class Failure(Exception):
    pass


def check(holds, what):
    if not holds:
        raise Failure(what)


def cdr(number, **more):
    payload = {"extension": str(200 + number % 20), "number": f"40755{number % 100000:05}", "dial_number": "4075550000",
               "call_ref": f"E{number}", "contact_ref": f"P{number // 3}", "dialed_at": 1767571200 + number,
               "call_time": number % 90, "end_reason": "hungup" if number % 3 else "busy", "end_code": 16 if number % 3 else 17,
               "call_dir": "outbound", "ref": "spring"}
    return json.dumps({"type": "cdr", "payload": payload | more})


class Stage:
    def __init__(self, callflow, source, scratch, *options):
        self.callflow = str(callflow)
        self.source = pathlib.Path(source)
        self.folder = pathlib.Path(scratch)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.redis = Redis(*options)
        self.client = self.redis.client()
        self.environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}

    def push(self, items, key=LIST, command="LPUSH"):
        self.client.ask_all([(command, key, one) for one in items])

    def words(self, action, *options):
        return [self.callflow, "cdr", action, "--redis", self.redis.address, "--report-every", "0s", *[str(one) for one in options]]

    def run(self, action, *options, code=0, environment=None, timeout=300):
        done = subprocess.run(self.words(action, *options), cwd=self.folder, capture_output=True, timeout=timeout, text=True,
                              stdin=subprocess.DEVNULL, env=self.environment | (environment or {}))
        check(done.returncode == code, f"{action} {options} ended with {done.returncode} instead of {code}: {done.stderr}")
        return done

    def start(self, action, *options):
        self.said = open(self.folder / "said", "ab+")
        return subprocess.Popen(self.words(action, *options), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=self.said, env=self.environment)

    def killed(self, action, *options, least=5, most=150):
        """One that is killed at a random moment; whether it was still at work."""
        process = self.start(action, *options)
        time.sleep(random.uniform(least, most) / 1000)
        alive = process.poll() is None
        process.kill()
        process.wait(30)
        return alive

    def keys(self, name):
        with open(self.folder / name, encoding="utf-8") as file:
            # While it is written its last line may be there in part.
            return [json.loads(line)["key"] for line in file if line.endswith("\n")]

    def hold(self, consumer, count):
        """As one of that name that died with so many, which it takes at once when it is back."""
        self.push([cdr(i) for i in range(count)])
        self.client.ask_all([("LMOVE", LIST, f"{LIST}:processing:{consumer}", "RIGHT", "LEFT")] * count)

    def left(self, key=LIST):
        names = [one.decode() for one in self.client.ask("KEYS", "*")]
        return {one: self.client.ask("LLEN", one) for one in names if one == key or ":processing:" in one}

    def close(self):
        self.redis.close()


def wanted(count, first=0):
    return [f"enigma:E{i}" for i in range(first, first + count)]


def kill_again_and_again(stage, action, *options, total=CDRS, kills=KILLS, push=True):
    """Pushes while it is killed; how often it was."""
    done, portion = 0, total // kills
    killed = tries = 0
    while killed < kills or (push and done < total):
        if push and done < total:
            stage.push([cdr(i) for i in range(done, min(total, done + portion))])
            done = min(total, done + portion)
        killed += stage.killed(action, *options)
        tries += 1
        check(tries < 10 * kills, "it ends by itself again and again")
    return killed


def cdr_kills(stage):
    """Every record is there once, in its order, however often the consumer dies."""
    options = ["--list", LIST, "--to", "cdrs.ndjson", "--batch", 200]
    killed = kill_again_and_again(stage, "consume", *options)
    check(killed >= KILLS, f"killed {killed} times only")
    stage.run("consume", *options, "--exit-when-empty")
    keys = stage.keys("cdrs.ndjson")
    check(len(keys) == CDRS and keys == wanted(CDRS), f"{len(keys)} records, {len(set(keys))} different ones, in order: {keys == sorted(keys, key=lambda k: int(k[8:]))}")
    check(not stage.left(), f"left in Redis: {stage.left()}")


def cdr_repeats(stage):
    """Without knowing records again at most a batch comes twice for each death, and none is lost. No fsync, popped on the left."""
    options = ["--list", LIST, "--to", "cdrs.ndjson", "--batch", 100, "--dedup", 0, "--fsync", "off", "--pop", "left"]
    push = stage.push
    stage.push = lambda items: push(items, command="RPUSH")
    killed = kill_again_and_again(stage, "consume", *options)
    stage.run("consume", *options, "--exit-when-empty")
    keys = stage.keys("cdrs.ndjson")
    check(set(keys) == set(wanted(CDRS)), f"{len(set(keys))} of {CDRS} are there")
    check(len(keys) - CDRS <= 100 * killed, f"{len(keys) - CDRS} came twice, of {killed} deaths")
    first = list(dict.fromkeys(keys))
    check(first == wanted(CDRS), "the order is another one")


def cdr_late_fsync(stage):
    """Nothing is acknowledged before it is on the disk, also where that is done now and then."""
    options = ["--list", LIST, "--to", "cdrs.ndjson", "--batch", 50, "--fsync", "40ms"]
    kill_again_and_again(stage, "consume", *options, total=6000, kills=15)
    stage.run("consume", *options, "--exit-when-empty")
    check(stage.keys("cdrs.ndjson") == wanted(6000), "the records are others")


def cdr_relay(stage):
    """Each item is in the stream once, in its order, and every group has all of them."""
    relay = ["--list", LIST, "--stream", "cdrs", "--batch", 200]
    kill_again_and_again(stage, "relay", *relay)
    stage.run("relay", *relay, "--exit-when-empty")
    entries = stage.client.ask("XRANGE", "cdrs", "-", "+")
    items = [json.loads(fields[1])["payload"]["call_ref"] for _, fields in entries]
    check(items == [f"E{i}" for i in range(CDRS)], f"the stream holds {len(items)} items, {len(set(items))} different ones")
    for group in ("billing", "quality"):
        options = ["--stream", "cdrs", "--group", group, "--create", "--to", f"{group}.ndjson", "--batch", 200]
        killed = tries = 0
        while killed < 8 and tries < 40:
            killed += stage.killed("consume", *options)
            tries += 1
        stage.run("consume", *options, "--exit-when-empty")
        check(stage.keys(f"{group}.ndjson") == wanted(CDRS), f"{group} has other records")
        pending = stage.client.ask("XPENDING", "cdrs", group)
        check(pending[0] == 0, f"{group} has {pending[0]} that nobody acknowledged")
    check(not stage.left(), f"left in Redis: {stage.left()}")


def cdr_dead(stage):
    """What a dead consumer had is taken over, of a list and of a group, also by one with another name."""
    stage.push([cdr(i) for i in range(300)])
    for i in range(100):  # as one that died before it wrote anything
        stage.client.ask("LMOVE", LIST, f"{LIST}:processing:gone", "RIGHT", "LEFT")
    stage.client.ask("SADD", f"{LIST}:consumers", "gone")
    done = stage.run("consume", "--list", LIST, "--consumer", "here", "--to", "list.ndjson", "--exit-when-empty")
    check("took over 100 items" in done.stderr, done.stderr)
    check(stage.keys("list.ndjson") == wanted(300), "the order is another one")
    stage.client.ask("XGROUP", "CREATE", "s", "g", "0", "MKSTREAM")
    for i in range(50):
        stage.client.ask("XADD", "s", "*", "cdr", cdr(i))
    stage.client.ask("XREADGROUP", "GROUP", "g", "gone", "COUNT", "20", "STREAMS", "s", ">")
    time.sleep(1.2)
    stage.run("consume", "--stream", "s", "--group", "g", "--consumer", "here", "--claim-idle", "1s", "--to", "stream.ndjson",
              "--exit-when-empty")
    check(set(stage.keys("stream.ndjson")) == set(wanted(50)), "some of the group's are not there")
    check(stage.client.ask("XPENDING", "s", "g")[0] == 0, "some were not acknowledged")
    # One that lives keeps what it has.
    stage.push([cdr(i) for i in range(1000, 1010)])
    for _ in range(10):
        stage.client.ask("LMOVE", LIST, f"{LIST}:processing:alive", "RIGHT", "LEFT")
    stage.client.ask("SADD", f"{LIST}:consumers", "alive")
    stage.client.ask("SET", f"{LIST}:alive:alive", "1 elsewhere", "PX", 60000)
    stage.run("consume", "--list", LIST, "--consumer", "here", "--to", "list.ndjson", "--exit-when-empty")
    check(stage.left() == {f"{LIST}:processing:alive": 10}, f"left in Redis: {stage.left()}")


def cdr_names(stage):
    """Two consumers of one name do not handle the same items; a file has one writer."""
    stage.client.ask("SET", f"{LIST}:alive:desk", "17 elsewhere", "PX", 60000)
    stage.push([cdr(0)])
    done = stage.run("consume", "--list", LIST, "--consumer", "desk", "--to", "a.ndjson", "--exit-when-empty", "--claim-idle", "1s",
                     "--retry", "2s", code=3)
    check("seems to run already (process and host 17 elsewhere)" in done.stderr, done.stderr)
    first = stage.start("consume", "--list", "quiet", "--to", "b.ndjson")
    try:
        until = time.monotonic() + 30
        while not stage.client.ask("EXISTS", "quiet:consumers"):
            check(time.monotonic() < until and first.poll() is None, "it does not begin")
            time.sleep(0.02)
        done = stage.run("consume", "--list", LIST, "--consumer", "other", "--to", "b.ndjson", "--exit-when-empty", code=3)
        check("another process writes to it" in done.stderr, done.stderr)
        first.send_signal(signal.SIGTERM)
        check(first.wait(30) == 0, "it does not end well")
    finally:
        first.kill()
    check(stage.client.ask("LLEN", LIST) == 1, "the record is gone")


class Blocked:
    """A consumer whose stdout is a pipe that nobody reads yet: it has taken items, and is at work on them until it is read."""

    def __init__(self, stage, *options):
        self.stage = stage
        self.process = subprocess.Popen(stage.words("consume", *options, "--to", "-"), cwd=stage.folder, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=stage.environment, text=True)
        self.records = []

    def read(self, count):
        """So many lines."""
        for _ in range(count):
            line = self.process.stdout.readline()
            check(line.endswith("\n"), f"it ended after {len(self.records)} records: {self.process.poll()}")
            self.records.append(json.loads(line)["key"])

    def rest(self):
        """Until it ends; its code and what it said."""
        self.records += [json.loads(line)["key"] for line in self.process.stdout]
        said = self.process.stderr.read()
        return self.process.wait(60), said

    def kill(self):
        self.process.kill()
        self.process.wait(60)


def until(holds, what, seconds=40):
    end = time.monotonic() + seconds
    while not holds():
        check(time.monotonic() < end, what)
        time.sleep(0.02)


def cdr_wrong_keys(stage):
    """A key of another type is seen before anything is acknowledged, is named, and nothing is lost by it."""
    ask = stage.client.ask
    stage.push([cdr(i) for i in range(10)])
    ask("SET", "cdrs", "1")
    relay = ["--list", LIST, "--stream", "cdrs", "--exit-when-empty"]
    done = stage.run("relay", *relay, code=3)
    check("'cdrs' is a string, and a stream is needed" in done.stderr and "0 records relayed" in done.stderr, done.stderr)
    check(sum(stage.left().values()) == 10, f"left in Redis: {stage.left()}")
    ask("DEL", "cdrs")
    stage.run("relay", *relay)
    entries = ask("XRANGE", "cdrs", "-", "+")
    check([json.loads(fields[1])["payload"]["call_ref"] for _, fields in entries] == [f"E{i}" for i in range(10)], str(entries))
    for options, failed in ((["--list", LIST], f"{LIST}:failed"), (["--stream", "cdrs", "--group", "g", "--create"], "cdrs:failed")):
        words = [*options, "--to", f"{failed}.ndjson", "--exit-when-empty"]
        if options[0] == "--list":
            stage.push([cdr(20), "of no use", cdr(21)])
        else:
            ask("XADD", "cdrs", "*", "cdr", "of no use")
        ask("SET", failed, "1")
        done = stage.run("consume", *words, code=3)
        check(f"'{failed}' is a string, and a list is needed" in done.stderr and "cannot be used" not in done.stderr, done.stderr)
        ask("DEL", failed)
        done = stage.run("consume", *words)
        kept = [json.loads(one)["item"] for one in ask("LRANGE", failed, 0, -1)]
        check(kept == ["of no use"] and "1 cannot be used" in done.stderr, f"{kept}: {done.stderr}")
    check(stage.keys(f"{LIST}:failed.ndjson") == wanted(2, 20), "the list's records are others")
    check(stage.keys("cdrs:failed.ndjson") == wanted(10), "the stream's records are others")
    check(ask("XPENDING", "cdrs", "g")[0] == 0 and not stage.left(), f"left in Redis: {stage.left()}")
    # What cannot even begin leaves no keys behind; nor does what ended well.
    ask("FLUSHALL")
    ask("SET", "q", "1")
    sink = ["--to", "none.ndjson", "--exit-when-empty"]
    done = stage.run("consume", "--list", "q", *sink, code=3)
    check("'q' is a string, and a list is needed" in done.stderr, done.stderr)
    done = stage.run("consume", "--stream", "q", "--group", "g", "--create", *sink, code=3)
    check("'q' is a string, and a stream is needed" in done.stderr, done.stderr)
    stage.run("consume", "--stream", "nowhere", "--group", "g", *sink, code=3)
    stage.push([cdr(1)], key="r")
    stage.run("consume", "--list", "r", *sink)
    check(ask("KEYS", "*") == [b"q"], f"left in Redis: {ask('KEYS', '*')}")
    done = stage.run("consume", "--list", "r", "--to", "no/such/folder.ndjson", code=3)
    check("there is no folder no/such" in done.stderr, done.stderr)


def cdr_quiet(stage):
    """Whoever has nothing to do keeps its name, however short --claim-idle is."""
    for options in (["--list", LIST], ["--stream", "s", "--group", "g", "--create"]):
        process = stage.start("consume", *options, "--claim-idle", "1s", "--to", "quiet.ndjson")
        time.sleep(3.5)
        process.terminate()
        check(process.wait(30) == 0, "it did not end well")
        stage.said.seek(0)
        said = stage.said.read().decode()
        check(said.count("\n") == 1 and "0 items taken" in said, said)
        stage.said.truncate(0)


def cdr_stalled(stage):
    """Of two of one name the one that stood still for too long acknowledges nothing of the other's."""
    options = ["--list", LIST, "--consumer", "desk", "--claim-idle", "1s", "--batch", 300]
    alive = f"{LIST}:alive:desk"
    stage.hold("desk", 300)
    first = Blocked(stage, *options)
    second = None
    try:
        until(lambda: stage.client.ask("EXISTS", alive), "it does not begin")
        first.read(1)  # of all of them, which are too many for a pipe
        os.kill(first.process.pid, signal.SIGSTOP)
        until(lambda: not stage.client.ask("EXISTS", alive), "its key does not lapse")
        stage.push([cdr(i) for i in range(300, 600)])
        second = Blocked(stage, *options)
        second.read(300)  # the first one's; then it takes what came behind
        until(lambda: set(stage.left()) == {f"{LIST}:processing:desk"}, "the second takes nothing")
        time.sleep(1)  # until it waits for its reader
        held = stage.left()
        count = held.get(f"{LIST}:processing:desk", 0)
        check(len(held) == 1 and count > 0, f"left in Redis: {held}")
        os.kill(first.process.pid, signal.SIGCONT)
        code, said = first.rest()
        check(code == 3 and "seems to run already" in said, f"{code}: {said}")
        check(stage.left() == held, f"the second one's are gone: {stage.left()}")
        second.kill()
        stage.run("consume", *options, "--to", "cdrs.ndjson", "--exit-when-empty")
        check(stage.keys("cdrs.ndjson") == wanted(count, 600 - count), "some are lost")
        check(first.records == wanted(300) and second.records[:300] == wanted(300), "the records are others")
    finally:
        first.kill()
        if second is not None:
            second.kill()


def cdr_forgotten(stage):
    """One that was thought dead and lives is thought of again when it dies."""
    options = ["--list", LIST, "--claim-idle", "1s"]
    process = stage.start("consume", *options, "--consumer", "slow", "--to", "slow.ndjson")
    try:
        alive = f"{LIST}:alive:slow"
        until(lambda: stage.client.ask("EXISTS", alive), "it does not begin")
        process.send_signal(signal.SIGSTOP)
        until(lambda: not stage.client.ask("EXISTS", alive), "its key does not lapse")
        stage.run("consume", *options, "--consumer", "here", "--to", "here.ndjson", "--exit-when-empty")
        process.send_signal(signal.SIGCONT)
        until(lambda: stage.client.ask("EXISTS", alive), "it does not come back")
        stage.push([cdr(0)])
        until(lambda: (stage.folder / "slow.ndjson").exists() and stage.keys("slow.ndjson") and not stage.left(), "it does not go on")
    finally:
        process.kill()
        process.wait(30)
    stage.push([cdr(i) for i in range(1, 11)])
    for _ in range(10):  # as if it had died with these
        stage.client.ask("LMOVE", LIST, f"{LIST}:processing:slow", "RIGHT", "LEFT")
    until(lambda: not stage.client.ask("EXISTS", alive), "its key does not lapse")
    done = stage.run("consume", *options, "--consumer", "here", "--to", "here.ndjson", "--exit-when-empty")
    check("took over 10 items" in done.stderr and stage.keys("here.ndjson") == wanted(10, 1), done.stderr)


def cdr_waits(stage):
    """Whoever waits for its sink lives: nobody takes over what it has, of a list and of a group, nor its name."""
    stage.hold("slow", 300)
    for i in range(300):
        stage.client.ask("XADD", "s", "*", "cdr", cdr(i))
    for options in (["--list", LIST], ["--stream", "s", "--group", "g", "--create"]):
        options += ["--claim-idle", "1s", "--batch", 300]
        slow = Blocked(stage, *options, "--consumer", "slow", "--max", 300)
        try:
            slow.read(1)  # of all of them, which are too many for a pipe
            time.sleep(2.5)
            done = stage.run("consume", *options, "--consumer", "quick", "--to", "quick.ndjson", "--exit-when-empty")
            check("0 items taken" in done.stderr and "took over" not in done.stderr, done.stderr)
            done = stage.run("consume", *options, "--consumer", "slow", "--to", "quick.ndjson", "--exit-when-empty", "--retry", "1s", code=3)
            check("seems to run already" in done.stderr, done.stderr)
            code, said = slow.rest()
            check(code == 0 and slow.records == wanted(300), f"{code}: {said}")
        finally:
            slow.kill()
    check(stage.client.ask("XPENDING", "s", "g")[0] == 0 and not stage.left(), f"left in Redis: {stage.left()}")
    # A disk that is full, too.
    stage.push([cdr(i) for i in range(5)])
    process = stage.start("consume", "--list", LIST, "--claim-idle", "1s", "--consumer", "slow", "--to", "/dev/full")
    try:
        until(lambda: stage.left() == {f"{LIST}:processing:slow": 5}, "it takes nothing")
        time.sleep(2.5)
        done = stage.run("consume", "--list", LIST, "--claim-idle", "1s", "--consumer", "quick", "--to", "quick.ndjson", "--exit-when-empty")
        check("0 items taken" in done.stderr, done.stderr)
    finally:
        process.kill()
        process.wait(30)


def cdr_fifo(stage):
    """A FIFO that nobody reads takes nothing; one that is read does."""
    os.mkfifo(stage.folder / "fifo")
    stage.push([cdr(i) for i in range(50)])
    done = stage.run("consume", "--list", LIST, "--to", "fifo", "--exit-when-empty", "--retry", "1s", code=3)
    check("nobody reads it" in done.stderr, done.stderr)
    check(sum(stage.left().values()) == 50, f"left in Redis: {stage.left()}")
    process = stage.start("consume", "--list", LIST, "--to", "fifo", "--exit-when-empty")
    try:
        time.sleep(0.5)
        with open(stage.folder / "fifo", encoding="utf-8") as file:
            keys = [json.loads(line)["key"] for line in file]
        check(process.wait(30) == 0 and keys == wanted(50), f"{len(keys)} records")
    finally:
        process.kill()
    check(not stage.left(), f"left in Redis: {stage.left()}")


def cdr_silent(stage):
    """SIGTERM ends it also where Redis says nothing any more."""
    process = stage.start("consume", "--list", LIST, "--to", "cdrs.ndjson")
    try:
        until(lambda: stage.client.ask("EXISTS", f"{LIST}:consumers"), "it does not begin")
        stage.redis.process.send_signal(signal.SIGSTOP)
        time.sleep(1.5)
        process.send_signal(signal.SIGTERM)
        try:
            check(process.wait(8) == 0, "it does not end well")
        except subprocess.TimeoutExpired as late:
            raise Failure("it does not end") from late
    finally:
        stage.redis.process.send_signal(signal.SIGCONT)
        process.kill()


def cdr_rehearsal(stage):
    """--dry-run shows what would be taken: what this name has first, of a stream what its group has not had."""
    stage.push([cdr(i) for i in range(10)])
    for _ in range(3):
        stage.client.ask("LMOVE", LIST, f"{LIST}:processing:desk", "RIGHT", "LEFT")
    before = stage.left()
    done = stage.run("consume", "--list", LIST, "--consumer", "desk", "--dry-run", "--batch", 2)
    check([json.loads(line)["key"] for line in done.stdout.splitlines()] == wanted(10), done.stdout)
    check(stage.left() == before, f"left in Redis: {stage.left()}")
    for i in range(10):
        stage.client.ask("XADD", "s", "*", "cdr", cdr(i))
    options = ["--stream", "s", "--group", "g", "--consumer", "desk", "--dry-run", "--batch", 2]
    done = stage.run("consume", *options, code=3)
    check("there is no group 'g' of a stream 's'; --create makes it" in done.stderr, done.stderr)
    done = stage.run("consume", *options, "--create")
    check([json.loads(line)["key"] for line in done.stdout.splitlines()] == wanted(10), done.stdout)
    check(stage.client.ask("XINFO", "GROUPS", "s") == [], "a group was made")
    stage.client.ask("XGROUP", "CREATE", "s", "g", "0")
    for name, count in (("desk", 3), ("other", 2)):
        stage.client.ask("XREADGROUP", "GROUP", "g", name, "COUNT", count, "STREAMS", "s", ">")
    done = stage.run("consume", *options)
    check([json.loads(line)["key"] for line in done.stdout.splitlines()] == wanted(3) + wanted(5, 5), done.stdout)
    check(stage.client.ask("XPENDING", "s", "g")[0] == 5, "something was taken")


def cdr_keep(stage):
    """--keep trims what all groups have had, and nothing else."""
    stage.push([cdr(i) for i in range(3000)])
    stage.client.ask("XGROUP", "CREATE", "cdrs", "slow", "0", "MKSTREAM")
    relay = ["--list", LIST, "--stream", "cdrs", "--keep", 100, "--batch", 500, "--exit-when-empty"]
    done = stage.run("relay", *relay)
    check(stage.client.ask("XLEN", "cdrs") == 3000, "what a group has not read was trimmed")
    check("more than --keep 100: group 'slow' has acknowledged none" in done.stderr, done.stderr)
    stage.run("consume", "--stream", "cdrs", "--group", "slow", "--to", "slow.ndjson", "--exit-when-empty")
    check(stage.keys("slow.ndjson") == wanted(3000), "the records are others")
    stage.push([cdr(i) for i in range(3000, 3010)])
    stage.run("relay", *relay)
    check(stage.client.ask("XLEN", "cdrs") < 400, "nothing was trimmed")
    stage.run("consume", "--stream", "cdrs", "--group", "slow", "--to", "slow.ndjson", "--exit-when-empty")
    check(stage.keys("slow.ndjson") == wanted(3010), "the records are others")


def cdr_metrics_now(stage):
    """What waits is known as soon as it is taken."""
    stage.push([cdr(i) for i in range(300)])
    process = stage.start("consume", "--list", LIST, "--to", "cdrs.ndjson", "--metrics", 0)
    try:
        def metrics():
            stage.said.seek(0)
            found = re.search(rb"metrics at (http://\S+)", stage.said.read())
            return urllib.request.urlopen(found[1].decode(), timeout=30).read().decode() if found else ""
        until(lambda: "callflow_cdr_records_total 300\n" in metrics(), "it takes nothing")
        until(lambda: "callflow_cdr_waiting 0\n" in metrics(), "it says that something waits", 3)
    finally:
        process.kill()
        process.wait(30)


def cdr_hostile(stage):
    """Whatever is pushed is a record, is failed with its bytes and the reason, or says that it is something else."""
    random.seed(9)
    good = [cdr(i).encode() for i in range(200)]
    odd = [b"", b" ", b"null", b"[]", b"{}", b"[[", b'"text"', b"17", b"\x00\xff\xfe", b'{"type":"status","payload":{"ref":"x"}}',
           b'{"type":"cdr","payload":null}', b'{"type":"cdr","payload":[]}', b'{"call_ref":"a\nb","end_code":17}',
           b'{"call_ref":"N1",\n"end_code":17}', b'[{"call_ref":"A1","end_code":17},{"call_ref":"A2","end_code":18}]',
           b'[{"call_ref":"A3","end_code":17},{"call_ref":null,"end_code":18}]', b'{"call_ref":"' + b"x" * 3_000_000 + b'","end_code":17}',
           b'{"call_ref":"T1","end_code":17', b'"call_ref":"T1","end_code":17}', b'{"call_ref":"L1","end_code":17,"number":"caf\xe9"}',
           b'{"call_ref":"E7","end_code":21}', b"{" * 5000, b'{"a":' * 3000 + b"1" + b"}" * 3000,
           '{"call_ref":"Ü1","end_reason":"выход","end_code":"17"}'.encode(), b'{"call_ref":{"a":1},"end_code":17}',
           b'<cdr><variables><uuid>x1</uuid><hangup_cause>USER_BUSY</hangup_cause></variables></cdr>',
           b'{"sid":"CA1","status":"busy","start_time":"2026-01-05T00:00:00Z","end_time":null,"direction":"inbound"}']
    mutated = []
    for one in good:
        raw = bytearray(one)
        for _ in range(random.randint(1, 4)):
            at = random.randrange(len(raw))
            if random.random() < 0.5:
                raw[at] = random.randrange(256)
            else:
                del raw[at:at + random.randint(1, 30)]
        mutated.append(bytes(raw))
    items = good + odd + mutated
    # What is told apart by its key alone comes behind the good ones.
    stage.push(items)
    done = stage.run("consume", "--list", LIST, "--to", "cdrs.ndjson", "--others", "others", "--exit-when-empty", "--batch", 37, "--strict",
                     code=1)
    keys = stage.keys("cdrs.ndjson")
    check(keys[:200] == wanted(200), "good records were spoilt by others")
    check(len(keys) == len(set(keys)), "a record is there twice")
    for one in ("enigma:N1", "enigma:A1", "enigma:A2", "enigma:A3", "enigma:L1", "enigma:Ü1", "freeswitch:x1", "twilio-calls:CA1"):
        check(one in keys, f"{one} is not there")
    check("enigma:T1" not in keys, "halves were put together")
    failed = [json.loads(one) for one in stage.client.ask("LRANGE", f"{LIST}:failed", 0, -1)]
    kept = [one["item"].encode() if "item" in one else base64.b64decode(one["item_base64"]) for one in failed]
    check(all(one["reason"] for one in failed), "a reason is missing")
    check(all(one in items for one in kept), "a failed item is another one than was pushed")
    changed = [one for one in failed if "was there before, and it says something else" in one["reason"]]
    check(b'{"call_ref":"E7","end_code":21}' in [one["item"].encode() for one in changed if "item" in one], "what has changed was dropped")
    others = stage.client.ask("LLEN", "others")
    repeated = int((re.search(r"(\d+) there before", done.stderr) or ["", "0"])[1])
    # Lists hold several records, one of them besides an unusable one.
    check(len(keys) + repeated + len(failed) + others == len(items) + 2, f"{len(keys)} records, {repeated} repeated, {len(failed)} failed, {others} others of {len(items)}")
    check(not stage.left(), f"left in Redis: {stage.left()}")


def cdr_outage(stage):
    """Redis goes away and comes back: what was there goes on. Where it stays away there is an end."""
    process = stage.start("consume", "--list", LIST, "--to", "cdrs.ndjson", "--batch", 10)
    try:
        stage.push([cdr(i) for i in range(500)])
        stage.redis.stop()
        time.sleep(0.5)
        stage.redis.start()
        stage.client = stage.redis.client()
        until = time.monotonic() + 60
        while True:
            try:
                stage.client.ask("LLEN", LIST)
                break
            except RedisError:  # it is still loading; of many commands sent at once it would refuse the first and take the rest
                check(time.monotonic() < until, "Redis does not come back")
                time.sleep(0.02)
        stage.push([cdr(i) for i in range(500, 1000)])
        while not (stage.folder / "cdrs.ndjson").exists() or len(stage.keys("cdrs.ndjson")) < 1000:
            check(time.monotonic() < until and process.poll() is None, "it does not go on")
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        check(process.wait(30) == 0, "it does not end well")
    finally:
        process.kill()
    keys = stage.keys("cdrs.ndjson")
    check(keys == wanted(1000), f"the records are others: {len(keys)}, {len(set(keys))} of them different: {keys}")
    stage.said.seek(0)
    said = stage.said.read().decode()
    check("trying again" in said and "connected again" in said, said)
    stage.redis.stop()
    done = stage.run("consume", "--list", LIST, "--to", "cdrs.ndjson", "--retry", "1s", code=3)
    check("No such file" in done.stderr or "refused" in done.stderr, done.stderr)
    stage.redis.start()


def cdr_disk(stage):
    """Where nothing can be written nothing is acknowledged, and it is said once."""
    stage.push([cdr(i) for i in range(50)])
    done = stage.run("consume", "--list", LIST, "--to", "/dev/full", "--retry", "1s", code=3)
    check(done.stderr.count("No space left on device; trying again") == 1, done.stderr)
    check(sum(stage.left().values()) == 50, f"left in Redis: {stage.left()}")
    # A file that may not grow any more: what was written of a batch is taken back.
    words = stage.words("consume", "--list", LIST, "--to", "small.ndjson", "--retry", "1s")

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
    done = subprocess.run(words, cwd=stage.folder, capture_output=True, text=True, preexec_fn=limit, timeout=60, env=stage.environment)
    check(done.returncode == 3 and "File too large" in done.stderr, f"{done.returncode}: {done.stderr}")
    check(stage.keys("small.ndjson") == [], "half a batch was left")
    check(sum(stage.left().values()) == 50, f"left in Redis: {stage.left()}")
    stage.run("consume", "--list", LIST, "--to", "small.ndjson", "--exit-when-empty")
    check(stage.keys("small.ndjson") == wanted(50), "the records are others")
    # A line that somebody has begun is nobody's record.
    (stage.folder / "foreign").write_text("something else")
    done = stage.run("consume", "--list", LIST, "--to", "foreign", "--exit-when-empty", code=2)
    check("its last line has no end, and is no call detail record" in done.stderr, done.stderr)
    check((stage.folder / "foreign").read_text() == "something else", "it was changed")
    # One that was moved away is begun anew.
    process = stage.start("consume", "--list", LIST, "--to", "moved.ndjson")
    try:
        until = time.monotonic() + 30
        for name, first in (("moved.1", 0), ("moved.ndjson", 10)):
            stage.push([cdr(i) for i in range(5000 + first, 5010 + first)])
            while not (stage.folder / "moved.ndjson").exists() or len(stage.keys("moved.ndjson")) < 10:
                check(time.monotonic() < until, "it does not write")
                time.sleep(0.02)
            if name == "moved.1":
                (stage.folder / "moved.ndjson").rename(stage.folder / name)
    finally:
        process.terminate()
        process.wait(30)
    check(stage.keys("moved.1") + stage.keys("moved.ndjson") == wanted(20, 5000), "the records are others")


def cdr_ends(stage):
    """--max, --dry-run, SIGTERM, metrics, keys of another kind."""
    stage.push([cdr(i) for i in range(100)])
    done = stage.run("consume", "--list", LIST, "--dry-run", "--max", 30)
    check([json.loads(line)["key"] for line in done.stdout.splitlines()] == wanted(30), done.stdout)
    check(stage.left() == {LIST: 100}, f"left in Redis: {stage.left()}")
    stage.run("consume", "--list", LIST, "--to", "cdrs.ndjson", "--max", 30, "--batch", 7)
    check(stage.keys("cdrs.ndjson") == wanted(30) and stage.left() == {LIST: 70}, f"left in Redis: {stage.left()}")
    done = stage.run("consume", "--list", LIST, "--to", "-", "--exit-when-empty")
    check([json.loads(line)["key"] for line in done.stdout.splitlines()] == wanted(70, 30), done.stdout)
    process = stage.start("consume", "--list", LIST, "--to", "more.ndjson", "--metrics", 0)
    try:
        stage.push([cdr(i) for i in range(10)] + ["x"])
        until = time.monotonic() + 30
        while True:
            stage.said.seek(0)
            found = re.search(rb"metrics at (http://\S+)", stage.said.read())
            text = urllib.request.urlopen(found[1].decode(), timeout=30).read().decode() if found else ""
            if "callflow_cdr_items_total 11\n" in text and "callflow_cdr_failed_total 1\n" in text:
                break
            check(time.monotonic() < until, f"metrics: {text}")
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        check(process.wait(30) == 0, "it does not end well")
    finally:
        process.kill()
    check(not stage.left(), f"left in Redis: {stage.left()}")
    check(not stage.client.ask("EXISTS", f"{LIST}:alive:" + os.uname().nodename), "it still seems to be there")
    stage.client.ask("SET", "text", "x")
    done = stage.run("consume", "--list", "text", "--to", "cdrs.ndjson", "--exit-when-empty", code=3)
    check("'text' is a string, and a list is needed" in done.stderr, done.stderr)
    done = stage.run("consume", "--stream", "none", "--group", "g", "--to", "cdrs.ndjson", "--exit-when-empty", code=3)
    check("--create makes it" in done.stderr, done.stderr)


def cdr_password(stage):
    """A password comes from a file or the environment, and is seen nowhere."""
    stage.client.ask("CONFIG", "SET", "requirepass", "secret word")
    stage.client = stage.redis.client()
    stage.client.ask("AUTH", "secret word")
    stage.push([cdr(i) for i in range(3)])
    (stage.folder / "password").write_text("secret word\n")
    (stage.folder / "wrong").write_text("hunter2")
    options = ["--list", LIST, "--to", "cdrs.ndjson", "--exit-when-empty", "--max", 1]
    stage.run("consume", *options, "--password-file", "password")
    stage.run("consume", *options, environment={"CALLFLOW_REDIS_PASSWORD": "secret word"})
    for more, why in (([], "NOAUTH"), (["--password-file", "wrong"], "WRONGPASS")):
        done = stage.run("consume", *options, *more, code=3)
        check(why in done.stderr and "hunter2" not in done.stderr, done.stderr)
    done = stage.run("consume", "--redis", "redis://:hunter2@127.0.0.1:1", *options, code=2)
    check("is seen by everybody" in done.stderr and "hunter2" not in done.stderr, done.stderr)
    check(len(stage.keys("cdrs.ndjson")) == 2, "the records are others")


def free_port():
    import socket
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def cdr_tls(stage):
    """TLS with a certificate that an authority of one's own has signed; others are not taken."""
    if shutil.which("openssl") is None:
        print("skipped: there is no openssl")
        sys.exit(77)
    folder = stage.folder

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for name in ("authority", "stranger"):
        openssl("req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2", "-subj", f"/CN={name}")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=server")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "server.pem")
    port = free_port()
    server = subprocess.Popen(["redis-server", "--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1", "--unixsocket", str(folder / "tls"),
                               "--tls-cert-file", "server.pem", "--tls-key-file", "server.key", "--tls-ca-cert-file", "authority.pem",
                               "--tls-auth-clients", "no", "--save", ""], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while not (folder / "tls").exists():
            if server.poll() is not None:
                print("skipped: this redis-server has no TLS")
                sys.exit(77)
            check(time.monotonic() < until, "redis-server does not start")
            time.sleep(0.02)
        from redis_server import Client
        stage.client = Client(folder / "tls")
        stage.push([cdr(i) for i in range(5000)])
        address = ["--redis", f"rediss://127.0.0.1:{port}", "--list", LIST, "--to", "cdrs.ndjson", "--exit-when-empty", "--retry", "2s"]
        done = stage.run("consume", *address, "--tls-ca", "stranger.pem", code=3)
        check("the certificate is not taken" in done.stderr, done.stderr)
        done = stage.run("consume", "--redis", f"redis://127.0.0.1:{port}", *address[2:], code=3)
        stage.run("consume", *address, "--tls-ca", "authority.pem", "--batch", 700)
        check(stage.keys("cdrs.ndjson") == wanted(5000), "the records are others")
    finally:
        server.terminate()
        server.wait(30)


def cdr_store(stage):
    """A store takes each record once, however often its consumer dies; contacts and sessions are found beside it."""
    kill_again_and_again(stage, "consume", "--list", LIST, "--db", "store.db", "--batch", 200, total=6000, kills=15)
    stage.run("consume", "--list", LIST, "--db", "store.db", "--exit-when-empty")
    store = sqlite3.connect(stage.folder / "store.db")
    rows = [row[0] for row in store.execute("SELECT id FROM cdrs ORDER BY number")]
    check(rows == wanted(6000), f"{len(rows)} rows")
    contacts = store.execute("SELECT count(*), sum(attempts), sum(reached) FROM contacts").fetchone()
    check(contacts == (2000, 6000, 2000), str(contacts))
    check(store.execute("SELECT DISTINCT reached_at FROM contacts").fetchall() == [(2,)], "the second number reaches everybody")
    # Known again by the store alone.
    stage.push([cdr(i) for i in range(100)])
    stage.run("consume", "--list", LIST, "--db", "store.db", "--dedup", 0, "--exit-when-empty")
    check(store.execute("SELECT count(*) FROM cdrs").fetchone() == (6000,), "a record is there twice")


def cdr_older_store(stage):
    """A store of the first version is brought up to date, what is in it stays, and records find the sessions of their calls."""
    stage.push([cdr(i) for i in range(10)])
    stage.run("consume", "--list", LIST, "--db", "new.db", "--exit-when-empty")
    tables = sqlite3.connect(stage.folder / "new.db").execute(
        "SELECT sql FROM sqlite_master WHERE name IN ('callflow_store', 'open_calls', 'sessions', 'steps')").fetchall()
    store = sqlite3.connect(stage.folder / "old.db")
    for (one,) in tables:
        store.execute(one)
    store.execute("INSERT INTO callflow_store (version) VALUES (1)")
    names = [row[1] for row in store.execute("PRAGMA table_info(sessions)")]
    values = {"id": "E4", "flow": "line", "outcome": "sold"}
    store.execute(f"INSERT INTO sessions VALUES ({', '.join('?' * len(names))})",
                  [values.get(name, 0 if name in ("began", "last", "ended", "steps") else "") for name in names])
    store.commit()
    store.close()
    stage.push([cdr(i) for i in range(10)])
    stage.run("consume", "--list", LIST, "--db", "old.db", "--exit-when-empty")
    store = sqlite3.connect(stage.folder / "old.db")
    check(store.execute("SELECT max(version) FROM callflow_store").fetchone() == (3,), "the version is another one")
    rows = store.execute("SELECT cdr, session, flow, flow_outcome FROM cdr_sessions").fetchall()
    check(rows == [("enigma:E4", "E4", "line", "sold")], str(rows))
    stage.client.ask("FLUSHALL")
    whole = subprocess.run([stage.callflow, "cdr", "report", "--db", "old.db", "--by", "outcome", "--format", "csv"], cwd=stage.folder,
                           capture_output=True, text=True, timeout=60, env=stage.environment)
    check(whole.returncode == 0 and [line.split(",")[:2] for line in whole.stdout.splitlines()[1:]] == [["answered", "6"], ["busy", "4"]],
          whole.stdout + whole.stderr)


def cdr_postgresql(stage):
    """The same in PostgreSQL."""
    with postgresql() as server:
        kill_again_and_again(stage, "consume", "--list", LIST, "--db", server.address, "--batch", 100, total=2000, kills=8)
        stage.run("consume", "--list", LIST, "--db", server.address, "--exit-when-empty")
        for what, query, right in (("rows", "select count(*), count(distinct id), max(number) from cdrs", "2000 2000 2000"),
                                   ("contacts", "select count(*), sum(attempts), sum(reached) from contacts", "667 2000 667")):
            said = " ".join(re.findall(r"\d+", str(server.run(query))))
            check(said == right, f"{what}: {said}")


def main():
    program, source, scratch, name = sys.argv[1:]
    if not installed():
        print("skipped: redis-server is not here")
        sys.exit(77)
    random.seed(os.environ.get("CALLFLOW_SEED", name))
    options = ["--appendonly", "yes", "--appendfsync", "always"] if name == "outage" else []
    stage = Stage(program, source, pathlib.Path(scratch) / name, *options)
    try:
        globals()["cdr_" + name](stage)
    except Failure as failure:
        sys.exit(f"{name}: {failure}")
    except Missing as missing:
        print(f"skipped: {missing}")
        sys.exit(77)
    finally:
        stage.close()


main()
