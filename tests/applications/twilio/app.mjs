// An application written with Twilio's own helper library, for tests: `node app.mjs PORTFILE`, with TWILIO_AUTH_TOKEN set. The
// library's middleware refuses whatever is not signed as Twilio signs.
import { renameSync, writeFileSync } from "node:fs";
import express from "express";
import twilio from "twilio";

const { VoiceResponse } = twilio.twiml;
const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(express.json({ verify: (request, _, bytes) => (request.rawBody = bytes.toString()) }));
app.use(twilio.webhook());

const answer = (response, twiml) => response.type("text/xml").send(twiml.toString());

app.all("/voice", (request, response) => {
  const twiml = new VoiceResponse();
  const gather = twiml.gather({ numDigits: 1, action: `/department?lang=en&from=a%20b`, method: request.query.then ?? "POST" });
  gather.say("For sales press 1, for support press 2.");
  twiml.redirect("/voice");
  answer(response, twiml);
});
app.all("/department", (request, response) => {
  const twiml = new VoiceResponse();
  const digits = request.body.Digits ?? request.query.Digits;
  if (digits === "1") twiml.dial({ action: "/done", timeout: 20 }, "+15558675309");
  else twiml.say(`Sorry, ${digits} is no department. Grüße & "goodbye".`);
  answer(response, twiml);
});
app.post("/done", (request, response) => {
  const twiml = new VoiceResponse();
  twiml.say(`The call was ${request.body.DialCallStatus}.`);
  answer(response, twiml);
});
app.post("/json", (request, response) => response.json({ got: request.body }));
app.post("/status", (_, response) => response.status(204).end());

const server = app.listen(0, "127.0.0.1", () => {
  const file = process.argv[2];
  writeFileSync(file + ".new", String(server.address().port));
  renameSync(file + ".new", file);
});
