"""Says the headers of a call's INVITE that begin with X-, as Twilio and as Tropo tell them."""
import json
import os
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        tropo = body.startswith("{")
        if tropo:
            told = json.loads(body)["session"]["headers"]
        else:
            told = {name.removeprefix("SipHeader_"): value for name, value in urllib.parse.parse_qsl(body) if name.startswith("SipHeader_")}
        words = ", ".join(f"{name} {value}" for name, value in sorted(told.items()) if name.startswith("X-")) or "nothing"
        document = json.dumps({"tropo": [{"say": {"value": words}}]}) if tropo else f"<Response><Say>{words}</Say></Response>"
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if tropo else "text/xml")
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document.encode())

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".new", "w", encoding="ascii") as file:
    file.write(f"{server.server_port}\n")
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
