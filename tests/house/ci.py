#!/usr/bin/python3
"""Holds what other repositories take from here for their CI against the program: `ci.py ROOT CALLFLOW`.

Hooks, action and job name options and formats that there are, the hooks run, and the problem matcher and the one that the
editors' page shows read what `--format concise` prints.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import yaml

root = pathlib.Path(sys.argv[1]).resolve()
callflow = pathlib.Path(sys.argv[2]).resolve()
environment = {**os.environ, "PATH": f"{callflow.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
failures = []


def run(line, folder):
    return subprocess.run(["bash", "-c", line], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)


def check(truth, what):
    if not truth:
        failures.append(what)


with tempfile.TemporaryDirectory() as scratch:
    samples = pathlib.Path(scratch, "samples")
    shutil.copytree(root / "samples", samples)

    hooks = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text())
    for hook in hooks:
        done = run(hook["entry"], samples)
        check(done.returncode == 0, f"hook {hook['id']} fails on the samples:\n{done.stdout}{done.stderr}")
    check(len(hooks) == 3, "there are three hooks")

    # The steps of the action that run the program, as the runner runs them.
    action = yaml.safe_load((root / "action.yml").read_text())
    words = {name: str(one["default"]) for name, one in action["inputs"].items()}
    step = action["runs"]["steps"][-1]
    script = step["run"]
    given = {"CALLFLOW": str(callflow), "SARIF": "out.sarif", "TEST": "true", "TEST_ARGS": "--coverage-min 10"}
    for name in step["env"]:
        given.setdefault(name, words.get(name.lower().replace("_", "-"), ""))
    environment.update(given)
    done = run("set -e\n" + script, samples)
    check(done.returncode == 0, f"the action fails on the samples:\n{done.stdout}{done.stderr}")
    check(json.loads((samples / "out.sarif").read_text())["version"] == "2.1.0", "the action writes no SARIF")
    flow = samples / "hello" / "hello.yaml"
    flow.write_text(flow.read_text().replace("greeting:", "greting:"))
    done = run("set -e\n" + script, samples)
    check(done.returncode == 1 and "::error file=hello/hello.yaml,line=" in done.stdout,
          f"the action does not annotate a broken flow:\n{done.stdout}{done.stderr}")

    job = yaml.safe_load((root / "ci" / "gitlab.yml").read_text())["callflow"]
    done = run("set -e\n" + "\n".join(job["script"]), samples)
    check(done.returncode == 1, f"the GitLab job ends with {done.returncode} on a broken flow:\n{done.stderr}")
    for report in job["artifacts"]["reports"]["junit"]:
        check((samples / report).exists(), f"the GitLab job writes no {report}")

    printed = run(f"{shlex.quote(str(callflow))} validate --format concise .", samples).stdout.splitlines()
    check(printed, "the broken flow has no findings")
    matchers = json.loads((root / "ci" / "problem-matcher.json").read_text())["problemMatcher"]
    page = (root / "docs" / "editors.md").read_text()
    task = next(json.loads(block) for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL) if "tasks" in block)
    for name, patterns in [("matcher", [one["pattern"][0]["regexp"] for one in matchers]),
                           ("task", [task["tasks"][0]["problemMatcher"]["pattern"]["regexp"]])]:
        for line in printed:
            found = [one for one in patterns if re.search(one, line)]
            check(len(found) == 1, f"{len(found)} patterns of the problem {name} match: {line}")

if failures:
    sys.exit("\n".join(failures))
