// peers.mjs PACKAGES TWILIO: steps and documents a second of what others use, in lines of name, tab and rate: XState's actors with the
// machines of bench_engine.cpp, the official helper libraries with the document of bench_render.cpp. PACKAGES and TWILIO are folders that
// have the packages.
import { createRequire } from "node:module";

const packages = createRequire(`${process.argv[2]}/`);
const { assign, createActor, createMachine } = packages("xstate");
const tropo = packages("tropo-webapi");
const { twiml } = createRequire(`${process.argv[3]}/`)("twilio");

// The best of many short trials: the others were disturbed, or not compiled yet.
function perSecond(work, rounds = 2000, trials = 60) {
  let best = Infinity;
  for (let trial = 0; trial < trials; ++trial) {
    const began = process.hrtime.bigint();
    for (let i = 0; i < rounds; ++i) work(i);
    best = Math.min(best, Number(process.hrtime.bigint() - began) / rounds);
  }
  return 1e9 / best;
}

function steps(machine, events) {
  const actor = createActor(machine).start();
  const rate = perSecond((i) => actor.send(events[i % events.length]));
  if (actor.getSnapshot().status !== "active") throw new Error("the actor has stopped");
  return rate;
}

const table = createMachine({
  initial: "a",
  states: {
    a: { on: { go: "b", stop: "c" } },
    b: { on: { "customer.go": "c" } },
    c: { on: { go: "d" } },
    d: { on: { back: "a" } },
  },
});

let called = 0;
const callback = () => { ++called; };
const working = createMachine({
  initial: "menu",
  context: { tries: 0, vip: false, last: "" },
  states: {
    menu: {
      entry: [callback, callback],
      on: {
        pressed: [
          { target: "sales", guard: ({ context, event }) => context.vip && event.input.digits === "9" },
          {
            target: "support",
            guard: ({ event }) => event.input.digits === "1",
            actions: assign({ tries: ({ context }) => context.tries + 1, last: ({ event }) => event.input.digits }),
          },
          { target: "menu", reenter: true },
        ],
      },
    },
    support: {
      entry: [callback, callback],
      on: {
        done: [
          { target: "menu", guard: ({ event }) => event.input.digits === "1" },
          { target: "sales", guard: ({ event }) => event.input.digits === "2" },
          { target: "sales" },
        ],
      },
    },
    sales: { entry: callback, on: { done: "menu" } },
  },
});

function helperTwiml() {
  const response = new twiml.VoiceResponse();
  response
    .gather({ numDigits: 1, timeout: 5, action: "/calls/flow?call_id=CA1&event=chose" })
    .say("For sales press 1, for support & all else press 2");
  response.say("We did not hear anything");
  response.redirect("/calls/flow?call_id=CA1&event=again");
  return response.toString();
}

function helperTropo() {
  const response = new tropo.TropoWebAPI();
  response.ask(new Choices("[1 DIGIT]", "dtmf"), null, null, null, null, null, null,
    new Say("For sales press 1, for support & all else press 2"), 5);
  response.on("continue", null, "/calls/flow?call_id=CA1&event=chose");
  response.on("incomplete", null, "/calls/flow?call_id=CA1&event=again", null, new Say("We did not hear anything"));
  return tropo.TropoJSON(response);
}

const input = { digits: "1" };
const lines = {
  table: steps(table, ["go", "customer.go", "go", "back"].map((type) => ({ type, input }))),
  working: steps(working, ["pressed", "done"].map((type) => ({ type, input }))),
  twilio: perSecond(helperTwiml),
  tropo: perSecond(helperTropo),
};
if (called === 0 || !helperTwiml().includes("<Redirect>") || !helperTropo().includes("ask")) throw new Error("nothing was measured");
for (const [name, rate] of Object.entries(lines)) console.log(`${name}\t${rate.toFixed(0)}`);
