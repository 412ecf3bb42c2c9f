"""How a process is measured, and how a figure is held to its budget."""

import os
import re
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def spawn(argv, out):
    """Runs a program; milliseconds from start to exit, and its exit status."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
    began = time.perf_counter_ns()
    pid = os.posix_spawn(argv[0], argv, environment, file_actions=actions)
    _, status, _ = os.wait4(pid, 0)
    ended = time.perf_counter_ns()
    return (ended - began) / 1e6, os.waitstatus_to_exitcode(status)


def measured(argv, out="/dev/null"):
    """Seconds from start to exit, and the most memory it had, in bytes; none of both when it failed."""
    began = time.perf_counter()
    with open(out, "wb") as said, subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=said, stderr=said) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - began
    return (took, usage.ru_maxrss * 1024) if process.returncode == 0 else (None, None)


def judge(value, budget):
    limit = re.match(r"(<=|>=)\s*([0-9.eE+]+)", budget)
    if not limit:
        return ""
    try:
        number = float(value)
    except ValueError:
        return "FAILED: no number"
    bound = float(limit.group(2))
    return "ok" if (number <= bound if limit.group(1) == "<=" else number >= bound) else "OVER"
