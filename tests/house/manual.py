#!/usr/bin/python3
"""Runs the examples of the manual pages of sections 5 and 7: `manual.py ROOT CALLFLOW [--write]`.

Before each `.Bd -literal` of man/*.5 and man/*.7 stands what it is:
  .\\" file NAME       a file, written into a scratch folder; valid, without a warning; a scenario that names its flow passes
  .\\" broken NAME     a file that is not, written there too
  .\\" in KIND: TITLE  a piece of a flow, valid in the place of `@@` in manual/KIND.yaml beside this program
  .\\" console         commands (`$ callflow ...`) and what they print, in the folder of those files
Every key that the schemas know has to stand in its page.
With --write the pages are rewritten with what the commands print now, and with all examples escaped, so that they can be
copied from what any formatter makes of them.
"""
import difflib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from examples import play, run

DIRECTIVE = re.compile(r'^\.\\" (file|broken|in|console)\b ?(.*)$')
ESCAPES = {"\\e": "\\", "\\-": "-", "\\(aq": "'", "\\(dq": '"', "\\(ha": "^", "\\(ti": "~", "\\&": ""}
failures = []


def plain(line):
    return re.sub(r"\\(?:\(..|.)", lambda found: ESCAPES[found.group()], line)


def escaped(line):
    line = line.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("^", "\\(ha")
    line = line.replace("~", "\\(ti")
    return "\\&" + line if line.startswith(".") else line


def findings(callflow, path):
    done = subprocess.run([callflow, "validate", "--format", "json", path.name], cwd=path.parent,
                          capture_output=True, check=False)
    return json.loads(done.stdout)["findings"]


def complain(what, text, found):
    said = "\n".join(f"  line {one['line']}: "
                     f"{one['code']} {one['message']}" for one in found)
    failures.append(f"{what}:\n{said}\n{text}")


def check(what, kind, title, text, folder, callflow):
    """Whether a file or a piece is valid."""
    if kind in ("file", "broken"):
        path = folder / title
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if kind == "broken" or title == ".callflow.yaml":
            return  # the commands behind it read it
        bad = ("error", "warning")
    else:
        template = (pathlib.Path(__file__).parent / "manual" / f"{title.split(':')[0]}.yaml").read_text(encoding="utf-8")
        indent = re.search(r"^( *)@@$", template, re.MULTILINE)
        piece = "".join(f"{indent.group(1)}{line}\n" if line else "\n" for line in text.splitlines())
        path = folder / "piece.yaml"
        path.write_text(template.replace(indent.group(0) + "\n", piece), encoding="utf-8")
        bad = ("error",)
    found = [one for one in findings(callflow, path) if one["severity"] in bad]
    if found:
        complain(what, text, found)
    elif kind == "file":
        failures.extend(f"{what}:\n{said}" for said in play(folder, title, callflow))


def rewritten(page, folder, callflow):
    """The page with every console block as it prints now."""
    out, directive, lines = [], None, page.read_text(encoding="utf-8").splitlines()
    index = 0
    while index < len(lines):
        line = lines[index]
        out.append(line)
        index += 1
        found = DIRECTIVE.match(line)
        if not line.startswith(".Bd -literal"):
            directive = found
            continue
        if not directive:
            failures.append(f"{page.name}, line {index}: an example that nobody runs: {lines[index]}")
            continue
        end = lines.index(".Ed", index)
        block = [plain(text) for text in lines[index:end]]
        kind, title = directive.groups()
        if kind == "console":
            block = [text for command in block if command.startswith("$ ")
                     for text in [command, *run(command[2:], folder, f"{callflow.parent}:/usr/bin:/bin")]]
        else:
            check(f"{page.name}: {kind} {title}", kind, title, "\n".join(block) + "\n", folder, str(callflow))
        out.extend(escaped(text) for text in block)
        index = end
    return lines, out


def hold_keys(root):
    """Every key of the language stands in its page, as `.Ic key` or as a word of an example."""
    for name in ("config", "flow", "scenario"):
        page = (root / "man" / f"callflow-{name}.5").read_text(encoding="utf-8")
        words = set(re.findall(r"[A-Za-z_][A-Za-z0-9_-]*", page.replace("\\-", "-")))
        root_schema = json.loads((root / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
        definitions = root_schema["$defs"]
        if name == "config":
            definitions["config"] = root_schema
        for definition, schema in definitions.items():
            mine = name == "config" or definition.startswith("scenario") == (name == "scenario")
            if mine and "title" in schema:
                missing = set(schema.get("properties", ())) - words
                failures.extend(f"callflow-{name}.5 does not say what `{key}` of {schema['title']} is"
                                for key in sorted(missing))


def main():
    root, callflow = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    write = "--write" in sys.argv[3:]
    pages = sorted((root / "man").glob("*.[57]"))
    for page in pages:
        with tempfile.TemporaryDirectory() as scratch:
            (pathlib.Path(scratch) / ".git").mkdir()  # nothing above it is looked for
            then, now = rewritten(page, pathlib.Path(scratch), callflow)
        if then != now and write:
            page.write_text("\n".join(now) + "\n", encoding="utf-8")
            print(f"wrote man/{page.name}")
        elif then != now:
            failures.append("\n".join(difflib.unified_diff(then, now, page.name, "what the commands print", lineterm="")))
    hold_keys(root)
    if len(pages) < 3:
        failures.append("no pages")
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
