#!/usr/bin/python3
"""run.py CALLFLOW SOURCE SCRATCH NAME...: what `callflow serve` does for those who ask it. Each function `serve_…` of answers.py,
stores.py and effects.py is one test."""

import http.client
import pathlib
import sys
import traceback

import answers
import effects
import stores
from postgres import Missing
from service import Failure
from stage import Stage


def main():
    callflow, source, scratch, *names = sys.argv[1:]
    failed = skipped = 0
    tests = {name.removeprefix("serve_"): run for room in (answers, stores, effects) for name, run in vars(room).items()
             if name.startswith("serve_")}
    for name in names or tests:
        stage = Stage(pathlib.Path(callflow).resolve(), pathlib.Path(source).resolve(), pathlib.Path(scratch).resolve() / name)
        try:
            tests[name](stage)
            print(f"{name}: ok")
        except Missing as missing:
            print(f"{name}: skipped: {missing}", file=sys.stderr)
            skipped += 1
        except (Failure, OSError, http.client.HTTPException) as failure:
            failed += 1
            print(f"{name}: FAILED: {failure!r}", file=sys.stderr)
            traceback.print_exc()
            said = stage.folder / "serve.err"
            if said.exists():
                print(f"the servers said at last:\n{said.read_text(encoding='utf-8', errors='replace')[-4000:]}", file=sys.stderr)
        finally:
            stage.clear()
    return 1 if failed else 77 if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
