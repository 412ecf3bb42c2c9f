#!/usr/bin/python3
"""Runs the cases of the expression language through `callflow eval --batch`: `run.py CALLFLOW [SECTION...]`.

A case is a line of a file NAME.cases beside this program:
  EXPRESSION => VALUE
  name = VALUE; other.name = VALUE ;; EXPRESSION => VALUE
`error` stands for any error. Values are written as in CEL, with `timestamp 2000-01-01T00:00:00Z`, `duration 1.5s` and
`type int`; a number with a point or an exponent is a double. In an expression `@3{x}@` stands for xxx, and the pictures
of control characters stand for the characters, since a case has one line. What begins with # is a heading.
"""
import ast
import json
import pathlib
import re
import subprocess
import sys

PICTURES = {"\u2424": "\n", "\u240d": "\r", "\u2409": "\t", "\u240c": "\f"}
TOKEN = re.compile(r"""\s*(?:
    (?P<text>b?"(?:[^"\\]|\\.)*") |
    (?P<timed>(?:timestamp|duration|type)[ ][-+:.\w]+) |
    (?P<word>null|true|false|NaN|-?Infinity) |
    (?P<number>-?\d+(?:\.\d+)?(?:e[-+]?\d+)?u?) |
    (?P<mark>[\[\]{},:]))""", re.VERBOSE)


class Reader:
    """A value of a case in the typed form of the command."""

    def __init__(self, text):
        self.text = text
        self.tokens = []
        at = 0
        while at < len(text):
            found = TOKEN.match(text, at)
            if not found:
                raise ValueError(f"no value: {text}")
            self.tokens.append((found.lastgroup, found.group().strip()))
            at = found.end()
        self.tokens.reverse()

    def whole(self):
        value = self.value()
        if self.tokens:
            raise ValueError(f"more than a value: {self.text}")
        return value

    def items(self, close, read):
        out = []
        while self.tokens[-1][1] != close:
            out.append(read())
            if self.tokens[-1][1] == ",":
                self.tokens.pop()
        self.tokens.pop()
        return out

    def entry(self):
        key = self.value()
        self.tokens.pop()
        return {"key": key, "value": self.value()}

    def value(self):
        kind, text = self.tokens.pop()
        if kind == "timed":
            name, shown = text.split(" ")
            return {"type": name, "value": shown}
        if kind == "text":
            read = ast.literal_eval(text)
            if isinstance(read, bytes):
                import base64
                return {"type": "bytes", "value": base64.b64encode(read).decode()}
            return {"type": "string", "value": read}
        if kind == "number":
            if text.endswith("u"):
                return {"type": "uint", "value": int(text[:-1])}
            if re.search("[.e]", text):
                return {"type": "double", "value": float(text)}
            return {"type": "int", "value": int(text)}
        if text == "null":
            return {"type": "null", "value": None}
        if text in ("true", "false"):
            return {"type": "bool", "value": text == "true"}
        if kind == "word":
            return {"type": "double", "value": text}
        if text == "[":
            return {"type": "list", "value": self.items("]", self.value)}
        return {"type": "map", "value": self.items("}", self.entry)}


def expanded(text):
    while True:
        found = re.search(r"@(\d+)\{([^@]*?)\}@", text)
        if not found:
            break
        text = text[:found.start()] + found.group(2) * int(found.group(1)) + text[found.end():]
    for picture, character in PICTURES.items():
        text = text.replace(picture, character)
    return text


def comparable(value):
    """The same for equal values: the order of a map's entries is no part of it, a zero's sign is."""
    if not isinstance(value, dict) or "type" not in value:
        return repr(value)
    held = value["value"]
    if value["type"] == "list":
        return "[" + ", ".join(comparable(one) for one in held) + "]"
    if value["type"] == "map":
        return "{" + ", ".join(sorted(f"{comparable(one['key'])}: {comparable(one['value'])}" for one in held)) + "}"
    return f"{value['type']} {held!r}"


def cases_of(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        before, _, expected = line.rpartition(" => ")
        variables, _, expression = before.rpartition(" ;; ")
        named = {}
        for one in filter(None, variables.split("; ")):
            name, _, value = one.partition(" = ")
            named[name.strip()] = Reader(value).whole()
        expected = None if expected.strip() == "error" else Reader(expected).whole()
        yield f"{path.name}:{number}", {"expr": expanded(expression.strip()), "vars": named}, expected


def main():
    callflow, wanted = sys.argv[1], sys.argv[2:]
    failed = total = 0
    for path in sorted(pathlib.Path(__file__).parent.glob("*.cases")):
        if wanted and path.stem not in wanted:
            continue
        cases = list(cases_of(path))
        lines = "".join(json.dumps(case) + "\n" for _, case, _ in cases)
        done = subprocess.run([callflow, "eval", "--batch", "-"], input=lines.encode(), capture_output=True, check=False)
        answers = done.stdout.decode().split("\n")[:-1]
        wrong = 0
        if done.returncode != 0 or len(answers) != len(cases):
            print(f"{path.name}: status {done.returncode}, {len(answers)} answers to {len(cases)} lines")
            wrong = len(cases)
        for (place, case, expected), answer in zip(cases, answers):
            value = json.loads(answer)
            good = ("error" in value) if expected is None else comparable(value) == comparable(expected)
            if not good:
                wrong += 1
                print(f"{place}: {case['expr'][:200]}\n  expected {'an error' if expected is None else json.dumps(expected)}"
                      f"\n  answered {answer}")
        print(f"{path.stem}: {len(cases) - wrong} of {len(cases)}")
        failed += wrong
        total += len(cases)
    print(f"{total - failed} of {total} cases")
    return 1 if failed or not total else 0


sys.exit(main())
