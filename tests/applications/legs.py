"""A Twilio application that dials, for tests: `python3 legs.py PORTFILE`. It writes the port it was given to that file."""
import sys
import urllib.parse

from listening import Application, listen

PAGES = {
    "/voice": '<Gather numDigits="1" action="menu?page=1"><Say>Press 1.</Say></Gather>',
    "/menu": '<Dial action="/after"><Number url="/whisper" statusCallback="/legs" statusCallbackEvent="answered completed">'
             "+15557654321</Number></Dial>",
    "/whisper": "<Say>A caller.</Say>",
    "/after": '<Say>The number was STATUS.</Say><Gather action="/menu"/>',
    "/legs": "",
}


class Handler(Application):
    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.body()))
        verbs = PAGES.get(self.path.partition("?")[0])
        text = f"<Response>{verbs}</Response>".replace("STATUS", form.get("DialCallStatus", "")) if verbs else ""
        self.answer(404 if verbs is None else 200 if verbs else 204, "text/xml" if verbs else "", text)


listen(Handler, sys.argv[1])
