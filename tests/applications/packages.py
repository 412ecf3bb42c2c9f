"""Packages of npm for tests: what a package-lock.json names, put into a folder."""

import hashlib
import pathlib
import shutil
import subprocess
import sys


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def install(source, folder, *others):
    """Puts what `source`'s package-lock.json names into `folder`, with those other files of `source`. Ends the test with 77 where npm or
    the packages cannot be had, with 1 where something else came than the lock file says."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        skip("there is no npm")
    source, folder = pathlib.Path(source), pathlib.Path(folder)
    wanted = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "installed"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", *others):
        shutil.copy(source / name, folder / name)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    done = subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, capture_output=True,
                          text=True, timeout=240, check=False)
    if done.returncode != 0:
        print(done.stdout + done.stderr)
        if "integrity" in (done.stdout + done.stderr).lower():
            sys.exit("what came is not what package-lock.json names")
        skip("the packages cannot be had")
    stamp.write_text(wanted)
