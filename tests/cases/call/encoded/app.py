"""Compresses its documents, asked or not; `bare` does not even say so."""
import gzip
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

KIND, PORTFILE = sys.argv[1:]
DOCUMENT = b'{"tropo": [{"say": {"value": "hi"}}]}' if KIND == "tropo" else b"<Response><Say>hi</Say></Response>"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = gzip.compress(DOCUMENT)
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if KIND == "tropo" else "text/plain" if KIND == "bare" else "text/xml")
        if KIND != "bare":
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
with open(PORTFILE + ".new", "w", encoding="ascii") as file:
    file.write(f"{server.server_port}\n")
os.rename(PORTFILE + ".new", PORTFILE)
server.serve_forever()
