#!/usr/bin/python3
"""packages.py ROOT BUILD: debian/control names every package the build and the cases use.

Every header outside the project that the build read (as ninja recorded it) must come from a package
that debian/control names, or from one that g++ depends on. Every program of tests/programs.txt must
come from an Essential package or one that debian/control names, and so must what CPack runs to make a package (PACKAGING).
"""

import json
import os
import re
import subprocess
import sys


# What CPack looks for when it makes a Debian package, and what cmake/PackageFiles.cmake runs.
PACKAGING = ("dpkg-deb", "dpkg-shlibdeps", "file", "gzip")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def said_by(program):
    return "packaging" if program in PACKAGING else "tests/programs.txt"


def declared(control):
    """Names in Build-Depends, both groups; of alternatives, the first."""
    text = re.sub(r"(?m)^#.*\n", "", control)
    field = re.search(r"(?ms)^Build-Depends:(.*?)^(?=\S)", text + "\nEnd:").group(1)
    names = (re.split(r"[\s(<|:]", item.strip())[0] for item in field.split(","))
    return {name for name in names if name}


def installed():
    """Package -> (essential, names it depends on)."""
    table = {}
    format_ = "${Package}\t${Essential}\t${Pre-Depends},${Depends}\n"
    for line in run("dpkg-query", "-W", "-f", format_).splitlines():
        name, essential, depends = line.split("\t")
        needs = {re.split(r"[\s(:]", item.strip())[0] for item in re.split(r"[,|]", depends)}
        table[name] = (essential == "yes", needs - {""})
    return table


def closure(start, table):
    seen, todo = set(), [start]
    while todo:
        name = todo.pop()
        if name not in seen and name in table:
            seen.add(name)
            todo.extend(table[name][1])
    return seen


def owners(paths, cache_file):
    """Path -> packages that ship it. dpkg is slow to ask, so answers are kept in the build folder."""
    try:
        with open(cache_file, encoding="utf-8") as file:
            cache = json.load(file)
    except (OSError, ValueError):
        cache = {}
    # A package may have been removed since: answers hold only while dpkg's own state is the same.
    stamp = str(os.stat("/var/lib/dpkg/status").st_mtime_ns)
    if cache.get("stamp") != stamp:
        cache = {"stamp": stamp, "owners": {}}
    known = cache["owners"]
    unknown = [path for path in paths if path not in known]
    # Debian ships some files under /lib or /bin while they are read under /usr.
    asked = {}
    for path in unknown:
        known[path] = []
        asked[path] = path
        if path.startswith("/usr/"):
            asked[path[4:]] = path
    names = sorted(asked)
    for at in range(0, len(names), 500):
        for line in run("dpkg", "-S", *names[at : at + 500]).splitlines():
            packages, _, path = line.partition(": ")
            if path in asked:
                known[asked[path]] += [item.split(":")[0] for item in packages.split(", ")]
    os.makedirs(os.path.dirname(cache_file), exist_ok=True)
    with open(cache_file, "w", encoding="utf-8") as file:
        json.dump(cache, file)
    return {path: known[path] for path in paths}


def headers(build):
    """Files outside the project that objects of the build were made from."""
    found = set()
    valid = False
    for line in run("ninja", "-C", build, "-t", "deps").splitlines():
        if line[:1].strip():
            valid = line.endswith("(VALID)")
        elif valid and line.strip().startswith("/usr/"):
            found.add(os.path.realpath(line.strip()))
    return sorted(found)


def main(root, build):
    with open(os.path.join(root, "debian/control"), encoding="utf-8") as file:
        names = declared(file.read())
    table = installed()
    with_compiler = names | closure("g++", table)
    problems = []

    used = headers(build)
    if not used:
        problems.append(f"ninja has no record of a header read in {build}: build first")
    programs = {}
    with open(os.path.join(root, "tests/programs.txt"), encoding="utf-8") as file:
        wanted = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    for name in (*wanted, *PACKAGING):
        places = [f"{folder}/{name}" for folder in ("/usr/bin", "/bin", "/usr/sbin", "/sbin")]
        place = next((item for item in places if os.path.exists(item)), None)
        if place is None:
            problems.append(f"{said_by(name)}: {name} is not installed")
        else:
            programs[name] = os.path.realpath(place)

    where = owners(used + sorted(programs.values()), os.path.join(build, "house/owners.json"))
    blamed = {}
    for path in used:
        if not with_compiler & set(where[path]):
            blamed.setdefault(", ".join(where[path]) or "no package", []).append(path)
    for package, paths in sorted(blamed.items()):
        problems.append(f"debian/control lacks {package}, which has {paths[0]} ({len(paths)} used)")
    for name, path in programs.items():
        packages = where[path]
        # A package of the program's name may leave the program itself to one that it depends on.
        own = names | (closure(name, table) if name in names else set())
        if not own & set(packages) and not any(table.get(item, (False,))[0] for item in packages):
            problems.append(
                f"{said_by(name)}: {name} is from {', '.join(packages) or 'no package'},"
                " neither Essential nor in debian/control"
            )
    for name in sorted(names - set(table)):
        # A vendor's nodejs may bring npm along.
        if name == "npm" and os.path.exists("/usr/bin/npm"):
            continue
        problems.append(f"debian/control names {name}, which is not installed")

    for problem in problems:
        print(problem)
    print(f"{len(used)} headers and {len(programs)} programs looked up")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
