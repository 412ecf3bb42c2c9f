#!/usr/bin/python3
"""run.py CALLFLOW SOURCE SCRATCH NAME: what `callflow replay` makes of logs. Each function `replay_…` is one test.

The logs and the answers expected of them come from ../shared/bench, a generator and a reference replay that nobody here wrote."""

import datetime
import difflib
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
MAP = "call=call,event=event,time=ts,actor=actor,state=state,digits=digits"


class Failure(Exception):
    pass


def check(truth, message):
    if not truth:
        raise Failure(message)


class Bench:
    """The generator and its oracle."""

    def __init__(self, source, scratch):
        self.folder = source.parent / "shared" / "bench"
        if not (self.folder / "gen_calls.py").exists():
            print("skipped: ../shared/bench is not here")
            sys.exit(77)
        self.scratch = scratch

    def log(self, name, calls=2000, seed=1, form="ndjson", deviate=0.02, grouped=False):
        path = self.scratch / f"{name}.{form}"
        command = [sys.executable, self.folder / "gen_calls.py", "--calls", calls, "--seed", seed, "--format", form,
                   "--deviate", deviate, "-o", path] + (["--grouped"] if grouped else [])
        subprocess.run([str(one) for one in command], check=True, stderr=subprocess.DEVNULL)
        return path

    def verdicts(self, log, by):
        """{call: (verdict, which event of the call)} of the calls that are not in order, and their counts."""
        out = self.scratch / "oracle.tsv"
        said = subprocess.run([sys.executable, str(self.folder / "check_calls.py"), str(log), "--by", by, "-o", str(out)],
                              check=True, capture_output=True, text=True).stdout
        rows = [line.split("\t") for line in out.read_text().splitlines()]
        return {call: (verdict, int(at)) for call, verdict, at in rows}, said


class Replay:
    def __init__(self, program, scratch, flow="flow.yaml"):
        self.program = program
        self.scratch = scratch
        self.flow = HERE / flow

    def run(self, *arguments, stdin=None, status=0):
        done = subprocess.run([self.program, "replay", str(self.flow), *[str(one) for one in arguments]],
                              input=stdin, capture_output=True, timeout=300,
                              env={"PATH": os.environ["PATH"], "LC_ALL": "C"})
        check(done.returncode == status,
              f"replay {arguments} ended with {done.returncode}, not {status}: {done.stderr.decode()[-2000:]}")
        return done

    def verdicts(self, *arguments, **more):
        lines = self.run("--format", "jsonl", *arguments, **more).stdout.decode().splitlines()
        found = [json.loads(line) for line in lines]
        out = {one["call"]: (one["verdict"], one["at"]) for one in found}
        check(len(out) == len(found), "a call is named twice")
        return out


def same(ours, theirs, what):
    for call in sorted(set(ours) | set(theirs)):
        mine, other = ours.get(call), theirs.get(call)
        check(mine is not None and other is not None and mine[0] == other[0],
              f"{what}: {call} is {mine}, the reference says {other}")
        # what came after the end is told by a call's id alone, and no longer counted
        check(mine[0] == "after_end" or mine[1] == other[1], f"{what}: {call} is {mine}, the reference says {other}")


def replay_oracle(bench, replay):
    """Every call's verdict is the reference's, for seeds, sizes, rates, formats and orders."""
    for seed, calls, deviate in ((1, 3000, 0.02), (2, 500, 0.5), (3, 1, 1.0), (4, 1500, 0.0)):
        for grouped in (False, True):
            log = bench.log("oracle", calls, seed, "ndjson", deviate, grouped)
            table = bench.log("oracle", calls, seed, "csv", deviate, grouped)
            for by in ("event", "state"):
                expected, _ = bench.verdicts(log, by)
                for path in (log, table):
                    for jobs in (1, 2, 3):
                        what = f"seed {seed}, {calls} calls, {deviate} bent, grouped {grouped}, by {by}, {path.suffix}, {jobs} jobs"
                        same(replay.verdicts("--map", MAP, "--by", by, "--jobs", jobs, path), expected, what)


def replay_jobs(bench, replay):
    """Not a byte depends on how many threads there are."""
    log = bench.log("jobs", 5000, 7, deviate=0.3)
    for form in ("text", "jsonl"):
        one, *others = [replay.run("--map", MAP, "--by", "event", "--format", form, "--jobs", jobs, log).stdout for jobs in (1, 2, 5)]
        for other in others:
            check(one == other, f"--format {form} differs with --jobs")


def replay_cut(bench, replay):
    """A last line that ends anywhere is torn, and nothing else is lost."""
    whole = bench.log("cut", 40, 5).read_bytes()
    before = whole.rstrip(b"\n").rfind(b"\n") + 1
    for end in range(before, len(whole)):
        done = replay.run("--map", MAP, "-", stdin=whole[:end])
        check(b" 40 calls" in done.stdout, f"cut at {end}: {done.stdout!r}")


def moment(time):
    """Seconds of a time of the generator's."""
    return datetime.datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()


def replay_order(bench, replay):
    """Late records, several files in any order and compressed ones give what the whole log in order gives."""
    log = bench.log("order", 2000, 9, deviate=0.2)
    expected, _ = bench.verdicts(log, "event")
    lines = log.read_bytes().splitlines(keepends=True)
    drawn = random.Random(4)
    # Neighbours within a minute change places; records of one moment keep theirs, since nothing else tells their order.
    times = [json.loads(line)["ts"] for line in lines]
    keyed = sorted(range(len(lines)), key=lambda at: moment(times[at]) + drawn.random() * 50)
    places = {}
    for at in keyed:
        places.setdefault(times[at], []).append(at)
    for ats in places.values():
        ats.sort()
    taken = {time: iter(ats) for time, ats in places.items()}
    shuffled = bench.scratch / "shuffled.ndjson"
    shuffled.write_bytes(b"".join(lines[next(taken[times[at]])] for at in keyed))
    same(replay.verdicts("--map", MAP, shuffled), expected, "shuffled within a minute")
    parts = []
    for i in range(5):
        part = bench.scratch / f"part{i}.ndjson"
        part.write_bytes(b"".join(lines[len(lines) * i // 5:len(lines) * (i + 1) // 5]))
        parts.append(part)
    drawn.shuffle(parts)
    same(replay.verdicts("--map", MAP, *parts), expected, "five files in any order")
    servers = [bench.scratch / f"server{i}.ndjson" for i in range(2)]
    halves = [[], []]
    for line in lines:
        halves[drawn.randrange(2)].append(line)
    for path, half in zip(servers, halves):
        path.write_bytes(b"".join(half))
    # Of two records of one moment in two files nobody knows which came first.
    moments = [(json.loads(line)["call"], time) for line, time in zip(lines, times)]
    seen, unclear = set(), set()
    for one in moments:
        if one in seen:
            unclear.add(one[0])
        seen.add(one)
    mixed = replay.verdicts("--map", MAP, *servers)
    same({call: one for call, one in mixed.items() if call not in unclear},
         {call: one for call, one in expected.items() if call not in unclear}, "two servers' logs side by side")
    import gzip
    packed = bench.scratch / "packed.ndjson.gz"
    packed.write_bytes(gzip.compress(b"".join(lines[:3000])) + gzip.compress(b"".join(lines[3000:])))
    same(replay.verdicts("--map", MAP, packed), expected, "two gzip files joined")
    same(replay.verdicts("--map", MAP, "-", stdin=packed.read_bytes()), expected, "gzip on stdin")
    # What comes before the damage counts, and the damage is counted; of what begins damaged nothing is known.
    cut = bench.scratch / "cut.ndjson.gz"
    cut.write_bytes(packed.read_bytes()[:20_000])
    done = replay.run("--map", MAP, cut)
    check(b"broken or cut" in done.stdout and b" 0 calls" not in done.stdout, f"a cut file: {done.stdout.decode()}")
    replay.run("--map", MAP, "--strict", cut, status=1)
    cut.write_bytes(packed.read_bytes()[:12])
    done = replay.run("--map", MAP, log, cut, status=2)
    check(b"cut.ndjson.gz" in done.stderr, f"which file it was is not said: {done.stderr.decode()}")


def replay_neighbours(bench, replay):
    """Records that changed places within a minute, cut anywhere in between, give what the whole log gives."""
    log = bench.log("neighbours", 2000, 15, deviate=0.2)
    lines = log.read_bytes().splitlines(keepends=True)
    drawn = random.Random(8)
    times = [json.loads(line)["ts"] for line in lines]
    keyed = sorted(range(len(lines)), key=lambda at: moment(times[at]) + drawn.random() * 50)
    order = {}
    for at in sorted(keyed):
        order.setdefault(times[at], []).append(at)
    taken = {time: iter(ats) for time, ats in order.items()}
    mixed = [lines[next(taken[times[at]])] for at in keyed]
    whole = replay.run("--map", MAP, "--format", "json", "-", stdin=b"".join(mixed)).stdout
    for count in (2, 5):
        cuts = sorted(drawn.randrange(len(mixed)) for _ in range(count - 1))
        parts = []
        for i, (a, b) in enumerate(zip([0] + cuts, cuts + [len(mixed)])):
            parts.append(bench.scratch / f"mixed{i}.json")
            replay.run("--map", MAP, "--partial", "-o", parts[-1], "-", stdin=b"".join(mixed[a:b]))
        drawn.shuffle(parts)
        merged = replay.run("--format", "json", "--merge", *parts).stdout
        check(merged == whole, f"{count} parts:\n{merged.decode()}\nnot\n{whole.decode()}")


def replay_interleaved(bench, replay):
    """Parts of two servers between which calls go to and fro are told of, those by call or time are not, nor is one taken twice."""
    log = bench.log("interleaved", 2000, 17, deviate=0.1)
    lines = log.read_bytes().splitlines(keepends=True)
    drawn = random.Random(5)
    halves = [[], []]
    for line in lines:
        halves[drawn.randrange(2)].append(line)
    parts = []
    for name, pieces in (("server", halves), ("time", (lines[:len(lines) // 2], lines[len(lines) // 2:]))):
        for i, piece in enumerate(pieces):
            parts.append(bench.scratch / f"{name}{i}.json")
            replay.run("--map", MAP, "--partial", "-o", parts[-1], "-", stdin=b"".join(piece))
    shards = [bench.scratch / f"share{i}.json" for i in range(3)]
    for i, shard in enumerate(shards):
        replay.run("--map", MAP, "--partial", "--shard", f"{i + 1}/3", "-o", shard, log)
    told = replay.run("--merge", *parts[:2])
    check(b"not put in order" in told.stderr, f"nothing is said: {told.stderr.decode()}")
    replay.run("--merge", "--strict", *parts[:2], status=1)
    for right in (parts[2:], shards):
        said = replay.run("--merge", "--strict", *right)
        check(said.stderr == b"", f"said of parts that are right: {said.stderr.decode()}")
    for again in ([parts[0], parts[0]], [shards[0], shards[1], shards[0]]):
        done = replay.run("--merge", *again, status=2)
        check(b"already" in done.stderr, f"one part twice: {done.stderr.decode()}")
    both = bench.scratch / "both_times.json"
    replay.run("--merge", "--partial", "-o", both, *parts[2:])
    check(b"already" in replay.run("--merge", both, parts[2], status=2).stderr, "one part again, in what was merged")
    empty = bench.scratch / "empty.json"
    replay.run("--map", MAP, "--partial", "-o", empty, "-", stdin=b"")
    replay.run("--merge", empty, empty, *parts[2:])


def replay_parts(bench, replay):
    """Parts by shard and parts cut anywhere, merged in any order and grouping, give the whole report of one run."""
    log = bench.log("parts", 3000, 11, deviate=0.3)
    lines = log.read_bytes().splitlines(keepends=True)
    for by in ("event", "both"):
        options = ("--map", MAP, "--by", by)
        whole = replay.run(*options, "--format", "json", log).stdout
        drawn = random.Random(3)
        for count in (1, 2, 7):
            shards = [bench.scratch / f"shard{i}.json" for i in range(count)]
            slices = [bench.scratch / f"slice{i}.json" for i in range(count)]
            cuts = sorted(drawn.randrange(len(lines)) for _ in range(count - 1))
            pieces = [b"".join(lines[a:b]) for a, b in zip([0] + cuts, cuts + [len(lines)])]
            for i in range(count):
                replay.run(*options, "--shard", f"{i + 1}/{count}", "--partial", "-o", shards[i], log)
                replay.run(*options, "--partial", "-o", slices[i], "-", stdin=pieces[i])
            for parts in (shards, slices):
                drawn.shuffle(parts)
                merged = replay.run("--by", by, "--format", "json", "--merge", *parts).stdout
                check(merged == whole, f"{count} {parts[0].stem[:5]}s by {by}:\n{merged.decode()}\nnot\n{whole.decode()}")
                both = bench.scratch / "both.json"
                replay.run("--by", by, "--merge", "--partial", "-o", both, *parts[1:], status=0 if count > 1 else 2)
                if count > 1:
                    again = replay.run("--by", by, "--format", "json", "--merge", both, parts[0]).stdout
                    check(again == whole, "merging what was merged says something else")
                    other = bench.scratch / "other.json"
                    replay.run("--by", by, "--merge", "--partial", "-o", other, *reversed(parts[1:]))
                    check(both.read_bytes() == other.read_bytes(), "the order of parts can be seen in what they become")
    replay.run("--by", "state", "--merge", both, status=2)  # made with another option
    both.write_bytes(both.read_bytes()[:-20])
    replay.run("--by", "both", "--merge", both, status=2)
    both.write_text("{}")
    replay.run("--by", "both", "--merge", both, status=2)


def replay_exported(bench, replay):
    """XES that replay writes is read back as the same calls; its OCEL has what OCEL 2.0 asks for, and every event of the log."""
    log = bench.log("exported", 400, 23, deviate=0.3)
    expected, _ = bench.verdicts(log, "event")
    xes = bench.scratch / "calls.xes"
    replay.run("--map", MAP, "--to", "xes", "-o", xes, log)
    same(replay.verdicts(xes), expected, "read back from XES")
    again = replay.run("--to", "xes", xes).stdout
    check(again == xes.read_bytes(), "written from XES it is another")
    ocel = json.loads(replay.run("--map", MAP, "--to", "ocel", log).stdout)
    check(set(ocel) == {"objectTypes", "eventTypes", "objects", "events"}, f"its members are {sorted(ocel)}")
    kinds = {"objectTypes": {}, "eventTypes": {}}
    for kind, all_of in kinds.items():
        for one in ocel[kind]:
            check(set(one) == {"name", "attributes"}, f"a type has {sorted(one)}")
            all_of[one["name"]] = {each["name"]: each["type"] for each in one["attributes"]}
            check(set(all_of[one["name"]].values()) <= {"string", "time", "integer", "float", "boolean"}, "types of attributes")
    ids = {}
    for one in ocel["objects"]:
        check(one["type"] in kinds["objectTypes"] and one["id"] not in ids, f"object {one['id']}")
        ids[one["id"]] = one
    moment = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
    seen = set()
    for one in ocel["events"]:
        check(one["type"] in kinds["eventTypes"] and one["id"] not in seen and moment.match(one["time"]), f"event {one}")
        seen.add(one["id"])
        check(one["relationships"], "an event of nothing")
        for each in one["relationships"]:
            check(set(each) == {"objectId", "qualifier"} and each["objectId"] in ids, f"a relationship is {each}")
        for each in one.get("attributes", []):
            check(each["name"] in kinds["eventTypes"][one["type"]], f"attribute {each}")
    for one in ocel["objects"]:
        for each in one.get("attributes", []):
            check(each["name"] in kinds["objectTypes"][one["type"]] and moment.match(each["time"]), f"attribute {each}")
        for each in one.get("relationships", []):
            check(each["objectId"] in ids, f"a relationship is {each}")
    check(len(seen) == len(log.read_bytes().splitlines()), f"{len(seen)} events")


def pressing(drawn, calls):
    """A log of people who press keys: those of keys.yaml, some wrong, beside states that are mostly right."""
    keys = {"guest.chose": "1112233389", "guest.typed": ["1234", "1", "4321", "9", "1234567", "7654321"], "guest.slept": [""],
            "guest.drank": [""], "guest.rings_off": [""]}
    rows = []
    for call in range(calls):
        begins = 1_772_440_000 + drawn.randrange(20_000)
        for i in range(drawn.randrange(1, 9)):
            event = drawn.choice(["guest.chose", "guest.chose", *keys]) if i else "guest.chose"
            rows.append({"time": begins + i * 7 + drawn.randrange(5), "call": f"call{call}", "event": event,
                         "digits": drawn.choice(keys[event]),
                         "state": drawn.choice(["menu", "pin", "account", "rooms", "bar", "over", ""])})
    rows.sort(key=lambda one: one["time"])
    return [json.dumps(one).encode() + b"\n" for one in rows]


def differing(ours, theirs):
    """The lines that two texts do not have in common."""
    return "\n".join(difflib.unified_diff(theirs.decode().splitlines(), ours.decode().splitlines(), "whole", "merged", "", "", 0, ""))


def but_keys(report):
    """A report without the table of keys that were pressed."""
    return {name: value for name, value in json.loads(report).items() if name != "digits"}


def sums(report, what):
    """Every call that is not in order is in one row of the deviations."""
    report = json.loads(report)
    for kind, calls in report["verdicts"].items():
        rows = sum(one["count"] for one in report["deviations"] if one["kind"] == kind)
        check(kind in ("ok", "live") or rows == calls, f"{what}: {calls} calls are {kind}, and the rows have {rows}")
    check(sum(report["verdicts"].values()) == 1500, f"{what}: {report['verdicts']}")


def replay_keys(_, replay):
    """Flows that go by keys, with a secret and without: the rows of deviations have every call, and parts give the whole report."""
    drawn = random.Random(21)
    mapped = ("--map", "call=call,event=event,time=time,digits=digits,state=state", "--format", "json")
    for flow in ("keys.yaml", "open_keys.yaml"):
        keyed = Replay(replay.program, replay.scratch, flow)
        lines = pressing(drawn, 1500)
        for by in ("event", "state", "both"):
            whole = keyed.run(*mapped, "--by", by, "-", stdin=b"".join(lines)).stdout
            sums(whole, f"{flow} by {by}")
            check(whole == keyed.run(*mapped, "--by", by, "--jobs", 3, "-", stdin=b"".join(lines)).stdout, f"{flow} by {by}: --jobs")
            for count in (2, 9):
                cuts = sorted(drawn.randrange(len(lines)) for _ in range(count - 1))
                parts = []
                for i, (a, b) in enumerate(zip([0] + cuts, cuts + [len(lines)])):
                    parts.append(replay.scratch / f"keyed{i}.json")
                    keyed.run("--partial", *mapped[:2], "--by", by, "-o", parts[-1], "-", stdin=b"".join(lines[a:b]))
                drawn.shuffle(parts)
                merged = keyed.run("--merge", "--by", by, *mapped[2:], *parts).stdout
                if flow == "keys.yaml":  # of keys that may be a secret a part knows what they decided, not which ones they were
                    check(but_keys(merged) == but_keys(whole), f"{flow} by {by}, {count} parts:\n{differing(merged, whole)}")
                else:
                    check(merged == whole, f"{flow} by {by}, {count} parts:\n{differing(merged, whole)}")


def replay_many_keys(_, replay):
    """More different keys than are remembered decide what they decide, for any number of jobs and parts."""
    calls = 105_000
    log = replay.scratch / "many.csv"
    with open(log, "w", encoding="ascii") as out:
        out.write("call,event,time,digits,state\n")
        for i in range(calls):
            out.write(f"c{i},guest.typed,{1_772_440_000 + i},{1 + i % 2}{i:06},account\n"
                      f"c{i},guest.slept,{1_772_440_001 + i},,at {i}\n")
    keyed = Replay(replay.program, replay.scratch, "account.yaml")
    options = ("--map", "call=call,event=event,time=time,digits=digits,state=state")
    whole = keyed.run(*options, "--by", "event", "--format", "json", "--jobs", 1, log).stdout
    report = json.loads(whole)
    check(report["verdicts"]["ok"] == report["verdicts"]["not_allowed"] == calls // 2, f"{report['verdicts']}")
    asked = next(one for one in report["digits"] if one["state"] == "account")
    check((asked["pressed"], asked["wrong"]) == (calls, calls // 2), f"{asked}")
    check(whole == keyed.run(*options, "--by", "event", "--format", "json", "--jobs", 2, log).stdout, "--jobs")
    parts = [replay.scratch / f"many{i}.json" for i in range(2)]
    for i, part in enumerate(parts):
        keyed.run(*options, "--by", "event", "--partial", "--shard", f"{i + 1}/2", "-o", part, log)
    check(whole == keyed.run("--merge", "--by", "event", "--format", "json", *parts).stdout, "shards")
    states = json.loads(keyed.run(*options, "--by", "state", "--format", "json", log).stdout)  # none of them is the flow's
    check(states["verdicts"]["not_allowed"] == calls, f"by state: {states['verdicts']}")


def replay_hostile(bench, replay):
    """What is no log at all is counted, and ends."""
    drawn = random.Random(1)
    noise = drawn.randbytes(8_000_000)
    replay.run("--map", MAP, "-", stdin=noise, status=2) # it is taken for a table without the columns
    replay.run("--map", MAP, "-", stdin=b'{"call":"a","event":"incoming_call","ts":1}\n' + noise)
    replay.run("--map", MAP, "-", stdin=b'{"call":"a"}\n' + noise, status=2) # nothing of it has a time
    replay.run("--map", MAP, "-", stdin=b'{"call":"' + b"x" * 40_000_000)
    many = b"".join(b'{"ts":%d,"call":"c%d","event":"incoming_call"}\n' % (1_700_000_000 + i, i) for i in range(100_000))
    done = replay.run("--map", MAP, "-", stdin=many)
    check(b" 100000 calls" in done.stdout, "a hundred thousand calls of one event")
    nested = b'{"call":' + b"[" * 200_000 + b"\n"
    replay.run("--map", MAP, "-", stdin=nested + b'{"call":"a","event":"incoming_call","ts":1}\n')
    zeros = bench.scratch / "bomb.gz"
    import zlib
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros.write_bytes(b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush())
    replay.run("--map", MAP, zeros, status=2)


def main(functions, prefix):
    """Runs the one of `functions` that the command line names behind `prefix`."""
    program, source, scratch, name = sys.argv[1:]
    scratch = pathlib.Path(scratch) / name
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        functions[prefix + name](Bench(pathlib.Path(source), scratch), Replay(program, scratch))
    except Failure as failure:
        sys.exit(f"{name}: {failure}")


if __name__ == "__main__":
    main(globals(), "replay_")
