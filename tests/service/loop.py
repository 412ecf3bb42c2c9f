#!/usr/bin/python3
"""loop.py CALLFLOW SOURCE SCRATCH [SAMPLE...]: one machine is behind everything.

Every scenario of a sample in which a provider makes requests is played by `simulate`, which is what all others are held against:

- its requests are sent to `serve`, one by one, with what the scenario does meanwhile: vars are set, callbacks flushed and calls
  redirected through the control endpoint, requests of states answered by a server that knows the mocks' answers;
- where people alone make the call go on, `call` rings that `serve` with the same persons.

The documents, their states in the access log, and what people heard have to be the same. The access log then is replayed: no call
of it leaves the flow.
"""

import copy
import json
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

import yaml

from service import FORM, JSON, Failure, Listener, Server, ask, check, environment, lines_of

class Plain(yaml.SafeLoader):
    """YAML as scenarios have it: a time is a text."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}


class Loop:
    def __init__(self, callflow, folder):
        self.callflow = callflow
        self.folder = folder
        self.played = self.rung = self.count = self.whole = 0

    def run(self, *words):
        done = subprocess.run([self.callflow, *map(str, words)], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, check=False, env=environment())
        try:
            return json.loads(done.stdout)
        except ValueError:
            raise Failure(f"{' '.join(map(str, words))}: {done.returncode} {done.stderr}") from None


def held_against(loop, flow, log, where):
    """The access log, replayed by what it says of events and states: a call that goes on when the scenario ends is unfinished. Here
    nobody waits for timers, so that their events come early."""
    done = subprocess.run([loop.callflow, "replay", str(flow), str(log), "--from", "serve", "--by", "both", "--timers", "off", "--format", "json"],
                          cwd=loop.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=environment())
    check(done.returncode == 0, f"{where}: replay ended with {done.returncode}: {done.stderr}")
    told = json.loads(done.stdout)
    verdicts = {name: count for name, count in told["verdicts"].items() if count}
    check(set(verdicts) <= {"ok", "unfinished"}, f"{where}: its access log is replayed to {verdicts}: {json.dumps(told['deviations'], indent=1)}")
    loop.whole += verdicts.get("ok", 0)


def scenarios_of(path):
    document = yaml.load(path.read_text(encoding="utf-8"), Plain)  # noqa: a safe loader
    return document["scenarios"] if "scenarios" in document else [document]


def alone(scenario, folder, flow):
    """The scenario as a file of its own."""
    one = {"callflow-scenario": 1, **scenario, "flow": str(flow)}
    path = folder / "scenario.yaml"
    path.write_text(yaml.safe_dump(one, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def without_expectations(scenario):
    one = copy.deepcopy(scenario)
    for key in ("expect", "given", "mocks", "faults"):
        one.pop(key, None)
    # an actor of the flow is who calls
    others = {"callee", "wait", "expect", "at"}
    one["steps"] = [{k if k in others else "caller": v for k, v in step.items()} for step in one["steps"]]
    if "calls" in one:
        one["calls"] = {"caller": next(iter(one["calls"].values()))}
    one["steps"] = [step for step in ({k: v for k, v in step.items() if k != "expect"} for step in one["steps"]) if step]
    return one


def settings(scenario):
    """`given` as options; None where it holds what no option takes."""
    words = []
    for name, value in (scenario.get("given") or {}).items():
        if isinstance(value, (dict, list)):
            return None
        words += ["--set", f"{name}={str(value).lower() if isinstance(value, bool) else value}"]
    return words


def same(body, wanted):
    """A document as the simulation shows it, which hides what is sensitive."""
    pattern = ".*".join(re.escape(part) for part in wanted.split("(sensitive)"))
    return re.fullmatch(pattern, body, re.S) is not None


def parting(one, other):
    """Where two lists of documents part."""
    for number, (left, right) in enumerate(zip(one, other)):
        if not same(right, left):
            return f"document {number}:\n{left}\n{right}"
    last = (one + other or ["none"])[-1]
    return f"{len(one)} and {len(other)} documents; then\n{last}"


def hosts(loop, flow, scenario):
    """Those that states make requests to."""
    path = alone(scenario, flow.parent, flow)
    found = set()
    for trace in loop.run("simulate", flow, path, "--format", "json")["runs"]:
        for step in trace["steps"]:
            if step["kind"] == "request":
                parts = urllib.parse.urlsplit(step["requests"][0]["url"])
                found.add(f"{parts.scheme}://{parts.netloc}")
    return found


def documents(steps):
    """Those that somebody may hear."""
    found = [step["documents"][0]["body"] for step in steps if step["kind"] in ("callback", "request", "document", "answer")
             and step.get("documents") and (step.get("decoded") or {}).get("kind") != "status"]
    return [body for body in found if body and "<Response/>" not in body]


def path_of(step):
    return "/".join(step["stack"]) or step["state"]


class Mocks:
    """Answers the requests of states as the simulation's mocks did, in their order."""

    def __init__(self):
        self.answers = []
        self.listener = Listener(self.answer)

    def answer(self, asked, _):
        if not self.answers:
            return 500, "text/plain", "not expected"
        row = self.answers.pop(0)
        wanted = urllib.parse.urlsplit(row["requests"][0]["url"])
        target = wanted.path + ("?" + wanted.query if wanted.query else "")
        if (asked["method"], asked["path"]) != (row["requests"][0]["method"], target):
            return 500, "text/plain", f"{asked['method']} {asked['path']} instead of {target}"
        told = row["input"]
        return told.get("status", 500) or 500, "application/json", json.dumps(told.get("json"))


def send(server, request):
    """One request of the simulation, to the server."""
    headers = dict(request["headers"])
    if request["form"]:
        return ask(server.port, request["method"], request["url"], urllib.parse.urlencode([tuple(one) for one in request["form"]]), FORM)
    return ask(server.port, request["method"], request["url"], request["body"] or None, headers or JSON)


def site_free(url):
    parts = urllib.parse.urlsplit(url)
    return parts.path + ("?" + parts.query if parts.query else "")


def replay(loop, server, steps, call_id):
    """The simulation's rows, in their order."""
    wanted = []
    for number, row in enumerate(steps):
        where = f"row {row['step']}"
        if row["kind"] == "callback":
            request = dict(row["requests"][0], url=site_free(row["requests"][0]["url"]))
            status, _, body = send(server, request)
            if row["documents"]:
                shown = row["documents"][0]["body"]
                check(status == 200 and same(body, shown), f"{where}: {status}\n{body}\n{shown}")
            # what was asked of others meanwhile, the row before has led to
            after = next((one for one in steps[number + 1:number + 2] if one["kind"] == "request"), None)
            if after is None:
                wanted.append(path_of(row))
                check(status < 500, f"{where}: {status} {body}")
        elif row["kind"] == "request" and (number + 1 >= len(steps) or steps[number + 1]["kind"] != "request"):
            wanted.append(path_of(row))
        elif row["kind"] == "set":
            status, _, text = ask(server.control, "POST", f"/calls/{call_id}/set", json.dumps(row["changed"]), JSON)
            check(status == 200, f"{where}: {status} {text}")
        elif row["kind"] == "flush":
            status, _, text = ask(server.control, "POST", f"/calls/{call_id}/flush", json.dumps({"group": row["event"]}), JSON)
            check(status == 200, f"{where}: {status} {text}")
        elif row["kind"] in ("timer", "redirect") and row["outcome"]:  # else the pretend provider asks itself, next
            form = dict(row["effects"][0]["requests"][0]["form"])
            address = site_free(form.get("Url") or form.get("url") or "")
            check(address, f"{where} leads nowhere")
            fields = [("CallSid", call_id), ("CallStatus", "in-progress")]
            status, _, body = ask(server.port, "POST", address, urllib.parse.urlencode(fields), FORM)
            wanted.append(path_of(row))
            check(status == 200, f"{where}: {status} {body}")
    return wanted


def play(loop, flow, scenario, where):
    given = settings(scenario)
    check(given is not None, f"{where}: `given` takes no option")
    mocks = Mocks()
    text = flow.read_text(encoding="utf-8")
    if any("dialplan" in (call or {}) for call in (scenario.get("calls") or {}).values()):
        return  # it comes by way of a SIP side, which `serve` and `call` are not
    for host in hosts(loop, flow, scenario):
        text = text.replace(host, f"http://127.0.0.1:{mocks.listener.port}")
    own = flow.with_name("served_" + flow.name)
    own.write_text(text, encoding="utf-8")
    try:
        simulated = loop.run("simulate", own, alone(scenario, flow.parent, own), "--format", "json")
        for trace in simulated["runs"]:
            steps = trace["steps"]
            if not any(step["kind"] == "callback" for step in steps):
                continue
            provider = trace["providers"][0]
            calls = {step["call"] for step in steps}
            begins = any("state" in (call or {}) for call in (scenario.get("calls") or {}).values())
            if len(calls) > 1 or begins or any(step["kind"] == "event" for step in steps):
                continue  # several calls, one that begins elsewhere, events by name: nothing that a provider does
            loop.count += 1
            first = next(step for step in steps if step["kind"] == "callback")
            request = first["requests"][0]
            sid = dict(request["form"]).get("CallSid")
            if sid is None:
                told = json.loads(request["body"])
                sid = (told.get("session") or told["result"]).get("id") or told["result"]["sessionId"]
            mocks.answers = [step for step in steps if step["kind"] == "request"]
            log = flow.parent / f"access-{loop.count}.jsonl"
            store = flow.parent / f"store-{loop.count}.db"
            server = Server(loop.callflow, flow.parent, own, "--db", str(store), "--access-log", str(log), "--control",
                            "127.0.0.1:0", "--allow-requests", "127.0.0.1", "--seed", str(trace["seed"]), "--now", trace["now"],
                            *given)
            try:
                # a request that the simulation hides is none that can be sent
                if not any("(sensitive)" in json.dumps(step.get("requests")) for step in steps if step["kind"] == "callback"):
                    wanted = replay(loop, server, steps, sid)
                    loop.played += 1
                    states = [line["state"] for line in lines_of(log)]
                    check(states == wanted, f"{where} on {provider}: states {states} instead of {wanted}")
                    check(not mocks.answers, f"{where}: {len(mocks.answers)} requests were not made")
            finally:
                server.stop()
            if log.exists() and log.stat().st_size:
                held_against(loop, own, log, f"{where} on {provider}")
            kinds = {step["kind"] for step in steps}
            if kinds & {"set", "flush", "redirect", "timer", "document"}:
                continue
            mocks.answers = [step for step in steps if step["kind"] == "request"]
            ring(loop, flow, own, scenario, trace, sid, given, where)
    finally:
        own.unlink()
        mocks.listener.close()


def ring(loop, flow, own, scenario, trace, sid, given, where):
    """The same persons, by `call`."""
    steps = trace["steps"]
    provider = trace["providers"][0]
    first = next(step for step in steps if step["kind"] == "callback")["requests"][0]
    log = flow.parent / f"access-ring-{loop.count}.jsonl"
    server = Server(loop.callflow, flow.parent, own, "--db", str(flow.parent / f"ring-{loop.count}.db"), "--access-log", str(log),
                    "--allow-requests", "127.0.0.1", "--seed", str(trace["seed"]), "--now", trace["now"], *given)
    try:
        url = f"http://127.0.0.1:{server.port}{site_free(first['url'])}"
        told = [step["requests"][0]["url"] for step in steps if step["kind"] == "callback" and step["decoded"]["kind"] == "status"]
        more = ["--status-callback", site_free(told[0])] if told else []
        rung = loop.run("call", url, *more, alone(without_expectations(scenario), flow.parent, own), "--provider", provider, "--id", sid,
                        "--seed", str(trace["seed"]), "--now", trace["now"], "--format", "json")["runs"][0]["steps"]
    finally:
        server.stop()
    loop.rung += 1
    one, other = documents(steps), documents(rung)
    check(len(one) == len(other) and all(same(body, shown) for body, shown in zip(other, one)), f"{where} on {provider}: call and simulate get other documents: {parting(one, other)}")
    heard = [[step["text"] for step in rows if step["kind"] == "heard"] for rows in (steps, rung)]
    check(heard[0] == heard[1], f"{where} on {provider}: people hear {heard[1]} instead of {heard[0]}")
    states = [line["state"] for line in lines_of(log)]
    # of requests that the flow itself has made before it answered, the last one's
    wanted = [path_of(step) for step, after in zip(steps, [*steps[1:], None])
              if step["kind"] in ("callback", "request") and not (after and after["kind"] == "request")]
    check(states == wanted, f"{where} on {provider}: rung, states {states} instead of {wanted}")
    held_against(loop, own, log, f"{where} on {provider}, rung")


def main():
    callflow, source, scratch, *samples = sys.argv[1:]
    callflow, source = pathlib.Path(callflow).resolve(), pathlib.Path(source).resolve()
    folder = pathlib.Path(scratch).resolve() / "loop"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source / "samples", folder / "samples")
    failed = 0
    for sample in samples or sorted(path.name for path in (folder / "samples").iterdir() if list(path.glob("*.scenario*.yaml"))):
        loop = Loop(callflow, folder)
        for path in sorted((folder / "samples" / sample).glob("*.scenario*.yaml")):
            for scenario in scenarios_of(path):
                text = json.dumps(scenario.get("steps"))
                if not re.search(r'"(caller|callee|callback)"', text) and not any(key in text for key in ('"press"', '"hears"')):
                    continue
                flow = path.parent / scenario.get("flow", f"{sample}.yaml")
                where = f"{sample}: {scenario.get('name', path.name)}"
                try:
                    play(loop, flow, scenario, where)
                except Failure as failure:
                    failed += 1
                    print(f"{where}: FAILED: {failure}", file=sys.stderr)
        print(f"{sample}: {loop.played} scenarios served, {loop.rung} of them rung, {loop.whole} calls replayed to their ends")
        if loop.played + loop.rung == 0 or loop.whole == 0:
            failed += 1
            print(f"{sample}: FAILED: nothing was played", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
