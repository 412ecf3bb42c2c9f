"""check.py [FOLDER]: the behaviour tables are well formed; prints what is not, and their counts.

It knows the format of README.md, not the providers: whether a row is true is for readers to say.
"""
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

import yaml

LEAST = {"twilio": 90, "tropo": 60}
TAGS = {"twilio": {"D", "D-", "L", "X", "S", "M", "C", "W", "G", "-"}, "tropo": {"D", "L", "S", "C", "I", "-"}}
FACT = re.compile(r"^(\d(?:\.\d)?) (\S+): \S")
TIME = re.compile(r"^\d+(\.\d+)?(ms|s|m|h)$")
ADDRESS = re.compile(r"^(/|https?://)")

ROW = {"row", "fact", "call", "calls", "assume", "media", "documents", "person", "expect"}
CALL = {
    "direction", "from", "to", "url", "at", "voiceMethod", "fallbackUrl", "fallbackMethod", "statusCallback", "statusCallbackMethod", "machineDetectionTimeout", "statusCallbackEvent", "timeout",
    "machineDetection", "asyncAmd", "asyncAmdStatusCallback", "fromKind", "channel", "network", "headers", "parameters",
    "initialText",
}
ANSWER = {"status", "type", "body", "location", "delay", "timeout", "pad", "headers", "elsewhere"}
WHO = {"caller", "callee"}
ACTIONS = {
    "press", "speak", "leave_message", "listen", "stay_silent", "hang_up", "answer", "busy", "reject", "no_answer", "voicemail",
    "fail",
}
BESIDE = {"at", "after", "confidence", "lasts", "beep", "meaning"}
NOBODY = {"signal", "update", "close", "refer"}
EXPECT = {
    "requests", "heard", "legs", "answered", "status", "elapsed", "ended_by", "error", "warnings", "assumed", "state",
}
ENDED = {
    "caller", "callee", "end_of_document", "hangup", "reject", "redirect", "error", "limit", "update", "no_answer", "busy",
}
REQUEST = {"to", "call", "method", "at", "params", "absent", "session", "result", "headers"}
HEARD = {"say", "play", "beep", "wait", "at", "until", "by"}
LEG = {"to", "status", "from", "ringing", "answered", "ended"}


class Core(yaml.SafeLoader):
    """The scalars of YAML 1.2, and no key twice."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(problem=f"the key {key} stands twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", "true|false", "tf"),
    ("null", "null|~|", ["n", "~", ""]),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
]:
    Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(f"^(?:{pattern})$"), list(first))


class Checker:
    def __init__(self, folder):
        self.folder = folder
        self.wrong = []
        self.names = {}
        self.used = set()
        self.counts = dict.fromkeys(LEAST, 0)
        self.where = ""
        self.assumptions = self.load(folder / "assumptions.yaml")

    def load(self, path):
        with open(path, encoding="utf-8") as file:
            return yaml.load(file, Core)

    def say(self, text):
        self.wrong.append(f"{self.where}: {text}")

    def keys(self, what, value, known):
        if not isinstance(value, dict):
            self.say(f"{what} is no mapping")
            return False
        for key in value:
            if key not in known:
                self.say(f"{what} has an unknown key {key}")
        return True

    def time(self, what, value):
        if not TIME.match(str(value)):
            self.say(f"{what} is no time: {value}")

    def times(self, value, *keys):
        for key in keys:
            if key in value:
                self.time(key, value[key])

    def run(self):
        for provider in LEAST:
            self.where = "assumptions.yaml"
            for name, item in self.assumptions[provider].items():
                self.assumption(provider, name, item)
            for path in sorted((self.folder / provider).glob("*.yaml")):
                self.where = f"{provider}/{path.name}"
                try:
                    table = self.load(path)
                except yaml.YAMLError as error:
                    self.say(str(error))
                    continue
                if not self.keys("the file", table, {"behaviour", "provider", "theme", "rows"}):
                    continue
                if (table.get("behaviour"), table.get("provider"), table.get("theme")) != (1, provider, path.stem):
                    self.say("behaviour is not 1, or provider and theme are not those of the file's place")
                for row in table["rows"]:
                    self.where = f"{provider}/{path.name}: {row.get('row')}"
                    self.row(provider, row)
        self.where = "counts"
        for provider, least in LEAST.items():
            if self.counts[provider] < least:
                self.say(f"{provider} has {self.counts[provider]} rows, at least {least}")
            for name, item in self.assumptions[provider].items():
                if name not in self.used and not item.get("pervasive"):
                    self.say(f"no row of {provider} depends on the assumption {name}")
        return self.wrong

    def assumption(self, provider, name, item):
        if not self.keys(name, item, {"values", "default", "source", "says", "pervasive"}):
            return
        if not FACT.match(f"{item.get('source')}: x") or item["source"].split()[1] not in TAGS[provider]:
            self.say(f"{name}: its source is no section and tag")
        if not self.takes(item, item.get("default")):
            self.say(f"{name}: its default is not among its values")
        if not item.get("says"):
            self.say(f"{name} says nothing")

    def takes(self, item, value):
        values = item.get("values")
        if values == "duration":
            return bool(TIME.match(str(value)))
        if values == "integer":
            return isinstance(value, int)
        return isinstance(values, list) and value in values

    def row(self, provider, row):
        self.counts[provider] += 1
        if not self.keys("the row", row, ROW):
            return
        name = row.get("row", "")
        if name in self.names:
            self.say(f"the name is that of a row of {self.names[name]}")
        self.names[name] = self.where.split(":")[0]
        fact = FACT.match(row.get("fact", ""))
        if not fact or fact.group(2) not in TAGS[provider]:
            self.say(f"its fact is not `SECTION TAG: words`: {row.get('fact')}")
        if "call" in row and "calls" in row:
            self.say("has both call and calls")
        calls = row.get("calls", {"caller": row.get("call", {})})
        for call in calls.values():
            if self.keys("a call", call, CALL):
                self.times(call, "at", "timeout", "machineDetectionTimeout")
        for length in row.get("media", {}).values():
            if not isinstance(length, dict):
                self.time("a file's length", length)
        for key, value in row.get("assume", {}).items():
            item = self.assumptions[provider].get(key)
            self.used.add(key)
            if item is None or not self.takes(item, value):
                self.say(f"assumes {key}={value}, which assumptions.yaml does not know")
        self.documents(provider, row)
        for step in row.get("person", []):
            self.step(step, calls)
        self.expect(provider, row, calls)

    def documents(self, provider, row):
        strict = not {"error", "warnings"} & set(row.get("expect", {}))
        for address, answers in row.get("documents", {}).items():
            if not ADDRESS.match(address):
                self.say(f"{address} is no address")
            for answer in answers if isinstance(answers, list) else [answers]:
                if isinstance(answer, dict):
                    if self.keys(f"the answer of {address}", answer, ANSWER):
                        self.times(answer, "delay")
                elif not isinstance(answer, str):
                    self.say(f"the answer of {address} is neither text nor mapping")
                elif strict:
                    self.well_formed(provider, address, answer)

    def well_formed(self, provider, address, text):
        try:
            if provider == "twilio":
                if xml.fromstring(text).tag != "Response":
                    self.say(f"{address} is no Response")
            elif list(json.loads(text)) != ["tropo"] or any(len(step) != 1 for step in json.loads(text)["tropo"]):
                self.say(f"{address} is no list of steps with one key each")
        except (xml.ParseError, ValueError) as error:
            self.say(f"{address}: {error}")

    def step(self, step, calls):
        step = dict(step)
        if step.pop("call", None) not in [None, *calls]:
            self.say("a step names an unknown call")
        step.pop("target", None)
        if set(step) & NOBODY:
            self.keys("a step", step, NOBODY | {"at"})
            self.time("the time of a step", step.get("at"))
            return
        if len(step) != 1 or list(step)[0] not in WHO:
            self.say(f"no step: {step}")
            return
        who, action = next(iter(step.items()))
        if isinstance(action, str):
            action = {action: True}
        if self.keys("a step", action, ACTIONS | BESIDE) and len(set(action) & ACTIONS) != 1:
            self.say(f"not one action: {action}")
        if "at" in action and "after" in action:
            self.say("a step has both at and after")
        for key in ("at", "after", "lasts", "voicemail"):
            if key in action and action[key] is not True:
                self.time(key, action[key])
        if "press" in action and not re.fullmatch("[0-9A-D*#]+", str(action["press"])):
            self.say(f"no keys: {action['press']}")

    def expect(self, provider, row, calls):
        expect = row.get("expect")
        if not self.keys("expect", expect, EXPECT) or not expect:
            self.say("expects nothing")
            return
        for request in expect.get("requests", []):
            self.request(provider, row, request, calls)
        for item in expect.get("heard", []):
            if isinstance(item, dict) and self.keys("heard", item, HEARD):
                if len(set(item) & {"say", "play", "beep", "wait"}) != 1:
                    self.say(f"hears not one thing: {item}")
                for key in {"at", "until"} & set(item):
                    self.time(key, item[key])
        for leg in expect.get("legs", []):
            self.keys("a leg", leg, LEG)
        for key in ("answered", "elapsed", "ended_by", "status", "state"):
            value = expect.get(key)
            for part in value.values() if isinstance(value, dict) else [value] if key in expect else []:
                if key == "ended_by" and part not in ENDED:
                    self.say(f"ended_by {part}")
                if key in ("answered", "elapsed") and part != "never":
                    self.time(key, part)
        for code in [expect["error"]] if "error" in expect else expect.get("warnings", []):
            if not re.fullmatch(r"\d{5}|[a-z]+", str(code)):
                self.say(f"{code} is no code")
        for name in expect.get("assumed", []):
            self.used.add(name)
            if name not in self.assumptions[provider]:
                self.say(f"assumed {name} is not in assumptions.yaml")

    def request(self, provider, row, request, calls):
        if not self.keys("a request", request, REQUEST):
            return
        known = [address.split("?")[0] for address in row.get("documents", {})]
        if request.get("to", "").split("?")[0] not in known:
            self.say(f"a request goes to {request.get('to')}, which has no answer")
        if request.get("call") not in [None, *calls]:
            self.say("a request names an unknown call")
        if len(calls) > 1 and "call" not in request and not {"StatusCallbackEvent", "ConferenceSid"} & set(request.get("params", {})):
            self.say("a request does not say of which call it is")
        if "at" in request:
            self.time("at", request["at"])
        for key, value in request.get("params", {}).items():
            if not isinstance(value, str):
                self.say(f"the parameter {key} is no text")
        if ("params" in request) if provider == "tropo" else ({"session", "result"} & set(request)):
            self.say("a request holds what the other provider sends")


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    checker = Checker(folder)
    wrong = checker.run()
    print("\n".join(wrong), end="\n" if wrong else "")
    print(", ".join(f"{provider} {count} rows" for provider, count in checker.counts.items()))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
