#!/usr/bin/python3
"""scaling.py CALLFLOW SOURCE SCRATCH NAME: the scripts of samples/scaling, with the engines they are for, say what one run says."""

import os
import pathlib
import shutil
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "service"))  # behind this folder, which has a run.py too
from postgres import Missing, postgresql  # noqa: E402
from redis_server import Redis  # noqa: E402
from run import MAP, Bench, Failure, Replay, check  # noqa: E402

FLOW = pathlib.Path(__file__).resolve().parent / "flow.yaml"


class Scripts:
    def __init__(self, program, source):
        self.folder = source / "samples/scaling"
        self.environment = {"PATH": f"{pathlib.Path(program).parent}:{os.environ['PATH']}", "LC_ALL": "C", "HOME": "/nonexistent"}

    def run(self, name, *arguments, stdin=None, **more):
        done = subprocess.run([str(self.folder / name), *[str(one) for one in arguments]], stdin=stdin, capture_output=True,
                              env=self.environment | more, timeout=300)
        check(done.returncode == 0, f"{name} ended with {done.returncode}: {done.stderr.decode()[-1000:]}")
        return done.stdout


def need(program):
    if shutil.which(program) is None:
        print(f"skipped: {program} is not here")
        sys.exit(77)


def scaling_parallel(bench, replay, scripts):
    need("parallel")
    log = bench.log("parallel", 3000, 21, deviate=0.2)
    whole = replay.run("--map", MAP, "--by", "event", log).stdout
    lines = log.read_bytes().splitlines(keepends=True)
    parts = []
    for i in range(4):
        parts.append(bench.scratch / f"hour{i}.ndjson")
        parts[-1].write_bytes(b"".join(lines[len(lines) * i // 4:len(lines) * (i + 1) // 4]))
    check(scripts.run("parallel.sh", FLOW, MAP, *parts) == whole, "parallel.sh says something else")
    check(scripts.run("shards.sh", FLOW, MAP, log, 3) == whole, "shards.sh says something else")


def scaling_redis(bench, replay, scripts):
    need("redis-server")
    server = Redis()
    try:
        socket = server.socket
        log = bench.log("redis", 1500, 22, deviate=0.2)
        whole = replay.run("--map", MAP, "--by", "event", log).stdout
        options = {"REDIS": f"-s {socket}"}
        with open(log, "rb") as lines:
            scripts.run("redis_relay.sh", 3, stdin=lines, **options)
        cli = ["redis-cli", "-s", str(socket), "--raw"]
        sizes = [int(subprocess.run([*cli, "XLEN", f"calls:{i}"], capture_output=True, check=True).stdout) for i in range(3)]
        check(sum(sizes) == log.read_bytes().count(b"\n") and min(sizes) > 0, f"the streams hold {sizes}")
        # One has been taken from before, by a worker that died: it is taken again.
        subprocess.run([*cli, "XGROUP", "CREATE", "calls:1", "replay", "0"], check=True, capture_output=True)
        subprocess.run([*cli, "XREADGROUP", "GROUP", "replay", "worker", "COUNT", "500", "STREAMS", "calls:1", ">"], check=True,
                       capture_output=True)
        parts = [bench.scratch / f"stream{i}.json" for i in range(3)]
        for i, part in enumerate(parts):
            scripts.run("redis_worker.sh", FLOW, MAP, f"calls:{i}", part, **options)
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
        parts = server.folder / "parts"
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
        server.run("create table call_log (call text not null, at timestamptz not null, line text not null, seq serial)")
        server.run(f"create table raw (line text); copy raw from '{server.folder / log.name}' (format csv, delimiter e'\\x01', quote e'\\x02')")
        server.run("insert into call_log (call, at, line) select line::json->>'call', (line::json->>'ts')::timestamptz, line from raw")
        sql = (server.folder / "postgres.sql").read_text().replace("callflow replay", f"{program} replay").replace("order by at", "order by at, seq")
        (server.folder / "run.sql").write_text(sql)
        (server.folder / "run.sql").chmod(0o644)
        done = subprocess.run([*server.as_user, str(server.bin / "psql"), "-X", "-h", str(server.folder), "-U", server.user, "-d", "postgres",
                               "-v", "ON_ERROR_STOP=1", "-v", f"flow={server.folder / FLOW.name}", "-v", f"parts={parts}", "-v", f"map={MAP}",
                               "-f", str(server.folder / "run.sql")], capture_output=True, cwd="/", timeout=120)
        check(done.returncode == 0, f"psql ended with {done.returncode}: {done.stderr.decode()}")
        check(replay.run("--by", "event", "--merge", *sorted(parts.glob("*.json"))).stdout == whole, "the table's parts say something else")


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
