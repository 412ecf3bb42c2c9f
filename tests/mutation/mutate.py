#!/usr/bin/python3
"""How many mistakes are found: `mutate.py CALLFLOW [OPTION]... FLOW...`.

Makes one small change after the other in a flow (operators.py), and asks of each whether `callflow validate` says more
than about the flow as it was, or else whether the scenarios that `callflow paths` has made of it as it was fail. What
passes both is played at random: where no walk shows a difference the change is counted as none (another way of writing the
same). What is left was not found.

  --each N    at most N changes by each operator in each flow, spread evenly (0: all)
  --floor P   ends 1 when less than P percent of the changes that make a difference are found
  --walks N   walks at random for what was not found (60)
  --others N  how often these are played again with other keys, at other times (6)
  --verbose   names every change that was not found, and those that make no difference
"""
import argparse
import collections
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import operators  # noqa: E402


class Tool:
    def __init__(self, program, folder):
        self.program = str(pathlib.Path(program).resolve())
        self.folder = folder
        self.defaults = {}

    def run(self, *words):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CALLFLOW_")}
        return subprocess.run([self.program, *map(str, words)], cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False, env=environment, timeout=300)

    def findings(self, flow):
        """How often which error and warning is said of a flow; None where it is no document."""
        done = self.run("validate", "--format", "json", flow)
        if done.returncode > 1 and not done.stdout.strip():
            return None
        said = json.loads(done.stdout)
        return collections.Counter(one["code"] for one in said["findings"] if one["severity"] != "note")

    def passes(self, flow, suite):
        return self.run("simulate", "--format", "json", "-o", os.devnull, flow, *suite).returncode == 0

    def trace(self, flow, scenarios):
        done = self.run("simulate", "--format", "json", flow, scenarios)
        return played(json.loads(done.stdout), self.defaults) if done.stdout.strip() else done.returncode


    def alike(self, one, other):
        """Whether two traces say the same; documents are compared by what they mean."""
        if one == other:
            return True
        if isinstance(one, dict) and isinstance(other, dict):
            if set(one) != set(other):
                return False
            if "body" in one and "content_type" in one and one["body"] != other["body"]:
                names = [f"document.{number}{'.json' if 'json' in one['content_type'] else '.xml'}" for number in (1, 2)]
                for name, document in zip(names, (one, other)):
                    (pathlib.Path(self.folder) / name).write_text(document["body"])
                return self.run("diff", *names).returncode == 0
            return all(self.alike(one[key], other[key]) for key in one)
        if isinstance(one, list) and isinstance(other, list):
            return len(one) == len(other) and all(map(self.alike, one, other))
        return False


def played(trace, defaults):
    """What happened in each scenario; a var that is set to what it is already has not changed."""
    for run in trace["runs"]:
        values = {}
        for step in run["steps"]:
            now = values.setdefault(step.get("call"), {})
            now.update(step.pop("changed", {}))
            step["vars"] = {name: value for name, value in now.items() if value != defaults.get(name, value or None)}
            step["effects"] = [one for one in step.get("effects", []) if one.get("kind") != "set"]
    return strip(trace)


def strip(node):
    """What happened, without where that is written and what was tried."""
    if isinstance(node, dict):
        return {key: strip(value) for key, value in node.items()
                if key not in ("where", "line", "column", "file", "tried", "why", "flow", "attempt")}
    return [strip(one) for one in node] if isinstance(node, list) else node


def parts(path):
    """A flow's files: itself and what it includes."""
    tree = yaml.compose(path.read_text())
    found = {path: tree}
    for part in operators.items(operators.get(tree, "include")):
        found.update(parts(path.parent / part.value))
    return found


def spread(all_sites, most):
    """Of each operator so many, from all over the flow."""
    groups = collections.defaultdict(list)
    for site in all_sites:
        groups[site[1]].append(site)
    for name in sorted(groups):
        group = groups[name]
        count = len(group) if most == 0 else min(most, len(group))
        for i in range(count):
            yield group[i * len(group) // count]


class Flow:
    """One flow in a folder of its own, as it is and changed."""

    def __init__(self, program, path, folder, options):
        self.path, self.folder, self.options = path, folder, options
        self.tool = Tool(program, folder)
        self.root = path.parent
        self.base = folder / "base"
        self.write(self.base, {})
        for tree in parts(path).values():
            for name, value in operators.entries(operators.get(tree, "vars")):
                value = operators.get(value, "default") if isinstance(value, yaml.MappingNode) else value
                if value is not None:
                    self.tool.defaults[name.value] = yaml.safe_load(operators.dump(value))
        self.flow = pathlib.Path("base") / path.name
        self.known = self.tool.findings(self.flow)
        made = self.tool.run("paths", self.flow, "--out", "suite")
        if made.returncode > 1:
            sys.exit(f"{path}: no scenarios: {made.stderr}")
        self.report = made.stdout.splitlines()[:4]
        self.suite = sorted(one.relative_to(folder) for one in (folder / "suite").glob("*.yaml"))
        if not self.suite or not self.tool.passes(self.flow, self.suite):
            sys.exit(f"{path}: the scenarios made of it do not pass")
        self.walks = {}
        self.others = None

    def write(self, to, changed):
        for file, tree in parts(self.path).items():
            out = to / os.path.relpath(file, self.root)
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(changed.get(file) or operators.document(tree))

    def sites(self):
        """(file, operator, what, number) of everything that can be changed."""
        trees = parts(self.path)
        names = operators.kinds(trees.values())
        for file, tree in trees.items():
            for number, (operator, what, _) in enumerate(operators.Sites(tree, names).found):
                yield file, operator, what, number

    def change(self, file, number):
        trees = parts(self.path)
        operators.Sites(trees[file], operators.kinds(trees.values())).found[number][2]()
        return operators.document(trees[file])

    def differs(self, mutant):
        """Whether some walk at random, through either flow, goes another way."""
        for source, label in ((self.flow, "base"), (mutant, "mutant")):
            if label == "base" and label in self.walks:
                walks, expected = self.walks[label]
            else:
                walks = pathlib.Path(f"{label}.walks.yaml")
                made = self.tool.run("paths", source, "--random", "--seed", "1", "--count", self.options.walks,
                                     "--steps", "14", "-o", walks)
                if made.returncode > 1:
                    return True
                expected = self.tool.trace(self.flow, walks)
                if label == "base":
                    self.walks[label] = walks, expected
            if not self.tool.alike(self.tool.trace(mutant, walks), expected):
                return True
        return any(not self.tool.alike(self.tool.trace(mutant, walks), expected) for walks, expected in self.other_walks())

    def other_walks(self):
        """The flow's walks with other keys and at other times, which nobody derived from the flow: what `paths` is blind to, it is blind to
        in its walks at random, too."""
        if self.others is None:
            self.others = []
            document = yaml.safe_load((self.folder / self.walks["base"][0]).read_text())
            for number in range(self.options.others):
                chance = random.Random(number)
                for one in document.get("scenarios", [document]):
                    one["now"] = f"2026-03-{chance.randint(1, 14):02}T{chance.randint(0, 23):02}:{chance.choice(('00', '30'))}:00Z"
                    for step in one["steps"]:
                        step.pop("expect", None)
                        typed = step.get("input", {}).get("digits")
                        if typed and chance.random() < 0.7:
                            step["input"]["digits"] = "".join(chance.choice("0123456789*#") for _ in typed)
                    one["steps"] = [step for step in one["steps"] if step]
                walks = pathlib.Path(f"other.{number}.walks.yaml")
                (self.folder / walks).write_text(yaml.safe_dump(document, sort_keys=False))
                self.others.append((walks, self.tool.trace(self.flow, walks)))
        return self.others

    def verdict(self, file, number):
        """How a change is found: `validate`, `paths`, or it is `missed`, or the `same`; None: it is no document."""
        text = self.change(file, number)
        if text == operators.document(parts(self.path)[file]):
            return "same"
        self.write(self.folder / "mutant", {file: text})
        mutant = pathlib.Path("mutant") / self.path.name
        said = self.tool.findings(mutant)
        if said is None:
            return "validate"
        if said - (self.known or collections.Counter()):
            return "validate"
        if not self.tool.passes(mutant, self.suite):
            return "paths"
        return "missed" if self.differs(mutant) else "same"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("flows", nargs="+", type=pathlib.Path)
    parser.add_argument("--each", type=int, default=0)
    parser.add_argument("--floor", type=float, default=0)
    parser.add_argument("--walks", type=int, default=60)
    parser.add_argument("--others", type=int, default=6)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    total, by_operator = collections.Counter(), collections.defaultdict(collections.Counter)
    for path in options.flows:
        with tempfile.TemporaryDirectory() as folder:
            flow = Flow(options.program, path.resolve(), pathlib.Path(folder), options)
            counts = collections.Counter()
            for file, operator, what, number in spread(list(flow.sites()), options.each):
                verdict = flow.verdict(file, number)
                counts[verdict] += 1
                by_operator[operator][verdict] += 1
                if verdict == "missed" or (options.verbose and verdict == "same"):
                    print(f"  {verdict}: {operator} {file.name}: {what}", flush=True)
            print(f"{path.name}: {rate(counts)}", flush=True)
            total += counts
    for operator in sorted(by_operator):
        print(f"  {operator:18} {rate(by_operator[operator])}")
    print(f"{len(by_operator)} operators: {rate(total)}")
    found = total["validate"] + total["paths"]
    if 100 * found < options.floor * (found + total["missed"]) or found == 0:
        sys.exit(f"less than {options.floor:g} % were found")


def rate(counts):
    found = counts["validate"] + counts["paths"]
    of = found + counts["missed"]
    share = f"{100 * found / of:.1f} %" if of else "-"
    return (f"{found} of {of} found ({share}): {counts['validate']} by validate, {counts['paths']} by paths; "
            f"{counts['same']} make no difference")


if __name__ == "__main__":
    main()
