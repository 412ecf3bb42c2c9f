"""What a server keeps of sessions, and what becomes of it when it stops, breaks off or has no room."""

import resource
import signal
import sqlite3
import subprocess
import threading
import time

from postgres import postgresql
from service import TwilioCall, check, rows
from stage import ENTRANCE, MENU, event


def serve_stopped(stage):
    """`call --calls` that is stopped says what became of those it has rung."""
    server = stage.serve(stage.flow(MENU))
    command = [str(stage.callflow), "call", f"http://127.0.0.1:{server.port}{ENTRANCE}", "--calls", "100000", "--rate", "40/s",
               "--press", "4711", "--seed", "1"]
    calling = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while server.metrics()["calls_begun_total"] < 3 and time.monotonic() < until:
        time.sleep(0.05)
    calling.send_signal(signal.SIGINT)
    out, err = calling.communicate(timeout=60)
    server.stop()
    check(calling.returncode == 130, f"{calling.returncode}: {out}{err}")
    check(out.startswith("calls     ") and "latency" in out, out)
    check("stopped after " in err and " of 100000 calls" in err, err)


def serve_restart(stage):
    """Killed while it is asked, it goes on with every call after a restart, and no step that was answered is lost."""
    flow = stage.flow(MENU)
    server = stage.serve(flow, "--track")
    answered = {}
    stop = threading.Event()

    def caller(number):
        sid = f"CA{number:03}"
        call = TwilioCall(server.port, sid)
        answered[sid] = 0
        try:
            call.post(ENTRANCE)
            answered[sid] = 1
            call.post(event(sid, "typed"), Digits="4711")
            answered[sid] = 2
            while not stop.is_set():
                call.post(event(sid, "chosen"), Digits="9")
                answered[sid] += 1
        except OSError:
            pass  # the server is gone

    threads = [threading.Thread(target=caller, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 60
    while time.monotonic() < until and (len(answered) < 20 or min(answered.values()) < 12):
        time.sleep(0.01)
    server.kill()
    stop.set()
    for thread in threads:
        thread.join()
    check(min(answered.values()) >= 12, f"the server was too slow: {answered}")

    server = stage.serve(flow, "--track")
    check(server.metrics()["calls_taken_over_total"] == 20, str(server.metrics()))
    stored = dict(rows(stage.folder / "callflow.db", "select session, count(*) from steps group by session"))
    for sid, count in answered.items():
        check(stored.get(sid, 0) >= count - 1, f"{sid}: {stored.get(sid)} steps are stored of {count} requests answered")
        status, _, body = TwilioCall(server.port, sid).post(event(sid, "chosen"), Digits="1")
        check(status == 200 and "Bye." in body, f"{sid} was not gone on with: {status} {body}")
    numbers = rows(stage.folder / "callflow.db", "select session, max(number), count(*) from steps group by session")
    check(all(most == count for _, most, count in numbers), f"steps are missing: {numbers}")
    server.stop()


def serve_stores(stage):
    """SQLite and PostgreSQL hold the same rows of the same calls, and a call goes on from either."""
    flow = stage.flow(MENU)
    with postgresql() as database:
        kept = {}
        for store in ("callflow.db", database.address):
            server = stage.serve(flow, "--track", "--db", store)
            for sid in ("CA1", "CA2"):
                call = TwilioCall(server.port, sid)
                check(call.post(ENTRANCE)[0] == 200, server.said())
                check(call.post(event(sid, "typed"), Digits="4711", Odd="\u00fc\x00\U0001f600")[0] == 200, server.said())
            server.kill()
            server = stage.serve(flow, "--track", "--db", store)
            check(server.metrics()["calls_taken_over_total"] == 2, server.said())
            check("Bye." in TwilioCall(server.port, "CA1").post(event("CA1", "chosen"), Digits="1")[2], "it goes on")
            check(TwilioCall(server.port, "CA1").post(ENTRANCE, CallStatus="completed")[0] in (200, 204), "the end")
            server.stop()
            columns = {"sessions": "id, flow, provider, caller, called, channel, direction, state, status, outcome, ended_by, left_in, steps, body",
                       "steps": "session, number, kind, event, state_before, state, digits, speech, method, address, body"}
            kept[store] = {}
            for table, names in columns.items():
                statement = f"select {names} from {table} order by 1, 2"
                found = database.run(statement) if "://" in store else rows(stage.folder / store, statement)
                kept[store][table] = [[str(value) for value in row] for row in found]
            for chosen, wanted in (("--state=nowhere", 0), ("--state=bye --number=2222 --flow=menu --outcome=done", 1),
                                   ("--open --since=2100-01-01", 0), ("--open", 1)):
                pruned = subprocess.run([str(stage.callflow), "sessions", "prune", "--before=2100-01-01", "--db", store, *chosen.split()],
                                        cwd=stage.folder, capture_output=True, text=True, timeout=60, check=False)
                check(pruned.stdout.startswith(f"{wanted} session"), f"{chosen}: {pruned.stdout}{pruned.stderr}")
            check(len(database.run('select * from steps') if '://' in store else rows(stage.folder / store, 'select * from steps')) == 0, "steps outlive their sessions")
        one, other = kept.values()
        check(len(one["sessions"]) == 2 and len(one["steps"]) == 4, str(one))
        check(one == other, f"the stores differ:\n{one}\n{other}")


def serve_disk(stage):
    """A store that takes nothing stops no call: it is answered, and what was lost is counted."""
    flow = stage.flow(MENU)
    server = stage.serve(flow, "--track")
    call = TwilioCall(server.port, "CA1")
    check(call.post(ENTRANCE)[0] == 200, "the first answer")
    # As on a full disk: no file of this process may grow any more.
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    status, _, body = call.post(event("CA1", "typed"), Digits="4711")
    check(status == 200 and "Thank you" in body, f"{status} {body}")
    metrics = server.metrics()
    check(metrics["store_lost_total"] == 1 and metrics["answered_unstored_total"] == 1, f"{metrics} {server.said()}")
    check("not stored" in server.said(), server.said())
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    check("Thank you" in call.post(event("CA1", "chosen"), Digits="9")[2], "it does not go on")
    check(server.metrics()["store_lost_total"] == 1, "it stores no more")
    server.stop()
    check(rows(stage.folder / "callflow.db", "pragma integrity_check") == [("ok",)], "the store is spoilt")


def serve_outage(stage):
    """A database that goes away stops no call; what comes after it is back is stored again."""
    with postgresql() as database:
        server = stage.serve(stage.flow(MENU), "--track", "--db", database.address)
        call = TwilioCall(server.port, "CA1")
        check(call.post(ENTRANCE)[0] == 200, server.said())
        database.stop()
        status, _, body = call.post(event("CA1", "typed"), Digits="4711")
        check(status == 200 and "Thank you" in body, f"without the database: {status} {body} {server.said()}")
        check(server.metrics()["answered_unstored_total"] == 1, server.said())
        database.start()
        until = time.monotonic() + 30
        while time.monotonic() < until:
            check(call.post(event("CA1", "chosen"), Digits="9")[0] == 200, server.said())
            if database.run("select state from sessions where id = 'CA1'") == [["told"]]:
                break
            time.sleep(0.2)
        check(database.run("select state from sessions where id = 'CA1'") == [["told"]], server.said())
        database.stop()
        other = TwilioCall(server.port, "CA2")
        check(other.post(ENTRANCE, CallerName="Ada")[0] == 200, server.said())
        database.start()
        until = time.monotonic() + 30
        while time.monotonic() < until and not database.run("select id from sessions where id = 'CA2'"):
            check(other.post(event("CA2", "typed"), Digits="4711")[0] == 200, server.said())
            time.sleep(0.2)
        began = database.run("select body from sessions where id = 'CA2'")
        check(began and "CallerName=Ada" in began[0][0], f"what a call began with is lost: {began}")
        server.stop()


def serve_broken_off(stage):
    """Connections to the database that are broken off under load lose nothing that was answered."""
    with postgresql() as database:
        server = stage.serve(stage.flow(MENU), "--track", "--db", database.address)
        answered = {}
        stop = threading.Event()

        def caller(number):
            sid = f"CA{number:03}"
            call = TwilioCall(server.port, sid)
            call.post(ENTRANCE)
            call.post(event(sid, "typed"), Digits="4711")
            answered[sid] = 1
            while not stop.is_set():
                if call.post(event(sid, "chosen"), Digits="9")[0] == 200:
                    answered[sid] += 1

        threads = [threading.Thread(target=caller, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        until = time.monotonic() + 60
        seen = -1
        while (metrics := server.metrics())["store_reopened_total"] < 5 and time.monotonic() < until:
            time.sleep(0.1)
            if metrics["store_transactions_total"] == seen:  # one that was broken off is let through before the next
                continue
            seen = metrics["store_transactions_total"]
            database.run("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
                         "and backend_type = 'client backend'")
        time.sleep(0.2)
        stop.set()
        for thread in threads:
            thread.join()
        TwilioCall(server.port, "CA900").post(ENTRANCE)  # after the last one
        check(TwilioCall(server.port, "CA" + "x" * 20_000).post(ENTRANCE)[0] == 400, "an id that no index takes")
        metrics = server.metrics()
        check(metrics["answered_unstored_total"] == 0 and metrics["store_lost_total"] == 0, f"{metrics} {server.said()}")
        check(metrics["store_reopened_total"] >= 5, f"{metrics} {server.said()}")
        check("was lost" in server.said(), server.said())
        stored = {sid: int(count) for sid, count in database.run("select session, count(*) from steps group by session")}
        check(stored == answered, f"answered {answered}, stored {stored}")
        server.stop()


def serve_removed(stage):
    """A store whose file is removed or replaced is made anew, with the calls that are open; it is said and counted."""
    flow = stage.flow(MENU)
    store = stage.folder / "callflow.db"
    server = stage.serve(flow, "--track")
    calls = [TwilioCall(server.port, f"CA{number}") for number in range(3)]
    for call in calls:
        check(call.post(ENTRANCE)[0] == 200, server.said())
        check(call.post(event(call.sid, "typed"), Digits="4711")[0] == 200, server.said())
    store.unlink()
    check("Thank you" in calls[0].post(event("CA0", "chosen"), Digits="9")[2], server.said())
    metrics = server.metrics()
    check(metrics["store_reopened_total"] == 1 and metrics["store_lost_total"] == 0, f"{metrics} {server.said()}")
    check("removed or replaced" in server.said(), server.said())
    check(rows(store, "select session, number from steps") == [("CA0", 2)], "the step that was answered is not stored")
    until = time.monotonic() + 30
    while time.monotonic() < until and len(rows(store, "select id from open_calls")) < 3:
        time.sleep(0.05)
    check(len(rows(store, "select id from sessions")) == 3, "calls that are open are not stored anew")

    # One that is renamed is whole, and so is the one that comes in its place.
    store.rename(stage.folder / "old.db")
    check("Thank you" in calls[1].post(event("CA1", "chosen"), Digits="9")[2], server.said())
    check(len(rows(stage.folder / "old.db", "select id from open_calls")) == 3, "what was renamed is not whole")
    check(rows(stage.folder / "old.db", "pragma integrity_check") == [("ok",)], "what was renamed is spoilt")

    # Another application's stays as it is; calls are answered without it.
    store.unlink()
    other = sqlite3.connect(store)
    other.execute("create table notes (text)")
    other.commit()
    other.close()
    before = store.read_bytes()
    check("Thank you" in calls[2].post(event("CA2", "chosen"), Digits="9")[2], server.said())
    check(server.metrics()["store_lost_total"] >= 1, server.said())
    check("another application's" in server.said() and store.read_bytes() == before, server.said())
    time.sleep(0.5)  # what was put again after the loss before has been tried
    lost = server.metrics()["store_lost_total"]
    store.unlink()
    check("Thank you" in calls[2].post(event("CA2", "chosen"), Digits="9")[2], server.said())
    check(server.metrics()["store_lost_total"] == lost and server.metrics()["store_reopened_total"] >= 3, str(server.metrics()))
    until = time.monotonic() + 30
    while time.monotonic() < until and len(rows(store, "select id from open_calls")) < 3:
        time.sleep(0.05)
    server.kill()
    server = stage.serve(flow, "--track")
    check(server.metrics()["calls_taken_over_total"] == 3, server.said())
    check("Bye." in TwilioCall(server.port, "CA0").post(event("CA0", "chosen"), Digits="1")[2], server.said())
    server.stop()
