"""A Redis of one's own, on a socket in a private folder, ended by who began it; and a client that says as little as it can."""

import pathlib
import shutil
import socket
import subprocess
import tempfile
import time


def installed():
    return shutil.which("redis-server") is not None


class RedisError(Exception):
    pass


class Client:
    """`ask("LLEN", "key")`; many at once with `ask_all([...])`. Texts are bytes."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(120)
        self.socket.connect(str(path))
        self.file = self.socket.makefile("rb")

    @staticmethod
    def encode(words):
        raw = [one if isinstance(one, bytes) else str(one).encode() for one in words]
        return b"*%d\r\n" % len(raw) + b"".join(b"$%d\r\n%s\r\n" % (len(one), one) for one in raw)

    def read(self):
        line = self.file.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RedisError(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"+":
            return rest
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return None if rest == b"-1" else [self.read() for _ in range(int(rest))]
        raise RedisError(f"not a reply: {line!r}")

    def ask(self, *words):
        self.socket.sendall(self.encode(words))
        return self.read()

    def ask_all(self, commands):
        out = []
        for at in range(0, len(commands), 500):
            part = commands[at:at + 500]
            self.socket.sendall(b"".join(self.encode(one) for one in part))
            out += [self.read() for _ in part]
        return out


class Redis:
    def __init__(self, *options):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="callflow-redis-", dir="/tmp"))
        self.socket = self.folder / "socket"
        self.options = options
        self.address = f"unix://{self.socket}"
        self.start()

    def start(self):
        words = ["redis-server", "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder), "--save", "", *self.options]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while not self.listens():
            if time.monotonic() > until or self.process.poll() is not None:
                self.close()
                raise RuntimeError("redis-server does not start")
            time.sleep(0.02)

    def listens(self):  # which it does a little after the socket is there
        try:
            Client(self.socket).socket.close()
            return True
        except OSError:
            return False

    def client(self):
        return Client(self.socket)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.socket.unlink(missing_ok=True)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)
