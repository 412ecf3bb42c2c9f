#!/usr/bin/env python3
"""Runs the examples of a Markdown page and compares what they print.

    examples.py PAGE CALLFLOW [--write]

A block ```console holds commands (`$ callflow ...`) with their output, standard output and error in one,
and the exit status where it is not 0 as a last line `[exit 2]`. A block under a line
`<!-- file: NAME -->` is written as that file first; a scenario that names its flow has to pass.
Commands run in a scratch folder in which `samples` leads to the project's. With --write the page is rewritten with what the commands print now.

A command that ends in a backslash goes on in the next line. One that ends in `&` is a server: it is shown with what it says until
it listens, goes on in the background, and is stopped by `$ kill %1` or at the end of the page. The port 8080 of a page is one that
is free.
"""

import difflib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^```(\w*)\s*$")
FILE = re.compile(r"^<!-- file: (\S+) -->$")


class Shell:
    """Runs a page's commands in one folder."""

    def __init__(self, folder, path):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.place = f"127.0.0.1:{free.getsockname()[1]}"
        self.env = {"PATH": path, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": folder, "CALLFLOW_LISTEN": self.place}
        self.server = None

    def run(self, command):
        """What it prints."""
        command = command.replace("\\\n", " ").replace("127.0.0.1:8080", self.place)
        if command == "kill %1":
            return self.stop()
        if command.endswith("&"):
            return self.serve(command[:-1].strip())
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        lines = self.shown(done.stdout.decode("utf-8"))
        if done.returncode != 0:
            lines.append(f"[exit {done.returncode}]")
        return lines

    def shown(self, text):
        return text.replace(self.place, "127.0.0.1:8080").splitlines()

    def serve(self, command):
        self.stop()
        self.server = subprocess.Popen(["sh", "-c", "exec " + command], cwd=self.folder, env=self.env,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        said = ""
        for line in self.server.stderr:
            said += line
            if "listening" in line:
                break
        return self.shown(said)

    def stop(self):
        if self.server is None:
            return []
        self.server.send_signal(signal.SIGTERM)
        said = self.server.stderr.read()
        status = self.server.wait()
        self.server = None
        return self.shown(said) + ([f"[exit {status}]"] if status != 0 else [])


def run(command, folder, path):
    """What one command prints that needs no server."""
    return Shell(folder, path).run(command)


def commands_of(block):
    """Each with its further lines."""
    out, index = [], 0
    while index < len(block):
        if block[index].startswith("$ "):
            begin = index
            while block[index].endswith("\\") and index + 1 < len(block):
                index += 1
            out.append("\n".join(block[begin:index + 1])[2:])
        index += 1
    return out


def play(folder, name, callflow):
    """What `test` says of a file that is a whole scenario, or several, with the flow; nothing where they pass."""
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        text = file.read()
    if not text.startswith("callflow-scenario:") or not re.search(r"^ *flow: \S+\.yaml", text, re.MULTILINE):
        return []
    done = subprocess.run([callflow, "test", name], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return [] if done.returncode == 0 else [f"{name} does not pass:\n{done.stdout}"]


def rewritten(lines, folder, shell):
    """The page with every console block as it prints now, how many commands ran, and the files that stood in it."""
    out, commands, index, name, files = [], 0, 0, None, []
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
            files.append(name)
            name = None
        if fence.group(1) == "console":
            for command in commands_of(block):
                out.extend(("$ " + command).split("\n"))
                out.extend(shell.run(command))
                commands += 1
        else:
            out.extend(block)
        out.append("```")
        index = end + 1
    return out, commands, files


def main():
    page, callflow = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    write = "--write" in sys.argv[3:]
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(page, encoding="utf-8") as file:
        lines = file.read().splitlines()
    path = os.path.dirname(callflow) + ":/usr/bin:/bin"
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(root, "samples"), os.path.join(folder, "samples"))
        shell = Shell(folder, path)
        try:
            now, commands, files = rewritten(lines, folder, shell)
            bad = [said for name in files for said in play(folder, name, callflow)]
        finally:
            shell.stop()
    if bad and not write:
        sys.exit("\n".join(bad))
    if commands == 0 and not write:
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
