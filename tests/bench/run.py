#!/usr/bin/python3
"""run.py BUILD [REGEX] [--save FILE] [--compare FILE]: measures callflow against its budgets and says what holds.

Start-up rows: whole processes, callflow and an empty C++ program in turn, in this very session, so that
a slow or busy machine slows both. Then the programs bench_* of the build, each of which prints lines of
name, value, unit and budget parted by tabs; a budget that begins with <= or >= is judged, any other
text is only shown. A row that could not be measured counts as failed. Ends 1 when a row failed or a
budget does not hold, or when a row is worse by more than 15 % than in a baseline that was saved before (baseline.py).
"""

import argparse
import glob
import os
import re
import shutil
import statistics
import subprocess
import sys

import baseline
from measure import ROOT, judge, measured, spawn
from peer_rows import peer_rows
from tracking_rows import cdr_rows, pool_rows, track_rows

ROUNDS = 41
FLOW = os.path.join(ROOT, "tests/bench/start/flow.yaml")
SCENARIO = os.path.join(ROOT, "tests/bench/start/scenario.yaml")

# name, arguments, budget in ms given the empty program's ms, the budget in words
WORK = (lambda empty: min(4 * empty + 3, 10), "<= 4x empty + 3 ms, < 10 ms")
BARE = (lambda empty: 4 * empty, "<= 4x empty")
START_ROWS = [
    ("start: --version", ["--version"], BARE),
    ("start: --help", ["--help"], BARE),
    ("start: validate", ["validate", FLOW], WORK),
    ("start: render --all", ["render", FLOW, "--all"], WORK),
    ("start: simulate", ["simulate", FLOW, SCENARIO], WORK),
]


def start_rows(build, wanted):
    callflow = os.path.join(build, "bin/callflow")
    empty = os.path.join(build, "tests/bench/empty")
    said = os.path.join(build, "tests/bench/said")
    for name, arguments, (limit, budget) in START_ROWS:
        if not wanted.search(name):
            continue
        _, status = spawn([callflow, *arguments], said)
        if status != 0:
            with open(said, encoding="utf-8", errors="replace") as file:
                first = (file.readline().strip() or "nothing said")[:60]
            yield name, "-", "", budget, f"FAILED: exit status {status}, {first}"
            continue
        ours, theirs = [], []
        for _ in range(ROUNDS):
            theirs.append(spawn([empty], "/dev/null")[0])
            ours.append(spawn([callflow, *arguments], "/dev/null")[0])
        our, their = statistics.median(ours), statistics.median(theirs)
        verdict = "ok" if our <= limit(their) else "OVER"
        yield name, f"{our:.2f}", f"ms ({our / their:.1f}x of {their:.2f})", budget, verdict


def samples_row(build, wanted):
    """All samples at once, held against yaml-cpp reading the same files."""
    name, budget = "validate: all samples", "<= 2x yaml-cpp + 3 ms"
    if not wanted.search(name):
        return
    samples = os.path.join(ROOT, "samples")
    files = sorted(os.path.join(folder, one) for folder, _, names in os.walk(samples) for one in names if one.endswith(".yaml"))
    argv = [os.path.join(build, "bin/callflow"), "validate", samples]
    reference = [os.path.join(build, "tests/bench/yaml_events"), *files]
    said = os.path.join(build, "tests/bench/said")
    if spawn(argv, said)[1] != 0 or spawn(reference, said)[1] != 0:
        yield name, "-", "", budget, "FAILED: validate samples, or the reference, does not end with 0"
        return
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(spawn(reference, "/dev/null")[0])
        ours.append(spawn(argv, "/dev/null")[0])
    our, their = statistics.median(ours), statistics.median(theirs)
    yield name, f"{our:.1f}", f"ms ({our / their:.2f}x of {their:.1f})", budget, "ok" if our <= 2 * their + 3 else "OVER"


def large_row(build, wanted):
    """A flow of 10,000 states with all rules, held against yaml-cpp's event parser on the same file."""
    name, budget = "validate: 10,000 states to yaml-cpp's events", "<= 2"
    if not wanted.search(name):
        return
    flow, said = os.path.join(build, "tests/bench/large.yaml"), os.path.join(build, "tests/bench/said")
    argv = [os.path.join(build, "bin/callflow"), "validate", flow]
    reference = [os.path.join(build, "tests/bench/yaml_events"), flow]
    if any(spawn(one, said)[1] != 0 for one in ([os.path.join(build, "tests/bench/bench_flow"), flow], argv, reference)):
        yield name, "-", "", budget, "FAILED: a flow could not be written, or validate or the reference does not end with 0"
        return
    ours, theirs = [], []
    for _ in range(7):  # a second each
        theirs.append(spawn(reference, "/dev/null")[0])
        ours.append(spawn(argv, "/dev/null")[0])
    our, their = statistics.median(ours), statistics.median(theirs)
    yield name, f"{our / their:.2f}", f"x ({our:.0f} ms of {their:.0f})", budget, judge(f"{our / their:.2f}", budget)


SUITE = 10_000
TEN_STEPS = """callflow-scenario: 1
flow: ../flow.yaml
name: presses wrong keys, asks for support, gets the machine, leaves a message ({number})
provider: twilio
steps:
  - {{event: next, expect: {{state: menu}}}}
  - {{event: customer.pressed, input: {{digits: "7"}}, expect: {{state: menu, vars: {{tries: 1}}}}}}
  - {{event: customer.pressed, input: {{digits: "8"}}, expect: {{state: menu, vars: {{tries: 2}}}}}}
  - {{event: customer.pressed, input: {{digits: "9"}}, expect: {{state: menu, vars: {{tries: 3}}}}}}
  - {{expect: {{state: menu}}}}
  - {{set: {{vip: true}}}}
  - {{wait: 2s}}
  - event: customer.pressed
    input: {{digits: "2"}}
    expect: {{state: support}}
  - event: agent.talked
    input: {{dial_status: no-answer}}
    expect: {{state: voicemail}}
  - event: customer.left_message
    input: {{recording_url: "https://example.com/recordings/{number}"}}
    expect: {{state: done, ended: true, outcome: completed}}
"""


def suite_rows(build, wanted):
    """All scenarios of a large suite, each in a file of its own, on one core."""
    name = f"suite: test, {SUITE} files of ten steps"
    if not wanted.search(name):
        return
    folder = os.path.join(build, "tests/bench/suite")
    os.makedirs(os.path.join(folder, "scenarios"), exist_ok=True)
    with open(FLOW, encoding="utf-8") as source, open(os.path.join(folder, "flow.yaml"), "w", encoding="utf-8") as copy:
        copy.write(source.read())
    for number in range(SUITE):
        with open(os.path.join(folder, "scenarios", f"{number}.yaml"), "w", encoding="utf-8") as file:
            file.write(TEN_STEPS.format(number=number))
    said = os.path.join(build, "tests/bench/said")
    argv = [os.path.join(build, "bin/callflow"), "test", "--jobs", "1", os.path.join(folder, "scenarios")]
    times = []
    for _ in range(3):
        took, status = spawn(argv, said)
        with open(said, encoding="utf-8", errors="replace") as file:
            last = (file.read().strip().splitlines() or ["nothing said"])[-1]
        if status != 0 or f"({SUITE} scenarios" not in last:
            yield name, "-", "", "<= 5 s", f"FAILED: exit status {status}, {last[:60]}"
            return
        times.append(took / 1000)
    yield name, f"{statistics.median(times):.2f}", "s", "<= 5 s", judge(str(statistics.median(times)), "<= 5 s")


LOG_CALLS = 1_000_000
LOG_FLOW = os.path.join(ROOT, "tests/replay/flow.yaml")
GENERATOR = os.path.join(os.path.dirname(ROOT), "shared/bench/gen_calls.py")


def replay_rows(build, wanted):
    """A million calls, interleaved, held against simdjson that reads every field of the same file, in turn."""
    if not wanted.search("replay: logs"):
        return
    if not os.path.exists(GENERATOR):
        yield "replay: logs", "-", "", "", "not measured: ../shared/bench is not here"
        return
    folder = os.path.join(build, "tests/bench/logs")
    os.makedirs(folder, exist_ok=True)
    logs = {form: os.path.join(folder, f"calls.{form}") for form in ("ndjson", "csv")}
    for form, path in logs.items():
        if not os.path.exists(path):
            subprocess.run([sys.executable, GENERATOR, "--calls", str(LOG_CALLS), "--format", form, "-o", path + ".new"],
                           check=True, stderr=subprocess.DEVNULL)
            os.rename(path + ".new", path)
    said = os.path.join(build, "tests/bench/said")
    replay = [os.path.join(build, "bin/callflow"), "replay", LOG_FLOW, "--map",
              "call=call,event=event,time=ts,actor=actor,state=state,digits=digits", "--by", "event"]
    table = logs["csv"]
    log = logs["ndjson"]
    rows = {
        "wc": ["wc", "-l", log],
        "reference": [os.path.join(build, "tests/bench/every_field"), log],
        "brief": replay + ["--jobs", "1", "--format", "csv", log],
        "full": replay + ["--jobs", "1", log],
        "both": replay + ["--jobs", "2", log],
        "csv": replay + ["--jobs", "1", "--format", "csv", table],
    }
    times = {name: [] for name in rows}
    memory = 0
    for _ in range(5):
        for name, argv in rows.items():
            took, most = measured(argv, said)
            if took is None:
                with open(said, encoding="utf-8", errors="replace") as file:
                    yield f"replay: {name}", "-", "", "", f"FAILED: {file.readline().strip()[:60]}"
                return
            times[name].append(took)
            if name == "full":
                memory = max(memory, most)
    best = {name: min(all_of) for name, all_of in times.items()}
    size = os.path.getsize(log)
    for name, what in (("wc", "replay: wc -l"), ("reference", "replay: simdjson reads every field")):
        yield what, f"{size / best[name] / 1e6:.0f}", "MB/s", "", ""
    for name, what, budget in (("brief", "replay: verdicts and counts", ">= 0.40"), ("full", "replay: the full report", ">= 0.25")):
        ratio = f"{best['reference'] / best[name]:.3f}"
        yield what, ratio, f"x simdjson ({size / best[name] / 1e6:.0f} MB/s)", budget, judge(ratio, budget)
    yield "replay: the full report, two threads", f"{best['full'] / best['both']:.2f}", "x one thread", "", ""
    ratio = f"{best['csv'] / best['brief']:.2f}"
    yield "replay: CSV", ratio, "x NDJSON's time", "<= 1.5", judge(ratio, "<= 1.5")
    # five thousand open calls at most at this rate, and the program itself; 8 bytes per ended call
    yield "replay: memory", f"{memory / 1e6:.1f}", "MB", f"<= {40 + 8 * LOG_CALLS / 1e6:.0f}", judge(str(memory / 1e6), f"<= {40 + 8 * LOG_CALLS / 1e6:.0f}")
    if shutil.which("jq"):
        took, _ = measured(["jq", "-c", "select(.event == null)", log])
        yield "replay: jq looks at one field", f"{size / took / 1e6:.0f}" if took else "-", "MB/s", "", ""


DRAWN_ROUNDS = 5


def draw_rows(build, wanted):
    """A drawing against the program `dot` with the very DOT text that callflow writes of the same flow, one after the other."""
    sys.path.insert(0, os.path.join(ROOT, "tests/drawing"))
    import flows

    drawn = {f"draw: {states} states": flows.flow(states) for states in (10, 100, 300)}
    drawn["draw: 20 states, arrows anywhere"] = flows.tangle(20, 6)  # for which other rows are looked for
    if not any(wanted.search(name) for name in drawn) or not shutil.which("dot"):
        return
    callflow = os.path.join(build, "bin/callflow")
    folder = os.path.join(build, "tests/bench/draw")
    os.makedirs(folder, exist_ok=True)
    for name, text in drawn.items():
        stem = re.sub(r"\W+", "_", name)
        flow, dot, svg = (os.path.join(folder, f"{stem}.{ending}") for ending in ("yaml", "dot", "svg"))
        with open(flow, "w", encoding="utf-8") as out:
            out.write(text)
        ended = spawn([callflow, "draw", flow, "-o", dot], "/dev/null")[1]
        ours, theirs = [], []
        for _ in range(DRAWN_ROUNDS):
            for took, argv in ((theirs, ["/usr/bin/dot", "-Tsvg", dot, "-o", svg]),
                               (ours, [callflow, "draw", flow, "-o", svg, "--time-limit", "1000s"])):
                milliseconds, status = spawn(argv, "/dev/null")
                took.append(milliseconds)
                ended = ended or status
        if ended != 0:
            yield name, "-", "", "<= 1.1", f"FAILED: callflow draw or dot ends with {ended}"
            continue
        our, their = statistics.median(ours), statistics.median(theirs)
        yield name, f"{our / their:.2f}", f"x dot ({our:.0f} of {their:.0f} ms)", "<= 1.1", "ok" if our <= 1.1 * their else "OVER"


def program_rows(build, wanted):
    for program in sorted(glob.glob(os.path.join(build, "tests/bench/bench_*"))):
        name = os.path.basename(program)
        if not os.path.isfile(program) or not os.path.exists(os.path.join(ROOT, f"tests/bench/{name}.cpp")):
            continue  # a folder, or built once and gone since
        if not wanted.search(name):
            continue
        result = subprocess.run(
            [program], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        rows = [line.split("\t") for line in result.stdout.splitlines() if "\t" in line]
        for row in rows:
            row_name, value, unit, budget = (row + ["", "", ""])[:4]
            yield row_name, value, unit, budget, judge(value, budget)
        if result.returncode != 0 or not rows:
            last = (result.stderr.strip().splitlines() or ["nothing said"])[-1][:60]
            yield name, "-", "", "", f"FAILED: exit status {result.returncode}, {last}"


def main():
    words = argparse.ArgumentParser(description="Measures callflow against its budgets.")
    words.add_argument("build", help="the build folder, with callflow and the programs of tests/bench")
    words.add_argument("pattern", nargs="?", default="", help="a regular expression: only the rows that match it")
    words.add_argument("--save", metavar="FILE", help="write what was measured there, as a baseline")
    words.add_argument("--compare", metavar="FILE", help="hold it against a baseline")
    given = words.parse_args()
    build, pattern = given.build, given.pattern
    machine_speed = baseline.speed() if given.save or given.compare else 0
    wanted = re.compile(pattern)
    rows = [("what", "value", "unit", "budget", "verdict")]
    for source in (start_rows, samples_row, large_row, suite_rows, draw_rows, replay_rows, cdr_rows, pool_rows, track_rows, peer_rows, program_rows):
        try:
            for row in source(os.path.abspath(build), wanted):
                rows.append(row)
        except Exception as error:  # what was measured is shown whatever becomes of the rest
            rows.append((source.__name__, "-", "", "", f"FAILED: {type(error).__name__}: {error}"))
    if len(rows) == 1:
        print(f"no row matches {pattern}", file=sys.stderr)
        return 1
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        name, value, unit, budget = (
            row[0].ljust(widths[0]), row[1].rjust(widths[1]), row[2].ljust(widths[2]), row[3].ljust(widths[3])
        )
        print(f"{name}  {value} {unit}  {budget}  {row[4]}".rstrip())
    bad = sum(row[4].startswith(("FAILED", "OVER")) for row in rows[1:])
    print(f"{len(rows) - 1} rows, {bad} failed or over budget")
    if given.compare:
        lines, worse = baseline.compare(given.compare, rows[1:], machine_speed)
        print("\n".join(["", *lines]))
        bad += worse
    if given.save:
        baseline.save(given.save, rows[1:], machine_speed)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
