#!/usr/bin/python3
"""tls.py CALLFLOW FOLDER: callflow speaks TLS with those whose certificates it may take, and with nobody else.

Makes an authority and certificates in FOLDER, and serves an application with each. Ends with 77 without openssl.
"""

import http.server
import pathlib
import shutil
import ssl
import subprocess
import sys
import threading
import warnings

callflow, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
problems = []
warnings.simplefilter("ignore", DeprecationWarning) # old versions are served on purpose
if shutil.which("openssl") is None:
    print("skipped: there is no openssl")
    sys.exit(77)
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)


def openssl(*words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)


KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def authority(name):
    openssl("req", "-x509", *KEY, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2", "-subj", f"/CN={name}")


def certificate(name, by, names, days="2"):
    """One for these names, `DNS:localhost,IP:127.0.0.1`, that an authority has signed."""
    (folder / f"{name}.ext").write_text(f"subjectAltName={names}\n")
    openssl("req", *KEY, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial", "-days", days,
            "-extfile", f"{name}.ext", "-out", f"{name}.pem")


class Application(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        # Large enough for several records.
        body = f"<Response><Say>{'Well. ' * 8000}</Say></Response>".encode() if self.path == "/long" else \
            b"<Response><Say>Well done.</Say></Response>"
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # who does not take our certificate goes away


def serve(name, oldest=None):
    server = Server(("127.0.0.1", 0), Application)
    if name:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
        if oldest:
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = oldest
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def ring(what, url, *words, code=0, says="", program=callflow):
    done = subprocess.run([program, "call", url, "--timeout", "10s", "--seed", "1", *words], cwd=folder, capture_output=True,
                          text=True, timeout=60, check=False)
    if done.returncode != code or says not in done.stdout + done.stderr:
        problems.append(f"{what}: status {done.returncode}, wanted {code} and `{says}`\n{done.stdout}{done.stderr}")


authority("ours")
authority("theirs")
certificate("right", "ours", "DNS:localhost,IP:127.0.0.1")
certificate("named", "ours", "DNS:localhost")
certificate("elsewhere", "ours", "DNS:app.example.com,IP:192.0.2.1")
certificate("unknown", "theirs", "DNS:localhost,IP:127.0.0.1")
ours = ["--ca-file", "ours.pem"]
port = serve("right")
ring("by name", f"https://localhost:{port}/voice", *ours, says='hears "Well done."')
ring("by address", f"https://127.0.0.1:{port}/voice", *ours, says='hears "Well done."')
ring("several records", f"https://127.0.0.1:{port}/long", *ours, says='hears "Well. Well.')
ring("many calls", f"https://127.0.0.1:{port}/voice", *ours, "--calls", "40", says="40 as expected")
ring("the system's authorities", f"https://127.0.0.1:{port}/voice", code=3, says="the certificate is not taken")
named = serve("named")
ring("a name, asked by it", f"https://localhost:{named}/voice", *ours, says='hears "Well done."')
ring("a name, asked by address", f"https://127.0.0.1:{named}/voice", *ours, code=3, says="the certificate is not taken")
ring("somebody else's", f"https://localhost:{serve('elsewhere')}/voice", *ours, code=3, says="the certificate is not taken")
ring("an unknown authority", f"https://localhost:{serve('unknown')}/voice", *ours, code=3, says="11220")
ring("an old TLS", f"https://localhost:{serve('right', ssl.TLSVersion.TLSv1_1)}/voice", *ours, code=3, says="there is no TLS")
ring("TLS 1.2", f"https://localhost:{serve('right', ssl.TLSVersion.TLSv1_2)}/voice", *ours, says='hears "Well done."')
plain = serve("")
ring("no TLS at all", f"https://localhost:{plain}/voice", *ours, code=3, says="there is no TLS")
ring("TLS where none is spoken", f"http://127.0.0.1:{port}/voice", code=1, says="11205")
ring("no such authorities", f"https://localhost:{port}/voice", "--ca-file", "none.pem", code=3, says="none.pem")
# Without the module all other commands work, and this one says what is missing.
alone = folder / "alone"
alone.mkdir()
shutil.copy(callflow, alone / "callflow")
ring("without the module", f"https://localhost:{port}/voice", *ours, code=3, says="callflow_tls.so is missing",
     program=alone / "callflow")
ring("plain without the module", f"http://127.0.0.1:{plain}/voice", says='hears "Well done."', program=alone / "callflow")
for problem in problems:
    print(problem)
print(f"{len(problems)} problems")
sys.exit(1 if problems else 0)
