"""What was measured, kept in a file, and held against what is measured later.

The file is JSON: `{"callflow-baseline": 1, "speed": …, "rows": [{"name", "value", "unit", "less"}]}`. `speed` is the machine's, in rounds
of a fixed piece of work per second, measured in the same session: times and rates of another session are set in proportion
to it before they are compared, ratios (units that begin with `x`) and memory are compared as they are. `less`: a smaller value is the
better one.
"""

import hashlib
import json
import time

TOLERANCE = 0.15


def speed():
    """Rounds per second of a fixed piece of work: half of it digests in C, half of it Python's own. The best of seven."""
    best = None
    block = b"callflow" * 65536
    for _ in range(7):
        began = time.perf_counter()
        for _ in range(20):
            hashlib.sha256(block).digest()
        total = 0
        for number in range(400_000):
            total += number & 7
        took = time.perf_counter() - began
        best = took if best is None else min(best, took)
    return 1 / best


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def is_less_better(unit, budget):
    if budget.startswith("<"):
        return True
    return not (budget.startswith(">") or "/s" in unit)


def kept(rows):
    """Rows of run.py as the file has them; those without a number are left out."""
    out = []
    for name, value, unit, budget, _ in rows:
        if number(value) is not None:
            out.append({"name": name, "value": number(value), "unit": unit.split(" (")[0], "less": is_less_better(unit, budget)})
    return out


def save(path, rows, machine_speed):
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"callflow-baseline": 1, "speed": round(machine_speed, 3), "rows": kept(rows)}, file, indent=1)
        file.write("\n")


def expected(row, before, now):
    """The old value as this machine would have it now."""
    if row["unit"].startswith("x") or row["unit"] in ("MB", "GB"):
        return row["value"]
    faster = now / before
    return row["value"] / faster if row["less"] else row["value"] * faster


def compare(path, rows, machine_speed):
    """Lines that say what has changed, and how many rows are worse by more than the tolerance."""
    with open(path, encoding="utf-8") as file:
        told = json.load(file)
    if told.get("callflow-baseline") != 1:
        raise ValueError(f"{path} is no baseline")
    fresh = {row["name"]: row for row in kept(rows)}
    lines, worse = [], 0
    lines.append(f"machine: {machine_speed / told['speed']:.2f}x as fast as when {path} was written")
    for row in told["rows"]:
        new = fresh.pop(row["name"], None)
        if new is None:
            continue  # not measured this time
        was = expected(row, told["speed"], machine_speed)
        change = new["value"] / was - 1 if was else 0.0
        loss = change if row["less"] else (1 / (1 + change) - 1 if change > -1 else float("inf"))
        verdict = "WORSE" if loss > TOLERANCE else "better" if loss < -TOLERANCE else "as before"
        worse += verdict == "WORSE"
        lines.append(f"{row['name']}: {new['value']:g} {row['unit']}, {was:g} expected: {change:+.0%}, {verdict}")
    lines.extend(f"{name}: new" for name in fresh)
    return lines, worse
