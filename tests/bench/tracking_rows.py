"""Rows about call detail records, number pools and call tracking."""

import os
import shutil
import sys

from measure import ROOT, judge, measured

CDRS = 200_000


def cdr_rows(build, wanted):
    """Call detail records out of a Redis of our own, into a file and into SQLite."""
    budgets = {"a file": ">= 50000", "SQLite": ">= 20000", "a stream": ""}
    if not any(wanted.search(f"cdr: into {where}") for where in budgets):
        return
    for folder in ("service", "cdr"):
        sys.path.insert(0, os.path.join(ROOT, "tests", folder))
    import redis_server
    if not redis_server.installed():
        yield "cdr: into a file", "-", "", "", "not measured: redis-server is not here"
        return
    folder = os.path.join(build, "tests/bench/cdr")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    row = ('{{"type":"cdr","payload":{{"extension":"204","number":"40755{0:05}","dial_number":"4075550000","call_ref":"E{0}",'
           '"contact_ref":"P{1}","dialed_at":"2026-01-05 09:00:00","call_time":42,"end_reason":"callee_hungup","end_code":16,'
           '"call_dir":"outbound","recording_url":"ftp://recordings/{0}.wav","ref":"spring"}}}}')
    redis = redis_server.Redis()
    try:
        client = redis.client()
        for where, words in (("a file", ["consume", "--to", os.path.join(folder, "cdrs.ndjson")]),
                             ("SQLite", ["consume", "--db", os.path.join(folder, "cdrs.db")]), ("a stream", ["relay", "--stream", "cdrs"])):
            if not wanted.search(f"cdr: into {where}"):
                continue
            client.ask_all([("LPUSH", "cdrs:list", row.format(i, i // 3)) for i in range(CDRS)])
            took, _ = measured([os.path.join(build, "bin/callflow"), "cdr", *words, "--redis", redis.address, "--list", "cdrs:list",
                                "--exit-when-empty"], os.path.join(build, "tests/bench/said"))
            rate = str(round(CDRS / took)) if took else "-"
            yield f"cdr: into {where}", rate, "records/s", budgets[where], judge(rate, budgets[where])
    finally:
        redis.close()


VISITS, CALLS = 10_000_000, 1_000_000


def track_rows(build, wanted):
    """A million calls matched with ten million visits, as files have them."""
    name, memory = "track: match 1 M calls x 10 M visits", "track: memory of that"
    if not (wanted.search(name) or wanted.search(memory)):
        return
    folder = os.path.join(build, "tests/bench/track")
    os.makedirs(folder, exist_ok=True)
    visits, calls = os.path.join(folder, "visits.csv"), os.path.join(folder, "calls.csv")
    day = ["2026-03-%02dT" % (1 + i) for i in range(30)]
    second = ["%02d:%02d:%02dZ" % (i // 3600, i // 60 % 60, i % 60) for i in range(86400)]
    sources = ["?utm_source=google&utm_medium=cpc&utm_campaign=c%d&gclid=" % i for i in range(20)] + [""] * 10
    if not os.path.exists(calls):
        step = VISITS // 30 + 1  # of visits in a day
        with open(visits, "w", encoding="ascii") as file:
            file.write("visit_id,visitor_id,ts_start,ts_last,company,region,number_shown,landing_url,referrer\n")
            for i in range(VISITS):
                at = i % step * 86400 // step
                when = day[i // step]
                source = sources[i * 7 % 30]
                file.write(f"V{i},P{i * 7919 % 4_000_000},{when}{second[at]},{when}{second[min(at + 300, 86399)]},acme,north,"
                           f"+49405{i % 20_000:06},https://acme.example/{source}{'G%d' % i if source else ''},\n")
        with open(calls, "w", encoding="ascii") as file:
            file.write("call_id,ts_start,from,to,status,talk_s\n")
            for i in range(CALLS):
                visit = i * 10
                at = visit % step * 86400 // step
                file.write(f"C{i},{day[visit // step]}{second[min(at + i % 900, 86399)]},+4915{i * 31 % 700_000:08},"
                           f"+49405{visit % 20_000:06},answered,{i % 200}\n")
    took, peak = measured([os.path.join(build, "bin/callflow"), "track", "match", "--visits", visits, "--calls", calls, "--format", "csv"])
    rate = f"{took:.1f}" if took else "-"
    yield name, rate, "s", "<= 20", judge(rate, "<= 20")
    peak = str(peak // 1_000_000) if took else "-"
    yield memory, peak, "MB", "<= 1000", judge(peak, "<= 1000")


POOL_VISITS = 2_000_000


def pool_rows(build, wanted):
    """Visits to a pool of numbers: drawn, with their calls and all that the report counts, and the same read from CSV."""
    names = ("numbers: visits drawn", "numbers: visits of a CSV file")
    if not any(wanted.search(name) for name in names):
        return
    folder = os.path.join(build, "tests/bench/numbers")
    os.makedirs(folder, exist_ok=True)
    pool = os.path.join(folder, "pool.yaml")
    days = 40
    with open(pool, "w", encoding="utf-8") as file:
        file.write("callflow-pool: 1\nregions: {main: {stock: unlimited}}\ncompanies: {ours: {}}\n"
                   f"synthetic: {{days: {days}, visits_per_day: {POOL_VISITS // days}, channels: {{ads: 1, search: 1}}}}\n")
    table = os.path.join(folder, "visits.csv")
    if not os.path.exists(table):
        with open(table + ".new", "w", encoding="utf-8") as file:
            file.write("visit_id,ts_start,ts_last,channel\n")
            step = days * 86_400_000 // POOL_VISITS
            for i in range(POOL_VISITS):
                at = 1_767_225_600_000 + i * step
                file.write(f"v{i},{at},{at + i * 7919 % 600_000},{'ads' if i % 3 else 'search'}\n")
        os.rename(table + ".new", table)
    callflow = os.path.join(build, "bin/callflow")
    for name, more in zip(names, ([], ["--visits", table])):
        if not wanted.search(name):
            continue
        took = [measured([callflow, "numbers", "simulate", pool, "--more", "none", *more], os.path.join(build, "tests/bench/said"))[0]
                for _ in range(3)]
        rate = f"{POOL_VISITS / min(took) / 1e6:.2f}" if all(took) else "-"
        yield name, rate, "M visits/s", ">= 1", judge(rate, ">= 1")
