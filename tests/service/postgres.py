"""A PostgreSQL of one's own, on a socket in a private folder; ended by who began it."""

import contextlib
import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time


class Missing(Exception):
    """PostgreSQL is not installed: a test that needs it is skipped."""


@contextlib.contextmanager
def postgresql():
    """One that runs as long as the block does."""
    database = Postgres()
    try:
        yield database
    finally:
        database.close()


def programs():
    """The folder with initdb and postgres."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: int(p.split("/")[4]))
    if not folders:
        raise Missing("PostgreSQL is not installed")
    return pathlib.Path(folders[-1]).parent


class Postgres:
    def __init__(self):
        self.bin = programs()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="callflow-pg-", dir="/tmp"))
        self.user = pwd.getpwuid(os.getuid()).pw_name
        self.as_user = []
        if os.getuid() == 0:  # PostgreSQL refuses to be root's
            self.user = "postgres"
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.as_user = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
        os.chmod(self.folder, 0o700)
        data = str(self.folder / "data")
        subprocess.run([*self.as_user, str(self.bin / "initdb"), "-A", "trust", "--no-sync", "-D", data, "-U", self.user],
                       check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=120)
        self.data = data
        self.address = f"postgresql://{self.user}@/postgres?host={self.folder}"
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [*self.as_user, str(self.bin / "postgres"), "-D", self.data, "-k", str(self.folder), "-c", "listen_addresses=",
             "-c", "logging_collector=off"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        until = time.monotonic() + 60
        while self.run("select 1", check=False) is None:
            if time.monotonic() > until or self.process.poll() is not None:
                self.close()
                raise RuntimeError("PostgreSQL does not start")
            time.sleep(0.1)

    def stop(self):
        """At once: sessions that are open are broken off."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(30)

    def run(self, statement, check=True):
        """Rows as lists of texts."""
        done = subprocess.run([*self.as_user, str(self.bin / "psql"), "-X", "-A", "-t", "-F", "\x1f", "-R", "\x1e", "-h", str(self.folder),
                               "-U", self.user, "-d", "postgres", "-c", statement],
                              capture_output=True, text=True, check=check, cwd="/", timeout=60)
        if done.returncode != 0:
            return None
        text = done.stdout.rstrip("\n").rstrip("\x1e")
        return [row.split("\x1f") for row in text.split("\x1e")] if text else []

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
