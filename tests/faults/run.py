#!/usr/bin/python3
"""run.py CALLFLOW ROOT SCRATCH NAME: what the world can do to a command that runs.

Whatever happens: a message that says what, the exit status for it, and no file that is half of anything.
"""

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

callflow, root, scratch, name = sys.argv[1:5]
flow = os.path.join(root, "samples/support_line/support_line.yaml")
small = os.path.join(root, "samples/hello/hello.yaml")
nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}


def run(*words, **more):
    more.setdefault("stdin", subprocess.DEVNULL)
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([callflow, *words], stderr=subprocess.PIPE, text=True, timeout=120, errors="replace", check=False, **more)


def want(holds, what, done=None):
    if holds:
        return
    if done is not None:
        print("exit status", done.returncode, "\n", str(done.stdout)[:1000], "\n", done.stderr[:2000])
    sys.exit(f"does not hold: {what}")


def refused(done, text):
    """Ended with 3, and said why in a line of its own."""
    want(done.returncode == 3 and text in done.stderr, f"3 and '{text}'", done)
    want("internal error" not in done.stderr, "no internal error", done)


def big_flow(states):
    lines = ["callflow: 1", "name: big", "initial: s0", "states:"]
    lines += [f"  s{i}:   {{response: [say: 'hello {i}'],   next: s{(i + 1) % states}}}" for i in range(states)]
    return "\n".join(lines) + "\n"


def memory():
    """Too little memory for the work is said, also where a thread or a library is the first to notice."""
    with open("big.yaml", "w", encoding="utf-8") as file:
        file.write(big_flow(30000))
    with open("log.jsonl", "w", encoding="utf-8") as file:
        for i in range(200000):
            file.write('{"call":"c%d","event":"next","time":"2026-01-01T00:%02d:00Z"}\n' % (i, i // 6000))
    replay = ("replay", flow, "log.jsonl", "--map", "call=call,event=event,time=time")
    works = [("validate", "big.yaml"), ("fmt", "--check", "big.yaml"), replay + ("--jobs", "1"), replay + ("--jobs", "4")]
    said = 0
    for words in works:
        for megabytes in (48, 64, 80):
            bound = megabytes << 20
            done = run(*words, preexec_fn=lambda bound=bound: resource.setrlimit(resource.RLIMIT_AS, (bound, bound)))
            if done.returncode == 3:
                want("out of memory" in done.stderr or "gives no more" in done.stderr, "what there is too little of", done)
                said += 1
            else:
                want(done.returncode in (0, 1) and "bad_alloc" not in done.stdout + done.stderr, "the work is done, or it is said", done)
    want(said >= 4, "memory ran out now and then")
    # Of a log without times all records may be of one moment, and those that wait for later ones of any.
    with open("timeless.csv", "w", encoding="utf-8") as file:
        file.write("call,event,time\n" + "a\n" * 3_000_000)
    bound = 250 << 20
    done = run("replay", flow, "timeless.csv", "--jobs", "1", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (bound, bound)))
    want(done.returncode == 0 and "support_line: 1 call" in done.stdout, "a log without times needs no more memory than another", done)


def threads():
    """Where the system gives no threads, fewer do the work."""
    with open("log.jsonl", "w", encoding="utf-8") as file:
        for i in range(1000):
            file.write('{"call":"c%d","event":"next","time":"2026-01-01T00:00:00Z"}\n' % i)
    words = ("replay", flow, "log.jsonl", "--map", "call=call,event=event,time=time", "--jobs", "60", "--format", "json")
    bound = 160 << 20  # stacks of eight megabytes each: a dozen or so
    done = run(*words, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (bound, bound)))
    usual = run(*words)
    want(usual.returncode == 0, "the work is done", usual)
    want(done.returncode == 0 and done.stdout == usual.stdout or "out of memory" in done.stderr, "fewer threads, the same account", done)


def killed():
    """A file that is written anew is the old one or the new one, whenever the writer is killed."""
    old = big_flow(1500)
    with open("big.yaml", "w", encoding="utf-8") as file:
        file.write(old)
    began = time.monotonic()
    want(run("fmt", "big.yaml").returncode == 0, "a layout")
    length = time.monotonic() - began
    with open("big.yaml", encoding="utf-8") as file:
        new = file.read()
    want(new != old, "the layout is another")
    drawn = random.Random(1)
    seen = set()
    for turn in range(24):
        with open("big.yaml", "w", encoding="utf-8") as file:
            file.write(old)
        # The end, where it is written, is what matters most.
        delay = length * (drawn.uniform(0, 1.3) if turn % 2 else drawn.uniform(0.8, 1.2))
        with subprocess.Popen([callflow, "fmt", "big.yaml"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            try:
                child.wait(delay)
            except subprocess.TimeoutExpired:
                child.kill()
        with open("big.yaml", encoding="utf-8") as file:
            now = file.read()
        want(now in (old, new), "the file is whole")
        seen.add(now == new)
        for left in os.listdir("."):
            want(left == "big.yaml" or (left.startswith(".callflow-") and left.endswith(".tmp")), f"{left} has a name of its own")
            if left != "big.yaml":
                os.remove(left)
    want(False in seen, "somebody was killed in time")


def stopped():
    """An interrupt ends with 130 and leaves nothing beside."""
    states, code = 8000, 0
    # Larger, where the work was done before the interrupt came.
    while code == 0 and states <= 128000:
        before = big_flow(states)
        with open("big.yaml", "w", encoding="utf-8") as file:
            file.write(before)
        with subprocess.Popen([callflow, "fmt", "big.yaml"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            time.sleep(0.05)
            child.send_signal(signal.SIGINT)
            code = child.wait(60)
        states *= 4
    want(code in (130, -signal.SIGINT), f"ended by the interrupt, not {code}")
    want(os.listdir(".") == ["big.yaml"], "nothing is left beside")
    with open("big.yaml", encoding="utf-8") as file:
        want(file.read() == before, "the file is as it was")


def reader():
    """A reader that leaves early has seen what it wanted: nothing is said, nothing crashes."""
    for words in (("rules", "--format", "json"), ("schema", "flow"), ("help", "serve"), ("render", flow, "--all"), ("completion", "zsh"),
                  ("validate", "--format", "json", flow), ("simulate", flow, "--format", "json")):
        reading, writing = os.pipe()
        os.close(reading)
        done = run(*words, stdout=writing)
        os.close(writing)
        want(done.returncode in (0, 1, 3), f"{words[0]} ends by itself", done)
        want("cannot write" not in done.stderr and "internal" not in done.stderr, f"{words[0]} says nothing of it", done)


def streams():
    """stdin, stdout and stderr that are closed are no reason to read or write somewhere else."""
    for command in ("validate", "render", "simulate", "fmt", "paths", "draw", "eval"):
        refused(run(command, "-", stdin=None, preexec_fn=lambda: os.close(0)), "cannot read stdin: Bad file descriptor")
    shutil.copy(small, "hello.yaml")
    with open("hello.yaml", encoding="utf-8") as file:
        before = file.read()
    for closed in ((1,), (2,), (0, 1, 2)):
        for words in (("validate", "hello.yaml"), ("fmt", "hello.yaml"), ("render", "hello.yaml", "--all")):
            done = run(*words, stdin=None, preexec_fn=lambda closed=closed: [os.close(one) for one in closed])
            want(done.returncode in (0, 3), f"{words[0]} without {closed}", done)
    with open("hello.yaml", encoding="utf-8") as file:
        want(file.read() == before, "nothing was written into a file in stdout's place")


def closed_folders():
    """Files and folders that may not be read or written."""
    os.makedirs("closed/inner")
    shutil.copy(small, "hello.yaml")
    shutil.copy(small, "closed/inner/b.yaml")
    shutil.copy(small, "secret.yaml")
    with open("messy.yaml", "w", encoding="utf-8") as file:
        file.write(big_flow(3))
    with open("rings.yaml", "w", encoding="utf-8") as file:
        file.write("callflow-scenario: 1\nsteps: [{caller: dial}]\n")
    before = big_flow(3)
    os.chmod("secret.yaml", 0)
    os.chmod("messy.yaml", 0o444)
    os.chmod("closed/inner", 0)
    os.chmod(".", 0o555)
    denied = "Permission denied"
    try:
        for words in (("validate", "closed"), ("test", "closed"), ("fmt", "closed"), ("validate", "secret.yaml"),
                      ("replay", "hello.yaml", "secret.yaml"), ("render", "hello.yaml", "--all", "--out", "made"),
                      ("draw", "hello.yaml", "-o", "a.svg"), ("schema", "flow", "-o", "a.json"), ("fmt", "messy.yaml"),
                      ("paths", "hello.yaml", "-o", "made.yaml")):
            refused(run(*words, **nobody), denied)
        refused(run("simulate", "hello.yaml", "rings.yaml", "--track", "--db", "a.db", **nobody), "a.db")
        shutil.copyfile(small, "closed/beside.yaml")
        for words in (("validate", "closed"), ("fmt", "--check", "closed")):
            done = run(*words, **nobody)
            want(done.returncode == 3 and "closed/inner" in done.stderr, "a folder that cannot be listed is named", done)
        want("checked 1 file: no problems" in run("validate", "closed", **nobody).stdout, "what is beside it is checked")
        both = run("validate", "secret.yaml", "hello.yaml", **nobody)
        want(both.returncode == 3 and "secret.yaml" in both.stderr, "what was asked for and not done is said", both)
    finally:
        os.chmod(".", 0o755)
        os.chmod("closed/inner", 0o755)
    with open("messy.yaml", encoding="utf-8") as file:
        want(file.read() == before, "a file that may not be written is as it was")
    want(sorted(os.listdir(".")) == ["closed", "hello.yaml", "messy.yaml", "rings.yaml", "secret.yaml"], "nothing new is there")


def vanishing():
    """Files that go while a folder is looked through."""
    os.mkdir("many")
    for i in range(400):
        shutil.copyfile(small, f"many/f{i:03}.yaml")
    os.symlink("nowhere.yaml", "many/link.yaml")
    refused(run("validate", "many"), "cannot read many/link.yaml: No such file or directory")
    with subprocess.Popen([callflow, "validate", "many"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as child:
        for i in range(399, 0, -1):
            os.remove(f"many/f{i:03}.yaml")
        out, err = child.communicate(timeout=60)
    done = subprocess.CompletedProcess([], child.returncode, out, err)
    refused(done, "No such file or directory")
    os.mkdir("gone")
    missing = run("validate", "../gone/flow.yaml", cwd="many")
    refused(missing, "No such file or directory")
    inside = os.path.join(os.getcwd(), "gone")
    done = run("validate", "a.yaml", preexec_fn=lambda: (os.chdir(inside), os.rmdir(inside)))
    refused(done, "cannot read a.yaml")


def places():
    """Locale, time zone, home and the width of a terminal change no byte of what is written."""
    log = os.path.join(root, "samples/logs/support_line.jsonl")
    shutil.copy(flow, "flow.yaml")
    shutil.copy(log, "log.jsonl")
    works = [("validate", "flow.yaml"), ("simulate", "flow.yaml", "--format", "json"), ("render", "flow.yaml", "--all"),
             ("replay", "flow.yaml", "log.jsonl", "--map", "call=call,event=event,time=time,digits=digits"),
             ("eval", 'string(timestamp("2026-07-01T12:00:00Z").getHours("Europe/Paris")) + " " + string(1.5)'), ("draw", "flow.yaml")]
    for words in works:
        usual = run(*words, env={"PATH": "/usr/bin:/bin"})
        want(usual.returncode in (0, 1), f"{words[0]} works", usual)
        for place in ({"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"}, {"LC_ALL": "tr_TR.UTF-8"},
                      {"LC_ALL": "no such locale"}, {"TZ": "America/St_Johns"}, {"TZ": "Asia/Kathmandu", "LANG": "fr_FR.ISO-8859-1"},
                      {"TZ": "no such zone"}, {"TZ": ":/dev/null"}, {"HOME": "/nonexistent"}, {"COLUMNS": "10", "TERM": "dumb"}):
            other = run(*words, env={"PATH": "/usr/bin:/bin", **place})
            want((other.returncode, other.stdout, other.stderr) == (usual.returncode, usual.stdout, usual.stderr), f"{words[0]} with {place}",
                 other)


def many():
    """Ten thousand files, with a few dozen descriptors."""
    os.mkdir("many")
    for i in range(10000):
        folder = f"many/{i // 500:02}"
        os.makedirs(folder, exist_ok=True)
        shutil.copyfile(small, f"{folder}/{i:05}.yaml")
    few = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))}
    done = run("fmt", "--check", "many", **few)
    want(done.returncode == 0, "all have the layout", done)
    done = run("validate", "many", **few)
    want(done.returncode == 0 and "checked 10000 files: no problems" in done.stdout, "all are checked", done)


def words():
    """Words that are too long, and too many of them."""
    refused(run("validate", "x" * 100000), "File name too long")
    done = run("eval", "1+" * 40000 + "1")
    want(done.returncode == 2 and "at most 65536 are read" in done.stderr, "a bound that is said", done)
    done = run("eval", "--set", "a=" + "b" * 100000, "size(a)")
    want(done.returncode == 0 and done.stdout.startswith("100000"), "a long value is a value", done)
    done = run("validate", *[f"nothere{i}.yaml" for i in range(20000)])
    refused(done, "cannot read nothere19999.yaml")
    done = run("simulate", flow, *["--set", "a=b"] * 10000)
    want(done.returncode == 2 and len(done.stderr) < 10000, "an option that is wrong is said once", done)


def other_build():
    """A module of another build is refused in words, with the build of both, and not called: its types may be others."""
    global callflow
    with open("calls.csv", "w", encoding="utf-8") as file:
        file.write("call_id,ts_start,from,to\n1,2026-01-01T00:00:00Z,040 123456,+4940123456\n")
    needed = {"graphviz": ("draw", flow), "raster": ("draw", small, "--format", "png"), "tls": ("cdr", "consume", "--redis", "rediss://127.0.0.1:1", "--list", "k", "--db", "x.db"),
              "phone": ("track", "match", "--calls", "calls.csv", "--region", "DE"), "sqlite": ("track", "import", "--calls", "calls.csv", "--db", "x.db"),
              "postgresql": ("track", "import", "--calls", "calls.csv", "--db", "postgresql://nobody@127.0.0.1:1/x")}
    built = os.path.dirname(callflow)
    modules = [part for part in os.listdir(built) if part.endswith(".so")]
    want(sorted(modules) == sorted(f"callflow_{module}.so" for module in needed), f"{modules} are all tried here")
    for part in ["callflow", *modules]:
        shutil.copy(os.path.join(built, part), ".")
    callflow = os.path.abspath("callflow")
    for module, words in needed.items():
        file = f"callflow_{module}.so"
        with open(file, "rb") as so:
            own = so.read()
        others = [(re.sub(rb", build [0-9a-f]{16}", b", build 0123456789abcdef", own), "of another build (callflow")]
        if b"__asan_init" not in own:  # a sanitizer's modules look their own names up, and are not loaded without one
            others.append((own.replace(b"callflow_build", b"callflow_wrong"), "of another build (one without a name)"))
        for other, said in others:
            want(other != own, f"{file} says of which build it is")
            with open(file + ".new", "wb") as so:
                so.write(other)
            os.replace(file + ".new", file)
            done = run(*words)
            refused(done, f"/{file} is {said}")
            want(done.stdout == "", "nothing else is said", done)
        shutil.copy(os.path.join(built, file), ".")
        if module == "tls":  # with which it would wait for the server
            continue
        want("build" not in run(*words).stderr, f"{words[0]} takes its own {file}")


folder = os.path.join(scratch, name)
shutil.rmtree(folder, ignore_errors=True)
os.makedirs(folder)
# Read by a user who may do nothing else, where root runs the tests: somewhere that everybody comes to.
if name == "closed_folders" and nobody:
    folder = subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip()
    for part in os.listdir(os.path.dirname(callflow)):
        shutil.copy(os.path.join(os.path.dirname(callflow), part), folder)
    os.chmod(folder, 0o755)
    callflow = os.path.join(folder, "callflow")
    os.mkdir(os.path.join(folder, "in"))
    os.chdir(os.path.join(folder, "in"))
else:
    os.chdir(folder)
try:
    {"memory": memory, "threads": threads, "killed": killed, "stopped": stopped, "reader": reader, "streams": streams,
     "closed_folders": closed_folders, "vanishing": vanishing, "places": places, "many": many, "words": words, "other_build": other_build}[name]()
finally:
    os.chdir("/")
    shutil.rmtree(folder, ignore_errors=True)
