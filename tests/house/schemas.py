#!/usr/bin/python3
"""Holds what callflow writes as JSON against the schemas it publishes: `schemas.py ROOT CALLFLOW`.

The documents come from every flow and scenario of the samples and from the command lines of the cases, so
that a member which a new finding or step brings is missed by nobody.
"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import jsonschema
import yaml

root = pathlib.Path(sys.argv[1]).resolve()
callflow = str(pathlib.Path(sys.argv[2]).resolve())
environment = {**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
failures = []


def validator(name):
    schema = json.loads((root / "schemas" / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def written(words, folder):
    """What a command writes to stdout, or nothing where it ends before it writes."""
    done = subprocess.run([callflow, *words], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, check=False)
    return json.loads(done.stdout) if done.stdout.strip() else None


def hold(schema, document, what):
    for error in schema.iter_errors(document):
        failures.append(f"{what}: at {'/'.join(map(str, error.absolute_path)) or 'the top'}: {error.message}")


def case_lines(command):
    """Words and folder of each plain use of a command in the cases."""
    for script in sorted((root / "tests" / "cases").glob("*/*/cmd")):
        for line in script.read_text().splitlines():
            if not line.startswith(f"callflow {command} ") or any(c in line for c in "|<>$;&*"):
                continue
            words = shlex.split(re.sub(r" --format \S+", "", line))[1:]
            if command == "replay" and not {"--show", "--to", "--partial", "--table"}.isdisjoint(words):
                continue
            if {"--help", "-o", "--output", "--update", "--coverage-out", "--fix", "--diff",
                "--overlay"}.isdisjoint(words):
                yield [words[0], "--format", "json", *words[1:]], script.parent


def overlay_lines(command):
    """Words and folder of each plain use of a command with `--overlay` in the cases, without that."""
    for script in sorted((root / "tests" / "cases").glob("*/*/cmd")):
        for line in script.read_text().splitlines():
            found = re.fullmatch(rf"callflow ({command} [^|<>$;&*]*?) --overlay \S+( -o \S+)?", line)
            if found:
                yield shlex.split(found[1]), script.parent


def hold_all(name, runs, least):
    schema = validator(name)
    documents = [(written(words, folder), f"{folder.name}: callflow {' '.join(words)}") for words, folder in runs]
    documents = [(document, what) for document, what in documents if document is not None]
    for document, what in documents:
        hold(schema, document, what)
    if len(documents) < least:
        failures.append(f"only {len(documents)} documents were held against {name}.schema.json, expected {least}")
    # A schema that takes anything holds nothing.
    strange = {**documents[0][0], "no_such_member": 1}
    if not list(schema.iter_errors(strange)):
        failures.append(f"{name}.schema.json takes a member that nobody writes")


samples = root / "samples"
pairs = [(flow, flow.with_suffix("").with_suffix(ending)) for flow in sorted(samples.glob("*/*.yaml"))
         for ending in (".scenario.yaml", ".scenarios.yaml")]
traces = [(["simulate", "--format", "json", str(flow), str(scenario)], samples) for flow, scenario in pairs
          if scenario.exists() and flow != scenario]
# Where nobody listens the trace of a call is short, but one.
rung = ["call", "--format", "json", "http://127.0.0.1:9/voice"]
hold_all("trace", traces + [(rung, samples)] + list(case_lines("simulate")), 8)
hold_all("calls", [([*rung, "--calls", "3"], samples)], 1)
hold_all("findings", [(["validate", "--format", "json", "."], samples), *case_lines("validate")], 10)
replayed = ["replay", "--format", "json", "support_line/support_line.yaml", "logs/support_line.jsonl", "--map",
            "call=call,event=event,time=time,digits=digits"]
hold_all("replay", [(replayed, samples), *case_lines("replay")], 3)
hold_all("replay_call", [([*replayed, "--show", call], samples) for call in ("CA01", "CA26", "CA31")], 3)


def hold_lines(name, folders, least, start="{"):
    """Each line of the cases' records by itself."""
    schema = validator(name)
    held = 0
    for file in folders:
        for line in file.read_text().splitlines():
            if line.startswith(start) and line != "{":
                hold(schema, json.loads(line), f"{file.parent.name}: {line[:60]}")
                held += 1
    if held < least:
        failures.append(f"only {held} lines were held against {name}.schema.json, expected {least}")


hold_all("cdr_report", ((words, folder) for words, folder in case_lines("cdr") if "report" in words), 3)
tracked = list(case_lines("track"))
hold_all("track_report", ((words, folder) for words, folder in tracked if "report" in words), 4)
hold_all("track_match", ((words, folder) for words, folder in tracked if "match" in words and "--rows" not in words), 3)
hold_lines("track_call", [root / "tests" / "cases" / "track" / "match" / "out"], 4, start='{"call":')
hold_lines("cdr", sorted((root / "tests" / "cases" / "cdr").glob("read*/out")), 15)
numbers = [(words, folder) for words, folder in case_lines("numbers") if {"csv", "-"}.isdisjoint(words)]
hold_all("numbers", ((words, folder) for words, folder in numbers if "simulate" in words and "--sweep" not in words), 5)
hold_all("numbers_sweep", ((words, folder) for words, folder in numbers if "--sweep" in words), 2)
hold_all("numbers_size", ((words, folder) for words, folder in numbers if "size" in words), 2)


def hold_pools(least):
    """Files that authors write: those of samples and cases that are read, and one in which hardly anything is right."""
    schema = validator("pool")
    good = [*samples.glob("*/pool.yaml"), *(root / "tests" / "cases" / "numbers").glob("*/[ps][mo]*.yaml")]
    for file in sorted(good):
        hold(schema, json.loads(json.dumps(yaml.safe_load(file.read_text()), default=str)), file.parent.name)
    if len(good) < least:
        failures.append(f"only {len(good)} files were held against pool.schema.json, expected {least}")
    wrong = root / "tests" / "cases" / "numbers" / "wrong_file" / "wrong.yaml"
    if len(list(schema.iter_errors(json.loads(json.dumps(yaml.safe_load(wrong.read_text()), default=str))))) < 5:
        failures.append("pool.schema.json takes what no pool file may have")


hold_pools(6)
hold_all("diff", case_lines("diff"), 3)
hold_all("results", [(["test", "--format", "json", "--coverage", "."], samples), *case_lines("test")], 8)

# Findings within results are findings.
schemas = [json.loads((root / "schemas" / f"{name}.schema.json").read_text())["$defs"] for name in ("findings", "results")]
if any(schemas[1].get(name) != shape for name, shape in schemas[0].items()):
    failures.append("findings.schema.json and results.schema.json tell two stories about a finding")

# An overlay goes to a file, results as SARIF have a schema of their own.
with tempfile.TemporaryDirectory() as folder:
    overlay = pathlib.Path(folder, "overlay.json")
    subprocess.run([callflow, "test", ".", "--coverage-out", str(overlay), "-o", os.devnull], cwd=samples,
                   env=environment, stdin=subprocess.DEVNULL, check=False)
    hold(validator("overlay"), json.loads(overlay.read_text()), "callflow test --coverage-out")
    subprocess.run([callflow, *replayed, "--overlay", str(overlay), "-o", os.devnull], cwd=samples, env=environment,
                   stdin=subprocess.DEVNULL, check=False)
    hold(validator("overlay"), json.loads(overlay.read_text()), "callflow replay --overlay")
    # Those of the other commands: what their cases ask for, and every sample. What fails writes none.
    runs = [(words, folder) for command in ("diff", "simulate") for words, folder in overlay_lines(command)]
    runs += [(["diff", str(a), str(b)], samples) for a, _ in pairs for b, _ in pairs if a.parent == b.parent]
    runs += [(words, folder) for words, folder in traces if "simulate" in words]
    held = 0
    for words, folder in runs:
        overlay.unlink(missing_ok=True)
        subprocess.run([callflow, *words, "--overlay", str(overlay), "-o", os.devnull], cwd=folder, env=environment,
                       stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if overlay.exists():
            hold(validator("overlay"), json.loads(overlay.read_text()), f"callflow {' '.join(words)} --overlay")
            held += 1
    if held < 20:
        failures.append(f"only {held} overlays of diff and simulate were held against overlay.schema.json")
sarif = jsonschema.Draft202012Validator(json.loads((root / "tests" / "house" / "sarif.schema.json").read_text()))
for words, folder in [*case_lines("validate"), *case_lines("test")]:
    document = written([words[0], "--format", "sarif", *words[3:]], folder)
    if document is not None:
        hold(sarif, document, f"{folder.name}: callflow {words[0]} --format sarif {' '.join(words[3:])}")
hold_all("rules", [(["rules", "--format", "json"], root)], 1)

if failures:
    sys.exit("\n".join(failures))
