#!/usr/bin/python3
"""company.py FOLDER: a month of a small company that has tracked numbers, the same every time.

Writes visits.csv, calls.csv, leads.csv, costs.csv, deals.csv and numbers.csv: plumbers in Hamburg and Munich, four channels and a
leaflet, clocks that are put forward on the last Sunday of March. Random numbers are our own, so that no version of Python changes
a byte.
"""

import csv
import datetime
import pathlib
import sys

FIRST = datetime.date(2026, 3, 1)
DAYS = 31
UTC = datetime.timezone.utc


class Random:
    """Xorshift (Marsaglia 2003), 64 bits."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        x = self.state
        x ^= (x << 13) & 0xFFFFFFFFFFFFFFFF
        x ^= x >> 7
        x ^= (x << 17) & 0xFFFFFFFFFFFFFFFF
        self.state = x
        return x >> 11

    def below(self, count):
        return self.next() % count

    def of(self, weighted):
        at = self.below(sum(weight for _, weight in weighted))
        for value, weight in weighted:
            if at < weight:
                return value
            at -= weight
        raise AssertionError


# What brings visitors: the landing page's query, the referrer, and what the system that is paid calls it.
SOURCES = [
    (("utm_source=google&utm_medium=cpc&utm_campaign=Spring+Offer&utm_term=burst%20pipe&gclid=G{id}", ""), 30),
    (("utm_source=Google&utm_medium=CPC&utm_campaign=emergency&utm_term=plumber&gclid=G{id}", ""), 20),
    (("", "https://www.google.de/"), 25),
    (("utm_source=facebook&utm_medium=paid_social&utm_campaign=spring+offer", "https://l.facebook.com/"), 12),
    (("utm_source=newsletter&utm_medium=email&utm_campaign=march", ""), 8),
    (("", "https://blog.example.net/pipes"), 6),
    (("", ""), 25),
]
COSTS = [("google", "cpc", "spring offer", "burst pipe", "EUR"), ("google", "cpc", "emergency", "plumber", "EUR"),
         ("facebook", "paid_social", "spring offer", "", "EUR"), ("bing", "cpc", "never ran", "", "EUR")]
REGIONS = [("Hamburg", "+494055500{:02}", "nord"), ("Munich", "+498955500{:02}", "sued")]


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def local(number, random):
    """A caller's number as exchanges write it: three ways for the same one."""
    return random.of([(f"+49{number}", 5), (f"0049{number}", 2), (f"0{number[:3]} {number[3:]}", 3)])


class Month:
    def __init__(self):
        self.random = Random(20260301)
        self.visits, self.calls, self.leads, self.costs, self.deals = [], [], [], [], []
        self.numbers = []
        for region, pattern, company in REGIONS:
            for i in range(12):
                self.numbers.append([pattern.format(i), region, "assigned", company, "2026-02-01T00:00:00Z", "", "", ""])
        self.numbers.append(["+49405550090", "Hamburg", "static", "nord", "2026-02-01T00:00:00Z", "leaflet", "print", "Letterboxes"])
        # One that came back from the other company in the middle of the month, and one that is nobody's.
        self.numbers.append(["+49405550011", "Hamburg", "quarantine", "", "2026-03-20T00:00:00Z", "", "", ""])
        self.numbers.append(["+49895550099", "Munich", "free", "", "2026-02-01T00:00:00Z", "", "", ""])
        self.callers = []

    def visit(self, day):
        random = self.random
        number = len(self.visits) + 1
        start = datetime.datetime.combine(day, datetime.time(), UTC) + datetime.timedelta(seconds=random.below(86400))
        last = start + datetime.timedelta(seconds=random.below(900))
        region, pattern, company = REGIONS[random.below(2)]
        (query, referrer) = random.of(SOURCES)
        known = random.below(4) == 0 and self.visits
        visitor = self.visits[random.below(len(self.visits))][1] if known else f"P{number}"
        url = f"https://{company}.example/" + ("?" + query.format(id=number) if query else "")
        self.visits.append([f"V{number}", visitor, stamp(start), stamp(last), company, region, pattern.format(number % 12), url, referrer])
        if random.below(9) == 0:
            self.call(start, last, pattern.format(number % 12))
        if random.below(25) == 0:
            at = start + datetime.timedelta(seconds=30)
            kind = "form" if random.below(3) else "callback"
            visit = f"V{number}" if random.below(8) else ("V0" if random.below(2) else "")
            self.leads.append([f"L{len(self.leads) + 1}", stamp(at), kind, visit, visitor if random.below(2) else "",
                               local(f"151{1000000 + random.below(300)}", random), company])
            if random.below(3) == 0:
                self.deal(at, self.leads[-1][0], "")

    def call(self, start, last, number):
        random = self.random
        late = datetime.timedelta(hours=6) if random.below(8) == 0 else datetime.timedelta()
        at = start + late + datetime.timedelta(seconds=random.below(600))
        dialled = random.of([(number, 90), ("+49405550090", 6), ("+49895550099", 2), ("+493099999999", 1), ("204", 1)])
        caller = f"151{1000000 + random.below(300)}"
        shown = local(caller, random) if random.below(12) else random.of([("anonymous", 2), ("", 1)])
        missed = random.below(6) == 0
        ring, ivr, queue = 5 + random.below(20), 10, random.below(60)
        talk = 0 if missed else random.below(300)
        end = at + datetime.timedelta(seconds=ring + ivr + queue + talk)
        answer = "" if missed else stamp(end - datetime.timedelta(seconds=talk))
        call = f"C{len(self.calls) + 1}"
        self.calls.append([call, stamp(at), answer, stamp(end), shown, dialled, "missed" if missed else "answered", ring, ivr, queue,
                           "" if random.below(2) else talk, random.of([("", 5), ("urgent", 2), ("price", 1)])])
        if random.below(7) == 0:
            self.deal(end, call if random.below(2) else "", f"+49{caller}")

    def deal(self, after, lead, phone):
        random = self.random
        made = after + datetime.timedelta(days=random.below(9), seconds=60)
        won = random.below(2)
        amount = 100_00 + random.below(900_00)
        self.deals.append([f"D{len(self.deals) + 1}", stamp(made), stamp(made + datetime.timedelta(days=random.below(20))) if won else "",
                           phone, lead, "won" if won else "open", f"{amount // 100}.{amount % 100:02}", "EUR"])

    def day(self, day):
        for _ in range(40 + self.random.below(25)):
            self.visit(day)
        for source, medium, campaign, keyword, currency in COSTS:
            clicks = self.random.below(20)
            cost = clicks * (50 + self.random.below(300))
            # What a system reports in two parts is one sum.
            for part in ((clicks // 2, cost // 3), (clicks - clicks // 2, cost - cost // 3)):
                self.costs.append([day.isoformat(), source, medium, campaign, keyword, part[0], part[0] * 11, f"{part[1] // 100}.{part[1] % 100:02}",
                                   currency])


TABLES = {
    "numbers": "number region state company since source medium campaign",
    "visits": "visit_id visitor_id ts_start ts_last company region number_shown landing_url referrer",
    "calls": "call_id ts_start ts_answer_agent ts_end from to status ring_s ivr_s queue_s talk_s tag",
    "leads": "id ts kind visit_id client_id phone company",
    "costs": "date source medium campaign keyword clicks impressions cost currency",
    "deals": "deal_id ts_created ts_won phone lead_id stage amount currency",
}


def write(folder):
    month = Month()
    for i in range(DAYS):
        month.day(FIRST + datetime.timedelta(days=i))
    for name, columns in TABLES.items():
        with open(pathlib.Path(folder) / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(columns.split())
            out.writerows(getattr(month, name))


if __name__ == "__main__":
    write(sys.argv[1])
