"""Says the headers of a call's INVITE that begin with X-, as Twilio and as Tropo tell them: `python3 headers.py PORTFILE`."""
import json
import sys
import urllib.parse

from listening import Application, listen


class Handler(Application):
    def do_POST(self):
        body = self.body()
        tropo = body.startswith("{")
        if tropo:
            told = json.loads(body)["session"]["headers"]
        else:
            told = {name.removeprefix("SipHeader_"): value for name, value in urllib.parse.parse_qsl(body) if name.startswith("SipHeader_")}
        words = ", ".join(f"{name} {value}" for name, value in sorted(told.items()) if name.startswith("X-")) or "nothing"
        document = json.dumps({"tropo": [{"say": {"value": words}}]}) if tropo else f"<Response><Say>{words}</Say></Response>"
        self.answer(200, "application/json" if tropo else "text/xml", document)


listen(Handler, sys.argv[1])
