"""A real browser without a window, driven by the WebDriver protocol."""
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request


def missing():
    return shutil.which("chromium") is None or shutil.which("chromedriver") is None


class Browser:
    """Chromium with a profile of its own below `folder`; ends with the block."""

    def __init__(self, folder, dark=False):
        self.folder, self.dark = folder, dark

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = dict(os.environ, HOME=self.folder)
        self.driver = subprocess.Popen(["chromedriver", f"--port={self.port}"], env=environment, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while True:
            try:
                self._ask("GET", "/status")
                break
            except (urllib.error.URLError, ConnectionError):
                if time.monotonic() > end or self.driver.poll() is not None:
                    self.driver.kill()
                    raise
                time.sleep(0.05)
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,900",
                     f"--user-data-dir={self.folder}/profile"]
        if self.dark:
            arguments.append("--force-dark-mode")
            arguments.append("--blink-settings=preferredColorScheme=0")
        options = {"goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL"}}
        self.session = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": options}})["sessionId"]
        return self

    def __exit__(self, *_):
        try:
            self._ask("DELETE", f"/session/{self.session}")
        finally:
            self.driver.terminate()
            self.driver.wait(20)

    def _ask(self, method, path, body=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.read().decode()[:500]}") from error

    def _in(self, method, path, body=None):
        return self._ask(method, f"/session/{self.session}{path}", body)

    def open(self, path):
        self._in("POST", "/url", {"url": "file://" + path})

    def size(self, width, height):
        self._in("POST", "/window/rect", {"width": width, "height": height})

    def run(self, script, *arguments):
        return self._in("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def keys(self, text):
        element = self._in("GET", "/element/active")
        self._in("POST", f"/element/{list(element.values())[0]}/value", {"text": text})

    def click(self, selector):
        element = self._in("POST", "/element", {"using": "css selector", "value": selector})
        self._in("POST", f"/element/{list(element.values())[0]}/click", {})

    def complaints(self):
        return [one["message"] for one in self._in("POST", "/se/log", {"type": "browser"}) if one["level"] == "SEVERE"]

    def picture(self, path):
        import base64
        with open(path, "wb") as out:
            out.write(base64.b64decode(self._in("GET", "/screenshot")))
