#!/usr/bin/python3
"""scaling.py CALLFLOW SOURCE SCRATCH NAME: the scripts of samples/scaling, with the engines they are for, say what one run says."""

import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import zlib

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "service"))  # behind this folder, which has a run.py too
from postgres import Missing, postgresql  # noqa: E402
from redis_server import Redis  # noqa: E402
from run import MAP, Bench, Failure, Replay, check  # noqa: E402

FLOW = pathlib.Path(__file__).resolve().parent / "flow.yaml"


class Scripts:
    def __init__(self, program, source):
        self.folder = source / "samples/scaling"
        self.environment = {"PATH": f"{pathlib.Path(program).parent}:{os.environ['PATH']}", "LC_ALL": "C", "HOME": "/nonexistent"}

    def run(self, name, *arguments, status=0, **more):
        stdin = more.pop("stdin", None)
        done = subprocess.run([str(self.folder / name), *[str(one) for one in arguments]], stdin=stdin, capture_output=True,
                              env=self.environment | more, timeout=300)
        check(done.returncode == status, f"{name} ended with {done.returncode}, not {status}: {done.stderr.decode()[-1000:]}")
        return done.stderr if status else done.stdout


def with_blanks(bench, replay):
    """A folder, and a flow in it, whose names a shell takes for two words each."""
    folder = bench.scratch / "calls of today"
    folder.mkdir(exist_ok=True)
    replay.flow = folder / "the flow.yaml"
    shutil.copy(FLOW, replay.flow)
    return folder


def need(program):
    if shutil.which(program) is None:
        print(f"skipped: {program} is not here")
        sys.exit(77)


def scaling_parallel(bench, replay, scripts):
    need("parallel")
    folder = with_blanks(bench, replay)
    log = shutil.move(bench.log("parallel", 3000, 21, deviate=0.2), folder / "all calls.ndjson")
    whole = replay.run("--map", MAP, "--by", "event", log).stdout
    lines = log.read_bytes().splitlines(keepends=True)
    parts = []
    for i in range(4):
        parts.append(folder / f"hour {i}.ndjson")
        parts[-1].write_bytes(b"".join(lines[len(lines) * i // 4:len(lines) * (i + 1) // 4]))
    temporary = {"TMPDIR": str(folder)}
    check(scripts.run("parallel.sh", replay.flow, MAP, *parts, **temporary) == whole, "parallel.sh says something else")
    check(scripts.run("shards.sh", replay.flow, MAP, log, 3, **temporary) == whole, "shards.sh says something else")
    scripts.run("parallel.sh", replay.flow, MAP, parts[0], folder / "nobody.ndjson", status=3, **temporary)


def scaling_redis(bench, replay, scripts):
    need("redis-server")
    server = Redis()
    try:
        socket = server.socket
        folder = with_blanks(bench, replay)
        log = bench.log("redis", 1500, 22, deviate=0.2)
        # Written as one writer does, as another one does, and with letters of more bytes than one.
        records = [json.loads(line) | {"from": "Zoë 挨拶"} for line in log.read_text().splitlines()]
        log.write_text("".join(json.dumps(one, ensure_ascii=False, separators=((",", ":"), None, (" , ", "\t: "))[i % 3]) + "\n"
                               for i, one in enumerate(records)))
        whole = replay.run("--map", MAP, "--by", "event", log).stdout
        options = {"REDIS": f"-s {socket}", "LC_ALL": "C.UTF-8"}
        cli = ["redis-cli", "-s", str(socket), "--raw"]
        nameless = folder / "nameless.ndjson"
        nameless.write_text(log.read_text() + '{"event": "call", "ts": "2026-01-05T08:00:00Z"}\n')
        with open(nameless, "rb") as lines:
            said = scripts.run("redis_relay.sh", 3, stdin=lines, status=1, **options)
        check(f"line {len(records) + 1} has no call" in said.decode(), f"of a line without an id it says {said!r}")
        check(subprocess.run([*cli, "DBSIZE"], capture_output=True, check=True).stdout.split() == [b"0"], "some of it was relayed")
        with open(log, "rb") as lines:
            scripts.run("redis_relay.sh", 3, stdin=lines, **options)
        sizes = [int(subprocess.run([*cli, "XLEN", f"calls:{i}"], capture_output=True, check=True).stdout) for i in range(3)]
        check(sum(sizes) == len(records) and min(sizes) > 0, f"the streams hold {sizes}")
        # One has been taken from before, by a worker that died: it is taken again.
        subprocess.run([*cli, "XGROUP", "CREATE", "calls:1", "replay", "0"], check=True, capture_output=True)
        subprocess.run([*cli, "XREADGROUP", "GROUP", "replay", "worker", "COUNT", "500", "STREAMS", "calls:1", ">"], check=True,
                       capture_output=True)
        parts = [folder / f"stream {i}.json" for i in range(3)]
        scripts.run("redis_worker.sh", replay.flow, MAP, "calls:0", parts[0], status=1, REDIS=f"-s {folder}/nobody")
        check(not parts[0].exists(), "a part was made of nothing")
        for i, part in enumerate(parts):
            scripts.run("redis_worker.sh", replay.flow, MAP, f"calls:{i}", part, **options)
            pending = subprocess.run([*cli, "XPENDING", f"calls:{i}", "replay"], capture_output=True, check=True).stdout
            check(pending.split()[:1] == [b"0"], f"stream {i} has entries that nobody acknowledged: {pending!r}")
        check(replay.run("--by", "event", "--merge", *parts).stdout == whole, "the streams' parts say something else")
    finally:
        server.close()


def scaling_postgresql(bench, replay, scripts):
    log = bench.log("postgres", 1500, 23, deviate=0.2)
    whole = replay.run("--map", MAP, "--by", "event", log).stdout
    with postgresql() as server:
        os.chmod(server.folder, 0o755)
        parts = server.folder / "parts of today"
        parts.mkdir()
        parts.chmod(0o777)
        # The server's user sees neither this user's folders nor programs: what it is to run is put where it can.
        for one in (replay.program, FLOW, scripts.folder / "postgres.sql", log):
            shutil.copy(one, server.folder)
        program = server.folder / pathlib.Path(replay.program).name
        program.chmod(0o755)
        for one in server.folder.glob("*.*"):
            if one.is_file():
                one.chmod(0o644)
        flow = shutil.move(server.folder / FLOW.name, server.folder / "the flow.yaml")
        server.run("create table call_log (call text not null, at timestamptz not null, line text not null, seq serial)")
        server.run(f"create table raw (line text); copy raw from '{server.folder / log.name}' (format csv, delimiter e'\\x01', quote e'\\x02')")
        server.run("insert into call_log (call, at, line) select line::json->>'call', (line::json->>'ts')::timestamptz, line from raw")
        sql = (server.folder / "postgres.sql").read_text().replace("callflow replay", f"{program} replay").replace("order by at", "order by at, seq")
        (server.folder / "run.sql").write_text(sql)
        (server.folder / "run.sql").chmod(0o644)
        done = subprocess.run([*server.as_user, str(server.bin / "psql"), "-X", "-h", str(server.folder), "-U", server.user, "-d", "postgres",
                               "-v", f"flow={flow}", "-v", f"parts={parts}", "-v", f"map={MAP}",
                               "-f", str(server.folder / "run.sql")], capture_output=True, cwd="/", timeout=120)
        check(done.returncode == 0, f"psql ended with {done.returncode}: {done.stderr.decode()}")
        for part in parts.glob("*.json"):
            check(part.stat().st_mode & stat.S_IRGRP, f"{part.name} is for the server's user alone")
        check(replay.run("--by", "event", "--merge", *sorted(parts.glob("*.json"))).stdout == whole, "the table's parts say something else")


def scaling_partitions(bench, replay, scripts):
    """What docs/scaling.md has Spark do: partitions by call, each in order of time and else of the log, and none of the environment."""
    log = bench.log("partitions", 1500, 24, deviate=0.2)
    whole = replay.run("--map", MAP, "--by", "event", "--format", "json", log).stdout
    partitions = {i: [] for i in range(8)}
    for number, line in enumerate(log.read_bytes().splitlines(keepends=True)):
        record = json.loads(line)
        partitions[zlib.crc32(record["call"].encode()) % 7].append((record["ts"], number, line))  # one stays empty
    parts = []
    for i, rows in partitions.items():
        done = subprocess.run([replay.program, "replay", str(replay.flow), "--map", MAP, "--partial", "-"], env={}, capture_output=True,
                              input=b"".join(line for _, _, line in sorted(rows)), timeout=120)
        check(done.returncode == 0, f"partition {i} ended with {done.returncode}: {done.stderr.decode()}")
        parts.append(bench.scratch / f"part-{i:05}")
        parts[-1].write_bytes(done.stdout)
    check(replay.run("--merge", "--format", "json", *parts).stdout == whole, "the partitions say something else")


def main():
    program, source, scratch, name = sys.argv[1:]
    scratch = pathlib.Path(scratch) / name
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        globals()["scaling_" + name](Bench(pathlib.Path(source), scratch), Replay(program, scratch), Scripts(program, pathlib.Path(source)))
    except Failure as failure:
        sys.exit(f"{name}: {failure}")
    except Missing as missing:
        print(f"skipped: {missing}")
        sys.exit(77)


main()
