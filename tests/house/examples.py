#!/usr/bin/env python3
"""Runs the examples of a Markdown page and compares what they print.

    examples.py PAGE CALLFLOW [--write]

A block ```console holds commands (`$ callflow ...`) with their output, standard output and error in one,
and the exit status where it is not 0 as a last line `[exit 2]`. A block under a line
`<!-- file: NAME -->` is written as that file first. Commands run in a scratch folder in which `samples`
leads to the project's. With --write the page is rewritten with what the commands print now.
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^```(\w*)\s*$")
FILE = re.compile(r"^<!-- file: (\S+) -->$")


def run(command, folder, path):
    env = {"PATH": path, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": folder}
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    lines = done.stdout.decode("utf-8").splitlines()
    if done.returncode != 0:
        lines.append(f"[exit {done.returncode}]")
    return lines


def rewritten(lines, folder, path):
    """The page with every console block as it prints now, and how many commands ran."""
    out, commands, index, name = [], 0, 0, None
    while index < len(lines):
        line = lines[index]
        out.append(line)
        index += 1
        title = FILE.match(line)
        if title:
            name = title.group(1)
            continue
        fence = FENCE.match(line)
        if not fence:
            continue
        end = index
        while lines[end] != "```":
            end += 1
        block = lines[index:end]
        if name is not None:
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write("\n".join(block) + "\n")
            name = None
        if fence.group(1) == "console":
            for command in [text[2:] for text in block if text.startswith("$ ")]:
                out.append("$ " + command)
                out.extend(run(command, folder, path))
                commands += 1
        else:
            out.extend(block)
        out.append("```")
        index = end + 1
    return out, commands


def main():
    page, callflow = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    write = "--write" in sys.argv[3:]
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(page, encoding="utf-8") as file:
        lines = file.read().splitlines()
    path = os.path.dirname(callflow) + ":/usr/bin:/bin"
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(root, "samples"), os.path.join(folder, "samples"))
        now, commands = rewritten(lines, folder, path)
    if commands == 0:
        sys.exit(f"{page}: no example found")
    if now == lines:
        print(f"{commands} examples print what the page says")
        return
    if write:
        with open(page, "w", encoding="utf-8") as file:
            file.write("\n".join(now) + "\n")
        print(f"rewrote {os.path.basename(page)}")
        return
    sys.stdout.write("\n".join(difflib.unified_diff(lines, now, "the page", "what the commands print",
                                                    lineterm="")) + "\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
