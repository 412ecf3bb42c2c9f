"""An application behind basic authentication, which says who asks: `python3 guarded.py PORTFILE`."""
import base64
import sys

from listening import Application, listen


class Handler(Application):
    def do_POST(self):
        self.body()
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        who = base64.b64decode(given).decode() if scheme == "Basic" else "nobody"
        self.answer(200, "text/xml", f"<Response><Say>{who}</Say></Response>")


listen(Handler, sys.argv[1])
