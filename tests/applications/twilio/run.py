#!/usr/bin/python3
"""run.py CALLFLOW SIGN FOLDER: an application written with Twilio's helper library takes our signatures.

Installs what package-lock.json names into FOLDER, starts the application there and rings it. Ends with 77 where npm or the
packages cannot be had.
"""

import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from packages import install  # noqa: E402

here = pathlib.Path(__file__).resolve().parent
callflow, sign, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
token = "secret-token"
problems = []


def start():
    port = folder / "port"
    port.unlink(missing_ok=True)
    application = subprocess.Popen(["node", "app.mjs", "port"], cwd=folder, env={**os.environ, "TWILIO_AUTH_TOKEN": token},
                                   stdout=subprocess.DEVNULL, stderr=(folder / "log").open("w"))
    for _ in range(600):
        if port.exists():
            return application, "http://127.0.0.1:" + port.read_text()
        if application.poll() is not None:
            break
        time.sleep(0.05)
    application.kill()
    sys.exit("the application does not start: " + (folder / "log").read_text())


def ring(what, url, *words, code=0, hears=()):
    done = subprocess.run([callflow, "call", url, "--seed", "1", *words], cwd=folder, capture_output=True, text=True,
                          timeout=60, check=False)
    missing = [text for text in hears if text not in done.stdout]
    if done.returncode != code or missing:
        problems.append(f"{what}: status {done.returncode}, not heard {missing}\n{done.stdout}{done.stderr}")


def post_json(url, body, signed):
    """The status of a JSON body whose signature was made for `signed`."""
    lines = subprocess.run([sign, token, url, signed], capture_output=True, text=True, check=True).stdout.splitlines()
    request = urllib.request.Request(lines[0], body.encode(), {"Content-Type": "application/json",
                                                              "X-Twilio-Signature": lines[1]})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def expect(what, got, wanted):
    if got != wanted:
        problems.append(f"{what}: {got}, not {wanted}")


install(here, folder, "app.mjs")
(folder / "token").write_text(token + "\n")
(folder / "other").write_text("another-token\n")
(folder / "call.yaml").write_text("""callflow-scenario: 1
name: sales
steps:
  - caller: {press: "1"}
    expect: {requests: [first, gather]}
  - callee: {answer: true, after: 3s}
  - wait: 1m
  - callee: hang_up
    expect: {hears: [], requests: [dial], check: "response.contains('The call was completed.')"}
  - caller: listen
    expect: {ended: true, requests: [status], billed: 3} # 64.6 s of the caller, 60 s of who answered
""")
application, site = start()
try:
    signed = ["--auth-token-file", "token"]
    sorry = ["Sorry, 3 is no department."]
    ring("POST", f"{site}/voice", *signed, "--press", "3", hears=sorry)
    ring("GET", f"{site}/voice?then=GET", *signed, "--press", "3", "--method", "GET", hears=sorry)
    ring("text beyond ASCII", f"{site}/voice?q=%C3%A4&empty=&plus=a+b", *signed, "--press", "3", "--param", "Name=Zoë & Søn",
         "--param", "Empty=", hears=sorry)
    ring("scenario", f"{site}/voice", "call.yaml", *signed, "--status-callback", "/status")
    ring("another token", f"{site}/voice", "--auth-token-file", "other", code=1, hears=["the application answered 403"])
    ring("no token", f"{site}/voice", code=1, hears=["the application answered 400"])
    body = json.dumps({"property": "value", "ünï": [1, None, True]}, ensure_ascii=False)
    expect("JSON", post_json(f"{site}/json?a=1", body, body), 200)
    expect("JSON that was changed", post_json(f"{site}/json", body, body + " "), 403)
finally:
    application.terminate()
    application.wait()
for problem in problems:
    print(problem)
print("all taken" if not problems else f"{len(problems)} problems")
sys.exit(1 if problems else 0)
