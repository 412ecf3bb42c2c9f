"""A terminal that a test types at: a tmux server of its own, with a shell that the program is started from."""

import os
import re
import shutil
import subprocess
import tempfile
import time

# Longer than any machine should need; nothing here waits for a time to pass.
BOUND = 60
PAUSE = 0.02


class Failure(Exception):
    """What was expected has not come."""


class Terminal:
    """`folder` is the working folder of the shell, `home` its HOME."""

    def __init__(self, folder, home, path, term="screen-256color", width=100, height=40):
        # The address of a socket must be short, wherever the build is.
        self._own = tempfile.mkdtemp(prefix="callflow-terminal-")
        self._socket = os.path.join(self._own, "tmux")
        self._environment = {"PATH": path, "HOME": home, "TERM": "xterm", "LC_ALL": "C.UTF-8", "TMUX_TMPDIR": self._own}
        shell = ["env", "-i", f"PATH={path}", f"HOME={home}", f"TERM={term}", "LC_ALL=C.UTF-8", "PS1=$ ",
                 "bash", "--norc", "--noprofile", "-i"]
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height), "-c", folder, *shell)
        self.wait(r"\$ \Z")

    def _tmux(self, *words):
        done = subprocess.run(["tmux", "-S", self._socket, *words], env=self._environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, encoding="utf-8", timeout=BOUND, check=False)
        if done.returncode != 0:
            raise Failure(f"tmux {words[0]}: {done.stderr.strip()}")
        return done.stdout

    def screen(self):
        """All that is on the screen and has left it at the top, long lines whole, without what is blank at the end."""
        text = self._tmux("capture-pane", "-p", "-J", "-S", "-")
        return "\n".join(line.rstrip() for line in text.rstrip().split("\n"))

    def shows(self, pattern):
        """Whether what is shown now ends as the pattern says; a blank at the very end does not count."""
        return re.search(pattern.replace(r" \Z", r"\Z"), self.screen())

    def wait(self, pattern):
        """Until the screen matches; `\\Z` is its end."""
        end = time.monotonic() + BOUND
        while not self.shows(pattern):
            if time.monotonic() > end:
                raise Failure(f"waited for {pattern!r}, but the screen is:\n{self.screen()}")
            time.sleep(PAUSE)

    def type(self, text):
        """Characters as they are."""
        self._tmux("send-keys", "-l", "--", text)

    def press(self, *keys):
        """Keys by tmux's names: Enter, Up, C-c."""
        self._tmux("send-keys", *keys)

    def enter(self, text, pattern):
        """A line, and what is on the screen when it has been taken."""
        self.type(text)
        self.press("Enter")
        self.wait(pattern)

    def resize(self, width, height):
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    def children(self):
        """The processes that the shell has started and that are there still."""
        shell = self._tmux("list-panes", "-F", "#{pane_pid}").strip()
        with open(f"/proc/{shell}/task/{shell}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]

    def close(self):
        """Ends this server, and with it all that runs in it."""
        try:
            self._tmux("kill-server")
        except (Failure, subprocess.TimeoutExpired):
            pass
        shutil.rmtree(self._own, ignore_errors=True)
