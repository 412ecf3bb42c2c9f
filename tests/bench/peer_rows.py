"""Rows that hold steps and documents against what others use, in the same session: XState's actors and the official helper libraries,
under Node. Their packages come from npm (peers/package-lock.json, tests/applications/twilio); where they cannot be had, the rows say so."""

import os
import subprocess
import sys

from measure import ROOT, judge

# row, the line of peers.mjs, the program of the build and its line, how many of its unit are a second's, budget
PEERS = [
    ("engine: table steps to an XState actor", "table", "bench_engine", "engine_table_steps", 1e6, ">= 50"),
    ("engine: steps, guards and callbacks to XState", "working", "bench_engine", "engine_steps", 1e6, ">= 5"),
    ("render: to Twilio's Node helper library", "twilio", "bench_render", "render_twilio", 1, ">= 10"),
    ("render: to Tropo's Node helper library", "tropo", "bench_render", "render_tropo", 1, "10 wanted, falls short"),
]
ROUNDS = 3


def figures(argv):
    done = subprocess.run(argv, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, timeout=600)
    return {line.split("\t")[0]: float(line.split("\t")[1]) for line in done.stdout.splitlines() if "\t" in line}


def peer_rows(build, wanted):
    rows = [row for row in PEERS if wanted.search(row[0])]
    if not rows:
        return
    sys.path.insert(0, os.path.join(ROOT, "tests/applications"))
    from packages import install

    here, folder = os.path.join(ROOT, "tests/bench/peers"), os.path.join(build, "tests/bench/peers")
    twilio = os.path.join(folder, "twilio")
    try:
        install(here, folder, "peers.mjs")
        install(os.path.join(ROOT, "tests/applications/twilio"), twilio)
    except SystemExit:  # what install() says where npm or the packages are out of reach
        for row in rows:
            yield row[0], "-", "", row[5], "not measured: no npm, or its packages cannot be had"
        return
    theirs, ours = {}, {}
    for _ in range(ROUNDS):  # in turn, the best of each
        found = figures(["node", os.path.join(folder, "peers.mjs"), folder, twilio])
        theirs = {name: max(rate, theirs.get(name, 0)) for name, rate in found.items()}
        for program in {row[2] for row in rows}:
            for name, value in figures([os.path.join(build, "tests/bench", program)]).items():
                ours[name] = max(value, ours.get(name, 0))
    for name, peer, _, line, unit, budget in rows:
        ratio = f"{ours[line] * unit / theirs[peer]:.1f}"
        yield name, ratio, f"x ({theirs[peer] / 1e6:.2f} M/s)", budget, judge(ratio, budget)
