"""A Twilio application that dials, for tests: `python3 legs.py PORTFILE`. It writes the port it was given to that file."""
import os
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGES = {
    "/voice": '<Gather numDigits="1" action="menu?page=1"><Say>Press 1.</Say></Gather>',
    "/menu": '<Dial action="/after"><Number url="/whisper" statusCallback="/legs" statusCallbackEvent="answered completed">'
             "+15557654321</Number></Dial>",
    "/whisper": "<Say>A caller.</Say>",
    "/after": '<Say>The number was STATUS.</Say><Gather action="/menu"/>',
    "/legs": "",
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        verbs = PAGES.get(self.path.partition("?")[0])
        text = f"<Response>{verbs}</Response>".replace("STATUS", form.get("DialCallStatus", "")) if verbs else ""
        self.send_response(404 if verbs is None else 200 if verbs else 204)
        if verbs:
            self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".new", "w") as out:
    out.write(str(server.server_address[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
