#!/usr/bin/python3
"""run.py CALLFLOW SOURCE SCRATCH NAME: what `callflow track` makes of a month of a small company, held against SQL that was written
for this test and knows nothing of callflow. Each function `track_…` is one test.
"""

import csv
import datetime
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import zoneinfo

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "service"))
sys.path.append(str(pathlib.Path(__file__).resolve().parent))
import company  # noqa: E402
from postgres import Missing, postgresql  # noqa: E402

ZONE = "Europe/Berlin"
WINDOW = 30 * 60
FILES = [word for name in company.TABLES for word in (f"--{name}", f"{name}.csv")]
COUNTS = ["visits", "clicks", "impressions", "calls", "new_calls", "repeat_calls", "good_calls", "missed_calls", "callbacks", "forms",
          "leads", "clients", "deals", "won"]


class Failure(Exception):
    pass


def check(holds, what):
    if not holds:
        raise Failure(what)


class Stage:
    def __init__(self, callflow, source, folder):
        self.callflow = str(callflow)
        self.source = pathlib.Path(source)
        self.folder = pathlib.Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        company.write(self.folder)

    def run(self, *words, code=0):
        done = subprocess.run([self.callflow, "track", *[str(one) for one in words]], cwd=self.folder, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120, check=False,
                              env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"})
        check(done.returncode == code, f"track {words} ended with {done.returncode} instead of {code}: {done.stderr}{done.stdout}")
        return done.stdout

    def report(self, *words):
        return json.loads(self.run("report", *FILES, "--zone", ZONE, "--region", "DE", "--format", "json", *words))


# --- the same by SQL -----------------------------------------------------------------------------------------------------------------

def seconds(text):
    if not text:
        return None
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def number(text):
    """Three ways to write a number; what is none is nothing."""
    digits = re.sub(r"[ ()-]", "", text or "")
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = "+49" + digits[1:]
    return digits if re.fullmatch(r"\+\d{8,15}", digits) else None


def day(moment):
    return datetime.datetime.fromtimestamp(moment, zoneinfo.ZoneInfo(ZONE)).date().isoformat()


def marks(url, referrer):
    """Source, medium and campaign of a visit of the sample; its channel is in SQL."""
    query = dict(part.split("=") for part in url.partition("?")[2].split("&") if part)
    if query:
        plain = {name: value.replace("+", " ").replace("%20", " ").lower() for name, value in query.items()}
        return "|".join([plain["utm_source"], plain["utm_medium"], plain.get("utm_campaign", "(not set)"),
                         plain.get("utm_term", "(not set)")])
    if "google" in referrer:
        return "google|organic|(not set)|(not set)"
    if referrer:
        return referrer.split("/")[2] + "|referral|(not set)|(not set)"
    return "(direct)|(none)|(not set)|(not set)"


def part(text, index):
    return text.split("|")[index] if text else None


def channel(text):
    if text is None:
        return "(unmatched)"
    source, medium = text.split("|")[:2]
    return {("(direct)", "(none)"): "Direct", ("google", "cpc"): "Paid Search", ("google", "organic"): "Organic Search",
            ("facebook", "paid_social"): "Paid Social", ("newsletter", "email"): "Email", ("bing", "cpc"): "Paid Search",
            ("leaflet", "print"): "Unassigned"}.get((source, medium), "Referral")


SQL = """
CREATE TABLE visit AS SELECT visit_id AS id, visitor_id AS visitor, seconds(ts_start) AS began, seconds(ts_last) AS ended, company,
    region, number_shown AS number, marks(landing_url, referrer) AS marks FROM visits;
CREATE INDEX visit_by_number ON visit (number, began);
CREATE INDEX visit_by_visitor ON visit (visitor, began);
CREATE TABLE owner AS SELECT number, region, state, company, seconds(since) AS since,
    lower(source || '|' || medium || '|' || campaign) || '|(not set)' AS marks FROM numbers;
CREATE TABLE rung AS SELECT call_id AS id, seconds(ts_start) AS at, seconds(ts_end) AS ended, seconds(ts_answer_agent) AS answered,
    number("from") AS caller, number("to") AS called, status, talk_s FROM calls;
-- The visit that was shown its number last, and whose that was.
CREATE TABLE last AS SELECT call, visit FROM (SELECT rung.id AS call, visit.id AS visit, row_number() OVER (PARTITION BY rung.id
    ORDER BY min(visit.ended, rung.at) DESC, visit.began DESC, visit.id DESC) AS place
    FROM rung JOIN visit ON visit.number = rung.called AND visit.began <= rung.at) WHERE place = 1;
CREATE TABLE owned AS SELECT rung.*,
    (SELECT state FROM owner WHERE number = called AND since <= at ORDER BY since DESC LIMIT 1) AS state,
    (SELECT company FROM owner WHERE number = called AND since <= at ORDER BY since DESC LIMIT 1) AS company,
    (SELECT region FROM owner WHERE number = called AND since <= at ORDER BY since DESC LIMIT 1) AS region,
    (SELECT marks FROM owner WHERE number = called AND since <= at ORDER BY since DESC LIMIT 1) AS fixed,
    (SELECT visit FROM last WHERE call = rung.id) AS shown FROM rung;
CREATE TABLE matched AS SELECT owned.*, CASE WHEN state = 'assigned' THEN
    (SELECT id FROM visit WHERE id = shown AND visit.company = owned.company AND owned.at - iif(visit.ended < owned.at, visit.ended, owned.at) <= :window) END AS visit FROM owned;
CREATE TABLE conversion AS
    SELECT 'call' AS kind, id, at, iif(state IN ('free', 'quarantine'), '', coalesce(company, '')) AS company, caller AS phone, visit,
        region, iif(state = 'static', fixed, NULL) AS fixed, state FROM matched
    UNION ALL SELECT leads.kind, leads.id, seconds(ts), company, number(phone),
        iif(visit_id <> '', (SELECT id FROM visit WHERE id = visit_id AND began <= seconds(ts)),
            (SELECT id FROM visit WHERE visitor = client_id AND began <= seconds(ts) ORDER BY began DESC, id DESC LIMIT 1)), NULL, NULL,
        NULL FROM leads;
-- The last visit of its visitor has the credit.
CREATE TABLE touched AS SELECT conversion.*, (SELECT touch.id FROM visit AS own JOIN visit AS touch ON touch.visitor = own.visitor
    WHERE own.id = conversion.visit AND touch.began <= at AND touch.began >= at - 30 * 86400 AND touch.company = own.company
    ORDER BY touch.began DESC, touch.id DESC LIMIT 1) AS touch FROM conversion;
CREATE TABLE credited AS SELECT touched.*, coalesce((SELECT marks FROM visit WHERE id = touch), fixed) AS marks, day(at) AS day FROM touched;
CREATE TABLE judged AS SELECT credited.*, matched.status, CASE WHEN credited.phone IS NULL OR credited.state IN ('free', 'quarantine')
        OR called IS NULL OR credited.company = '' THEN NULL
    WHEN EXISTS (SELECT 1 FROM credited AS other WHERE other.kind = 'call' AND other.phone = credited.phone AND
        other.company = credited.company AND coalesce(other.state, '') NOT IN ('free', 'quarantine') AND
        (other.at < credited.at OR (other.at = credited.at AND other.id < credited.id)) AND
        EXISTS (SELECT 1 FROM rung WHERE rung.id = other.id AND rung.called IS NOT NULL)) THEN 'repeat' ELSE 'new' END AS novelty,
    status <> 'missed' AND CASE WHEN talk_s <> '' THEN CAST(talk_s AS INTEGER) ELSE ended - answered END >= 60 AS good
    FROM credited JOIN matched ON matched.id = credited.id WHERE kind = 'call';
CREATE TABLE sold AS SELECT deals.*, CAST(round(amount * 100) AS INTEGER) AS cents, iif(lead_id <> '',
    (SELECT id FROM conversion WHERE id = lead_id AND at <= seconds(ts_created)),
    (SELECT id FROM conversion WHERE conversion.phone = number(deals.phone) AND at <= seconds(ts_created) AND
        at >= seconds(ts_created) - 90 * 86400 ORDER BY at, kind <> 'call', rowid LIMIT 1)) AS conversion FROM deals;
CREATE TABLE booked AS SELECT sold.*, coalesce((SELECT day FROM credited WHERE id = conversion), day(seconds(ts_created))) AS day,
    (SELECT marks FROM credited WHERE id = conversion) AS marks FROM sold;
"""


class Oracle:
    def __init__(self, folder):
        self.base = sqlite3.connect(":memory:")
        self.base.row_factory = sqlite3.Row
        for function, count in ((seconds, 1), (number, 1), (day, 1), (marks, 2), (part, 2), (channel, 1)):
            self.base.create_function(function.__name__, count, function, deterministic=True)
        for name, columns in company.TABLES.items():
            with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            self.base.execute(f"CREATE TABLE {name} ({', '.join(chr(34) + one + chr(34) for one in columns.split())})")
            self.base.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows[1:])
        for statement in SQL.split(";\n"):
            self.base.execute(statement, {"window": WINDOW} if ":window" in statement else {})

    def sums(self, expression, first, last):
        """Each column's sums by the value of an expression of `marks`."""
        out = {}

        def add(what, query):
            for key, value in self.base.execute(query, {"first": first, "last": last}):
                out.setdefault(key, dict.fromkeys(COUNTS + ["cost", "revenue"], 0))[what] += value or 0

        within = "BETWEEN :first AND :last"
        add("visits", f"SELECT {expression}, count(*) FROM visit WHERE day(began) {within} GROUP BY 1")
        for what, condition in (("calls", "kind = 'call'"), ("callbacks", "kind = 'callback'"), ("forms", "kind = 'form'"), ("leads", "1")):
            add(what, f"SELECT {expression}, count(*) FROM credited WHERE {condition} AND day {within} GROUP BY 1")
        for what, condition in (("new_calls", "novelty = 'new'"), ("repeat_calls", "novelty = 'repeat'"), ("good_calls", "good"),
                                ("missed_calls", "status = 'missed'")):
            add(what, f"SELECT {expression}, count(*) FROM judged WHERE {condition} AND day {within} GROUP BY 1")
        for what, value in (("deals", "count(*)"), ("won", "sum(stage = 'won')"), ("revenue", "sum(iif(stage = 'won', cents, 0))")):
            add(what, f"SELECT {expression}, {value} FROM booked WHERE day {within} GROUP BY 1")
        cost = expression.replace("marks", "(source || '|' || medium || '|' || campaign || '|' || iif(keyword = '', '(not set)', keyword))")
        for what, value in (("clicks", "sum(clicks)"), ("impressions", "sum(impressions)"), ("cost", "sum(CAST(round(cost * 100) AS INTEGER))")):
            add(what, f"SELECT {cost}, {value} FROM costs WHERE date {within} GROUP BY 1")
        self.clients(out, expression, first, last)
        return out

    def clients(self, out, expression, first, last):
        """Persons, in Python: those joined by a number or a visitor, each at its first lead."""
        rows = list(self.base.execute(
            f"SELECT {expression}, company, phone, (SELECT visitor FROM visit WHERE id = credited.visit) FROM credited "
            "WHERE day BETWEEN :first AND :last ORDER BY at, kind <> 'call', rowid", {"first": first, "last": last}))
        group = list(range(len(rows)))

        def find(i):
            while group[i] != i:
                i = group[i]
            return i

        seen = {}
        for i, (_, whose, phone, visitor) in enumerate(rows):
            for key in ((whose, "phone", phone), (whose, "visitor", visitor)):
                if key[2] is not None:
                    a, b = find(i), find(seen.setdefault(key, i))
                    group[max(a, b)] = min(a, b)
        for i, (value, *_) in enumerate(rows):
            if find(i) == i:
                out[value]["clients"] += 1


def hold(report, right, by):
    rows = {row[by]: row for row in report["rows"]}
    check(set(rows) == set(right), f"rows {sorted(rows)} instead of {sorted(right)}")
    for key, sums in right.items():
        for what in COUNTS:
            check(rows[key][what] == sums[what], f"{by} {key}: {what} is {rows[key][what]}, by SQL {sums[what]}")
        for what in ("cost", "revenue"):
            check(round(rows[key][what] * 100) == sums[what], f"{by} {key}: {what} is {rows[key][what]}, by SQL {sums[what] / 100}")
    for what in COUNTS + ["cost", "revenue"]:
        check(round(sum(row[what] for row in rows.values()) * 1e6) == round(report["total"][what] * 1e6), f"the rows' {what} do not add up")


def track_sample(stage):
    """Every number of the report, of the month and of single days, is what SQL says."""
    oracle = Oracle(stage.folder)
    for by, expression in (("channel", "channel(marks)"), ("source", "coalesce(part(marks, 0), '(unmatched)')"),
                           ("campaign", "coalesce(part(marks, 2), '(unmatched)')"), ("keyword", "coalesce(part(marks, 3), '(unmatched)')")):
        hold(stage.report("--by", by, "--from", "2026-03-01", "--to", "2026-03-31"),
             oracle.sums(expression, "2026-03-01", "2026-03-31"), by)
    for one in ("2026-03-01", "2026-03-20", "2026-03-28", "2026-03-29", "2026-03-30"):
        hold(stage.report("--day", one), oracle.sums("channel(marks)", one, one), "channel")
    calls = list(csv.DictReader(stage.run("match", *FILES, "--zone", ZONE, "--region", "DE", "--format", "csv").splitlines()))
    right = {row["id"]: row["visit"] or "" for row in oracle.base.execute("SELECT id, visit FROM matched")}
    check({row["call"]: row["visit"] for row in calls} == right, "calls belong to other visits than SQL says")
    print(f"{len(calls)} calls, {len(stage.report()['rows'])} channels")


def track_models(stage):
    """However the credit is divided, the totals are the same, to the last millionth and cent."""
    last = stage.report("--by", "source,campaign")
    for model in ("first", "last-non-direct", "linear", "position", "time-decay"):
        other = stage.report("--by", "source,campaign", "--model", model)
        check(other["total"] == last["total"], f"{model}: {other['total']} instead of {last['total']}")
        check(other["rows"] != last["rows"], f"{model} divides as last does")
        for what in ("calls", "leads", "clients", "deals", "revenue"):
            check(round(sum(row[what] for row in other["rows"]) * 1e6) == round(other["total"][what] * 1e6), f"{model}: {what}")


def import_all(stage, where, *more):
    return stage.run("import", "--db", where, *FILES, "--region", "DE", "--as-of", "2026-04-01T00:00:00Z", *more)


def in_store(stage, where):
    """The same report from a store as from files; what is imported again changes nothing; what is corrected changes what comes after."""
    import_all(stage, where)
    words = ["--zone", ZONE, "--by", "channel,company"]
    before = stage.report("--by", "channel,company")
    said = json.loads(stage.run("report", "--db", where, *words, "--format", "json"))
    check(said["rows"] == before["rows"] and said["total"] == before["total"], "the store's report is another one")
    again = import_all(stage, where)
    for line in again.splitlines()[1:]:
        fields = line.split()
        check(fields[-1] == fields[-2] == "0", f"imported twice: {line}")
    # In May costs of a day are corrected and a deal is won.
    deal = json.loads(stage.run("match", "--db", where, "--rows", "deals", "--format", "jsonl").splitlines()[0])
    (stage.folder / "later.csv").write_text("date,source,medium,campaign,keyword,clicks,impressions,cost,currency\n"
                                            "2026-03-10,google,cpc,spring offer,burst pipe,1,1,1000.00,EUR\n")
    (stage.folder / "won.csv").write_text("deal_id,ts_created,ts_won,lead_id,stage,amount,currency\n"
                                          f"{deal['deal']},{deal['created']},2026-05-02T00:00:00Z,{deal['lead']},won,5000.00,EUR\n")
    stage.run("import", "--db", where, "--costs", "later.csv", "--deals", "won.csv", "--as-of", "2026-05-03T00:00:00Z")
    now = json.loads(stage.run("report", "--db", where, *words, "--format", "json"))
    check(now["total"]["cost"] != before["total"]["cost"] and now["total"]["revenue"] > before["total"]["revenue"], "nothing was corrected")
    then = json.loads(stage.run("report", "--db", where, *words, "--format", "json", "--as-of", "2026-05-01"))
    check(then["total"]["cost"] == before["total"]["cost"], "what was known in April is not known any more")
    whose = subprocess.run([stage.callflow, "track", "report", "--db", where, "--currency", "USD"], cwd=stage.folder, capture_output=True,
                           text=True, timeout=60, check=False)
    check(whose.returncode == 2 and "no rate for EUR" in whose.stderr, whose.stderr)


def track_store(stage):
    """SQLite."""
    in_store(stage, "store.db")
    store = sqlite3.connect(stage.folder / "store.db")
    check(store.execute("SELECT max(version) FROM callflow_store").fetchone() == (3,), "the version is another one")
    counts = store.execute("SELECT (SELECT count(*) FROM track_visits), (SELECT count(*) FROM track_costs), "
                           "(SELECT count(*) FROM track_costs_now)").fetchone()
    visits = sum(1 for _ in open(stage.folder / "visits.csv", encoding="utf-8")) - 1
    check(counts[0] == visits and counts[1] == counts[2] + 1, str(counts))


def track_disk(stage):
    """Where the disk is full nothing is said to be stored, and what is imported again is whole."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    words = [stage.callflow, "track", "import", "--db", "full.db", *FILES, "--region", "DE", "--as-of", "2026-04-01"]
    done = subprocess.run(words, cwd=stage.folder, capture_output=True, text=True, timeout=60, check=False, preexec_fn=limit)
    check(done.returncode == 3 and "the store" in done.stderr and not done.stdout, f"{done.returncode}: {done.stderr}{done.stdout}")
    import_all(stage, "full.db")
    before = stage.report()
    check(json.loads(stage.run("report", "--db", "full.db", "--zone", ZONE, "--format", "json"))["total"] == before["total"], "it is not whole")


def track_postgresql(stage):
    """PostgreSQL."""
    with postgresql() as server:
        in_store(stage, server.address)


def track_older_store(stage):
    """A store of the second version is brought up to date; what was in it stays."""
    import_all(stage, "new.db")
    new = sqlite3.connect(stage.folder / "new.db")
    old = sqlite3.connect(stage.folder / "old.db")
    for (one,) in new.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'track%' ORDER BY type = 'view'"):
        old.execute(one)
    old.execute("INSERT INTO callflow_store (version) VALUES (2)")
    names = [row[1] for row in old.execute("PRAGMA table_info(cdrs)")]
    values = {"id": "x:E1", "source": "x", "call_id": "E1", "outcome": "answered", "direction": "inbound", "dialler": "+49405550001",
              "client": "+4915112345678", "began": 1772352000 * 10**9}
    old.execute(f"INSERT INTO cdrs VALUES ({', '.join('?' * len(names))})",
                [values.get(name, 0 if name in ("number", "attempt", "answered", "ended") else
                            -1 if name in ("duration", "ring", "ivr", "hold", "talk", "wrapup", "abandoned") else "") for name in names])
    old.commit()
    old.close()
    stage.run("import", "--db", "old.db", *FILES, "--region", "DE")
    report = json.loads(stage.run("report", "--db", "old.db", "--calls-from", "cdrs", "--format", "json"))
    check(report["total"]["calls"] == 1, f"{report['total']['calls']} calls of records")


def track_same(stage):
    """The generator writes the same month every time, and the order of rows changes nothing."""
    before = {one.name: one.read_bytes() for one in stage.folder.glob("*.csv")}
    company.write(stage.folder)
    check(before == {one.name: one.read_bytes() for one in stage.folder.glob("*.csv")}, "another month")
    first = stage.run("report", *FILES, "--region", "DE", "--by", "source,company", "--format", "csv")
    for name in company.TABLES:
        lines = (stage.folder / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (stage.folder / f"{name}.csv").write_text(lines[0] + "".join(reversed(lines[1:])), encoding="utf-8")
    check(stage.run("report", *FILES, "--region", "DE", "--by", "source,company", "--format", "csv") == first, "the order of rows counts")


def main():
    program, source, scratch, name = sys.argv[1:]
    stage = Stage(program, source, pathlib.Path(scratch) / name)
    try:
        globals()["track_" + name](stage)
    except Failure as failure:
        sys.exit(f"{name}: {failure}")
    except Missing as missing:
        print(f"skipped: {missing}")
        sys.exit(77)


main()
