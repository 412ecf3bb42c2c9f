#!/usr/bin/python3
"""The samples are played in full: `samples.py ROOT CALLFLOW`.

- Every flow has scenarios, they pass, and on each provider that they name.
- They pass through every state, of sub-flows and machines too.
- Somebody calls: a scenario has steps of persons, on each provider that any scenario of the flow names; and whoever hangs
  up at any moment leaves no call in a state that is not final, but for those of STUCK.
- Every document beside a flow is expected by one of its scenarios.
"""
import json
import pathlib
import subprocess
import sys

import yaml

# Examples of others, kept as they are: in the first customer.hangs_up is an event like others and no signal, in the second
# nobody hangs up, in the third no state is final. `--hang-up-everywhere` has to say so.
STUCK = ["callbacks.yaml", "two_machines.yaml", "deferred.yaml"]

root = pathlib.Path(sys.argv[1]).resolve()
callflow = str(pathlib.Path(sys.argv[2]).resolve())
samples = root / "samples"
failures = []
flows = 0


def texts(path):
    """A YAML document whose scalars are texts: `no` and `1` are names of states."""
    return yaml.load(path.read_text(), Loader=yaml.BaseLoader)


def declared(path):
    """The states of a flow, its sub-flows, machines and parts, without those around them."""
    document = texts(path)
    found = set(document.get("states") or {})
    for bodies in ("flows", "machines"):
        for body in (document.get(bodies) or {}).values():
            found |= set(body.get("states") or {})
    for part in document.get("include") or []:
        found |= declared(path.parent / part)
    return found


def visited(trace):
    for run in trace["runs"]:
        for step in run["steps"]:
            yield from step.get("stack", [])
            for move in step.get("moves", []):
                yield move["to"].rsplit("/", 1)[-1]


def documents_in(node):
    """Every file that an expectation names."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "response":
                yield from [value] if isinstance(value, str) else value.values()
            else:
                yield from documents_in(value)
    elif isinstance(node, list):
        for one in node:
            yield from documents_in(one)


def play(flow, scenarios, *words, may_fail=False):
    done = subprocess.run([callflow, "simulate", "--format", "json", *words, str(flow), str(scenarios)], cwd=samples,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0 and not may_fail:
        failures.append(f"{scenarios.name}: exit status {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else {"runs": []}


def check_persons(flow, scenarios, trace):
    """Whether somebody calls on each provider, and hangs up everywhere without leaving a call behind."""
    named = {provider for run in trace["runs"] for provider in run["providers"]}
    called = {provider for run in trace["runs"] for provider in run["providers"]
              if any("who" in step for step in run["steps"])}
    if named - called:
        failures.append(f"{flow.name}: nobody calls on {', '.join(sorted(named - called))}")
    runs = play(flow, scenarios, "--hang-up-everywhere", may_fail=True)["runs"]
    stuck = [run["scenario"] for run in runs if run.get("hang_ups", {}).get("stuck")]
    if bool(stuck) != (flow.name in STUCK):
        failures.append(f"{flow.name}: hanging up leaves calls behind in {', '.join(stuck) or 'no scenario any more'}")


expected = set()
for flow in sorted(samples.glob("*/*.yaml")):
    document = texts(flow)
    if "callflow" not in document:
        continue
    flows += 1
    name = flow.name.removesuffix(".yaml")
    found = [path for path in (flow.with_name(f"{name}.scenario.yaml"), flow.with_name(f"{name}.scenarios.yaml"))
             if path.exists()]
    if len(found) != 1:
        failures.append(f"{flow.name}: has {len(found)} files of scenarios, expected one")
        continue
    expected |= {(flow.parent / path).resolve() for path in documents_in(texts(found[0]))}
    trace = play(flow, found[0])
    check_persons(flow, found[0], trace)
    missed = declared(flow) - set(visited(trace))
    if missed:
        failures.append(f"{flow.name}: no scenario reaches {', '.join(sorted(missed))}")

for path in sorted([*samples.glob("*/documents/*"), *samples.glob("*/*.xml"), *samples.glob("*/*.json")]):
    if path.resolve() not in expected:
        failures.append(f"{path.relative_to(samples)}: no scenario expects it")
if flows < 5:
    failures.append(f"only {flows} flows were found")

if failures:
    sys.exit("\n".join(failures))
