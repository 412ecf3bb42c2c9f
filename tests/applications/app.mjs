// A Twilio application in plain Node, for tests: `node app.mjs PORTFILE`. It writes the port it was given to that file.
import { createServer } from "node:http";
import { writeFileSync, renameSync } from "node:fs";

const xml = (body) => `<?xml version="1.0" encoding="UTF-8"?>\n<Response>${body}</Response>\n`;
const send = (response, body, headers = {}) => {
  response.writeHead(200, { "Content-Type": "text/xml", ...headers });
  response.end(body);
};

const pages = {
  "/voice": (q, r) =>
    send(r, xml(`<Gather numDigits="1" action="menu?from=voice"><Say>Press 1 for opening hours.</Say></Gather>` +
      `<Say>We heard nothing.</Say>`), { "Set-Cookie": "visit=7; Path=/" }),
  "/menu": (q, r, request) => {
    if (request.headers.cookie !== "visit=7") return send(r, xml("<Say>Who are you?</Say>"));
    if (q.get("Digits") === "1") return r.writeHead(302, { Location: "/hours?day=monday" }).end();
    if (q.get("Digits") === "2") return send(r, xml(`<Dial action="/dialled">+15559990000</Dial>`));
    if (q.get("Digits") === "9") return r.writeHead(500).end("broken");
    return send(r, xml("<Say>That is no choice.</Say><Redirect>/voice</Redirect>"));
  },
  "/hours": (q, r, request) =>
    send(r, xml(`<Say>On ${q.get("day")} from nine to five, by ${request.method}` +
      `${q.get("Digits") ? " with digits" : ""}.</Say>`)),
  "/dialled": (q, r) => send(r, xml(`<Say>It was ${q.get("DialCallStatus")}.</Say>`)),
  "/fallback": (q, r) => send(r, xml(`<Say>Something is wrong: ${q.get("ErrorCode")}.</Say>`)),
  "/text": (q, r) => send(r, xml(`<Message>You said ${q.get("Body").replaceAll("&", "&amp;")}.</Message>`)),
  "/status": (q, r) => r.writeHead(204).end(),
  "/slow": (q, r) => setTimeout(() => send(r, xml("<Say>Late.</Say>")), 5000),
  "/away": (q, r) => r.writeHead(302, { Location: "http://192.0.2.1/voice" }).end(),
  "/round": (q, r) => r.writeHead(302, { Location: "/round" }).end(),
  "/jar/set": (q, r) =>
    send(r, xml("<Redirect>show</Redirect>"), { "Set-Cookie": ["near=1", "wide=2; Path=/", "locked=3; Secure; Path=/",
      "brief=4; Path=/; Max-Age=60", "old=5; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "foreign=6; Domain=example.com"] }),
  "/jar/show": (q, r, request) =>
    send(r, xml(`<Say>In the jar ${request.headers.cookie}.</Say><Pause length="100"/><Redirect>/jars</Redirect>`)),
  "/jars": (q, r, request) => send(r, xml(`<Say>Elsewhere ${request.headers.cookie}.</Say>`)),
  "/circle": (q, r) => send(r, xml("<Redirect>/back</Redirect>")),
  "/back": (q, r) => send(r, xml("<Redirect>/circle</Redirect>")),
  "/not-xml": (q, r) => send(r, "<Response><Say>"),
};

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    const url = new URL(request.url, "http://localhost");
    const q = new URLSearchParams([...url.searchParams, ...new URLSearchParams(body)]);
    const page = pages[url.pathname];
    if (page) page(q, response, request);
    else response.writeHead(404).end();
  });
});
server.listen(0, "127.0.0.1", () => {
  const file = process.argv[2];
  writeFileSync(file + ".new", String(server.address().port));
  renameSync(file + ".new", file);
});
