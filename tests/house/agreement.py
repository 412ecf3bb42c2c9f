#!/usr/bin/python3
"""The published schemas and the readers say the same of the same files: `agreement.py ROOT CALLFLOW`.

The files are all samples, all flows and scenarios of the cases, the examples of every finding's page, and
those of `agreement/*.txt` beside this program: accepted and rejected ones for each construct.

- What `callflow validate` takes, or refuses only for what is said about expressions, the machine or
  providers (CF2 and above), the schema takes.
- What it refuses for its form (CF1) the schema refuses, except for UNSEEN below. A file that is refused
  only for UNSEEN, the schema may take or not.
- What `agreement/*.txt` calls rejected, both refuse.

A schema sees YAML as an editor does: a plain scalar is a number, a truth value or null where YAML 1.2's
core schema says so (`on` and `no` are texts, `0x1F` and `1e3` are numbers), keys are texts, `<<` merges.
callflow reads scalars by what is expected where they stand, from their text; so whatever is taken has to
be taken, too, with every scalar but null as a text.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

# Code, pattern of the message: what a schema cannot see.
UNSEEN = [
    # About names: whether they are declared, and that they are declared once.
    ("CF1019", ""), ("CF1020", ""), ("CF1026", ""), ("CF1012", ""), ("CF1022", ""),
    # About prompts and what stands inside `raw`.
    ("CF1040", ""), ("CF1041", ""), ("CF1042", ""),
    # About the files that are included: whether they are there, and where.
    ("CF1050", ""), ("CF1051", ""), ("CF1052", ""), ("CF1053", ""),
    # About what a menu's own attributes leave of its choices.
    ("CF1018", "is never typed to the end|is never a choice|takes no (keys|words)$|comes back as its event"),
    ("CF1018", "does not come back as `pressed`|is the menu's own event"),
    # About sub-flows and machines: whether they are there, run inside themselves, share events.
    ("CF1030", ""), ("CF1031", ""), ("CF1032", ""),
    # About the YAML itself, which the schema never gets to see: tags, keys given twice, aliases, comments, `{{` as a map.
    ("CF1001", ""), ("CF1002", ""), ("CF1025", ""), ("CF1005", ""), ("CF1004", ""),
    # How a default is written, and what bounds and values mean together.
    ("CF1027", ""),
    ("CF1009", "is not one of the values of|is less than|is more than"),
    ("CF1009", "is not a value of type|takes [a-z]+$"),
    ("CF1018", "has no least and greatest value"),
    # Whether the last of a list is guarded.
    ("CF1021", ""),
    # A verb's content may come from `defaults:`.
    ("CF1010", "^`(?!raw`)[A-Za-z]+` needs its "),
    # Null is a value of expressions.
    ("CF1003", "^an expression is missing here"),
    # `True`, `FALSE`: truth values for YAML.
    ("CF1009", "^'(True|TRUE|False|FALSE)' is neither true nor (false|an outcome)"),
    # Blanks in an address, which may stand in its templates.
    ("CF1009", "^an address has no blanks"),
    # How long a length of time is in seconds.
    ("CF1009", "^`[A-Za-z]+` is at (least|most) [0-9]+, and '.*[a-z].*' was found"),
    # What makes an address one that nobody can call, and which way a transfer goes.
    ("CF1009", "' cannot be called: "),
    ("CF1009", "^the SIP side cannot be asked by |does not say by which scheme the SIP side is asked$"),
    ("CF1018", "^a transfer by [a-z]+ hears nothing of who is called"),
    # Line breaks in headers, whose names a schema does not look into.
    ("CF1009", r"is no name of a header$|^a header (behind `\?` )?is one line$"),
    # Numbers of states.
    ("CF1024", ""),
]

failures = []


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in [
        ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
        ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
        ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
         "-+0123456789."),
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("merge", r"<<", "<")]:
    Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(f"^(?:{pattern})$"), list(first))


def scalar(node, as_text):
    tag = node.tag.rsplit(":", 1)[-1]
    text = node.value
    if tag == "null":
        return None
    if as_text or tag not in ("bool", "int", "float"):
        return text
    if tag == "bool":
        return text.lower() == "true"
    if tag == "int":
        return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


def value(node, as_text):
    if isinstance(node, yaml.ScalarNode):
        return scalar(node, as_text)
    if isinstance(node, yaml.SequenceNode):
        return [value(item, as_text) for item in node.value]
    own, merged = {}, {}
    for key, item in node.value:
        if key.tag == "tag:yaml.org,2002:merge":
            for source in reversed(item.value if isinstance(item, yaml.SequenceNode) else [item]):
                merged.update(value(source, as_text))
        elif isinstance(key, yaml.ScalarNode):
            own[key.value] = value(item, as_text)
    return {**merged, **own}


def read(text, as_text=False):
    loader = Core(text)
    try:
        return value(loader.get_single_node(), as_text)
    finally:
        loader.dispose()


def is_unseen(finding):
    return any(finding["code"] == code and re.search(pattern, finding["message"]) for code, pattern in UNSEEN)


def pages(callflow, folder):
    """The examples of every page: (name, path), written into the folder."""
    rules = json.loads(subprocess.run([callflow, "rules", "--format", "json"], check=True, capture_output=True).stdout)
    for rule in rules["rules"]:
        page = subprocess.run([callflow, "explain", rule["code"]], check=True, capture_output=True,
                              text=True, encoding="utf-8").stdout
        for title in ("Raises it", "Does not", "Nor does this"):
            block = re.search(rf"^{title}:\n((?:    .*\n|\n)+)", page, re.MULTILINE)
            if block:
                path = folder / f"{rule['code']}.{title.split()[0]}.yaml"
                path.write_text(re.sub(r"^    ", "", block.group(1), flags=re.MULTILINE), encoding="utf-8")
                yield f"explain {rule['code']}, {title.lower()}", path


TEMPLATES = {
    "flow": "{}",
    "head": "callflow: 1\ninitial: here\nstates:\n  here: {{response: [hangup]}}\n  done: {{final: true}}\n{}",
    "state": "callflow: 1\ninitial: here\nactors: {{customer: {{}}, agent: {{}}}}\nvars: {{n: 0, t: '', b: false}}\n"
             "states:\n  done: {{final: true}}\n  other: {{next: done}}\n  here:\n{}",
    "verb": "callflow: 1\ninitial: here\nactors: {{customer: {{}}}}\nvars: {{n: 0, t: '', b: false}}\n"
            "states:\n  done: {{final: true}}\n  here:\n    next: done\n    on: {{chose: done, customer.chose: done}}\n"
            "    response:\n{}",
    "scenario": "callflow-scenario: 1\n{}",
    "step": "callflow-scenario: 1\nsteps:\n{}",
    "expect": "callflow-scenario: 1\nsteps:\n  - event: next\n    expect:\n{}",
    "config": "{}",
}
INDENT = {"state": 4, "verb": 6, "step": 2, "expect": 6}


def written(file, folder):
    """The files of `agreement/*.txt`: (name, path, whether it is accepted)."""
    text = file.read_text(encoding="utf-8")
    for number, block in enumerate(re.split(r"^== ", text, flags=re.MULTILINE)[1:]):
        head, body = block.split("\n", 1)
        verdict, kind, title = re.match(r"(accepted|rejected) (\w+): (.*)$", head).groups()
        lines = [" " * INDENT.get(kind, 0) + line for line in body.rstrip().split("\n")]
        path = folder / f"{file.stem}.{number}.yaml"
        path.write_text(TEMPLATES[kind].format("\n".join(lines)) + "\n", encoding="utf-8")
        yield f"{file.name}, {title}", path, verdict


def complaint(schema, document):
    error = jsonschema.exceptions.best_match(schema.iter_errors(document))
    return f"at {'/'.join(map(str, error.absolute_path)) or 'the top'}: {error.message[:300]}"


def main():
    root, callflow = pathlib.Path(sys.argv[1]).resolve(), str(pathlib.Path(sys.argv[2]).resolve())
    schemas = {}
    for name in ("config", "flow", "scenario"):
        schema = json.loads((root / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        schemas[name] = jsonschema.Draft202012Validator(schema)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        files = [(str(path.relative_to(root)), path, None) for place in ("samples", "tests/cases", "tests/examples")
                 for path in sorted((root / place).rglob("*.yaml"))]
        files += [(name, path, None) for name, path in pages(callflow, folder)]
        for file in sorted((root / "tests" / "house" / "agreement").glob("*.txt")):
            if file.stem == "config":
                check_configs(written(file, folder), schemas["config"], callflow, folder)
            else:
                files += written(file, folder)
        done = subprocess.run([callflow, "validate", "--format", "json", *[str(path) for _, path, _ in files]],
                              cwd=root, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, check=False)
        found = {}
        for finding in json.loads(done.stdout)["findings"]:
            found.setdefault(os.path.abspath(os.path.join(root, finding["file"])), []).append(finding)
        counts = {"taken": 0, "refused": 0, "neither": 0}
        for name, path, wanted in files:
            counts[check(name, path, wanted, found.get(str(path), []), schemas)] += 1
    if min(counts["taken"], counts["refused"]) < 50:
        failures.append(f"too few files were compared: {counts}")
    if failures:
        sys.exit("\n".join(failures))
    print(counts)


def check_configs(files, schema, callflow, folder):
    """Configurations: callflow runs with what the schema takes, and with nothing else."""
    project = folder / "project"
    (project / ".git").mkdir(parents=True)
    (project / "flow.yaml").write_text("callflow: 1\ninitial: a\nstates: {a: {final: true}}\n", encoding="utf-8")
    for name, path, wanted in files:
        text = path.read_text(encoding="utf-8")
        path.unlink()
        (project / ".callflow.yaml").write_text(text, encoding="utf-8")
        done = subprocess.run([callflow, "validate", "flow.yaml"], cwd=project, capture_output=True, text=True, check=False)
        verdict = "rejected" if done.returncode == 2 else "accepted"
        if verdict != wanted:
            failures.append(f"{name}: is {wanted}, and callflow says: {done.stderr}\n{text}")
        document = read(text)
        if schema.is_valid(document if document is not None else {}) != (wanted == "accepted"):
            failures.append(f"{name}: is {wanted}, and the schema does not say so\n{text}")


def check(name, path, wanted, findings, schemas):
    text = path.read_text(encoding="utf-8", errors="replace")
    head = re.search(r"^[\"'{ ]*callflow(-scenario|-part)?\b", text, re.MULTILINE)
    findings = [one for one in findings if one["severity"] == "error"]
    form = [one for one in findings if one["code"].startswith("CF1")]
    seen = [one for one in form if not is_unseen(one)]
    if wanted == "rejected":
        seen = form
    verdict = "rejected" if seen else "accepted"
    if wanted and (verdict != wanted or wanted != "rejected" and any(
            one["code"].startswith(("CF0", "CF2")) for one in findings)):
        said = "; ".join(f"{one['code']} {one['message']}" for one in findings) or "nothing"
        failures.append(f"{name}: is {wanted}, and callflow says: {said}\n{text}")
    if not head or any(one["code"].startswith("CF0") for one in findings):
        return "neither"
    schema = schemas["scenario" if head.group(1) == "-scenario" else "flow"]
    try:
        as_editor, as_text = read(text), read(text, as_text=True)
    except (yaml.YAMLError, ValueError) as error:
        if not form:
            failures.append(f"{name}: callflow reads it, YAML does not: {error}")
        return "neither"
    if seen:
        if schema.is_valid(as_editor):
            failures.append(f"{name}: callflow says {seen[0]['code']} {seen[0]['message']}; the schema takes it\n{text}")
        return "refused"
    if not form:
        for document in (as_editor, as_text):
            if not schema.is_valid(document):
                failures.append(f"{name}: callflow takes it; the schema says {complaint(schema, document)}\n{text}")
                break
        return "taken"
    return "neither"


if __name__ == "__main__":
    main()
