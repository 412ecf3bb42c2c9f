// Final states, hang-ups and other signals, refusals, and states that go on by themselves.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

TEST_CASE("a final state ends the flow with its outcome") {
    Played flow(R"(
states:
  a: {response: [say: x], on: {e: done, f: plain}}
  done: {final: completed}
  plain: {final: true}
)");
    flow.fire("e");
    CHECK(flow.call().ended);
    CHECK(flow.call().outcome == "completed");
    flow.at("a").fire("f");
    CHECK(flow.call().outcome == "plain");
    CHECK_FALSE(flow.call().hung_up);
}

TEST_CASE("an initial state may be final") {
    Played flow("\nstates: {a: {final: greeted, response: [say: x]}}\n");
    flow.start();
    CHECK(flow.call().ended);
    CHECK(flow.call().outcome == "greeted");
}

TEST_CASE("a refused event leaves the state and runs callbacks of failure and always") {
    Played flow(R"(
after: [{run: flow_failed, when: failure}, {run: flow_always, when: always}, flow_success]
before: [flow_before]
states:
  a:
    response: [say: x]
    before: [before_a]
    after:
      - {run: failed, when: failure}
      - succeeded
      - {run: always, when: always}
      - {run: never, when: always, unique: true}
      - {log: "{{ transition.event }} {{ transition.from }} {{ transition.to }} {{ transition.refused }} {{ transition.loopback }}", when: failure}
  b: {on: {e: a}}
)");
    CHECK(flow.fire("e") == Outcome::refused);
    CHECK(flow.state() == "a");
    CHECK(flow.call().attempt == 1);
    CHECK(flow.effects() == Texts{"failed", "always", "log text=e a a true true", "flow_failed", "flow_always"});
}

TEST_CASE("an unhandled hang-up ends the call without failure callbacks") {
    Played flow(R"(
signals: {hangup: customer.hangs_up}
after: [{run: failed, when: failure}]
states:
  a: {response: [say: x], on: {e: same}, after: [{run: always, when: always}]}
  b: {on: {customer.hangs_up: a}}
)");
    CHECK(flow.fire("customer.hangs_up") == Outcome::ended);
    CHECK(flow.effects().empty());
    CHECK(flow.call().ended);
    CHECK(flow.call().hung_up);
    CHECK(flow.call().outcome.empty());
    CHECK(flow.state() == "a");
    // What the provider still had on its way finds the call closed, as in a final state.
    CHECK(flow.fire("customer.hangs_up") == Outcome::ignored);
    CHECK(flow.fire("e") == Outcome::refused);
    CHECK(flow.state() == "a");
}

TEST_CASE("a hang-up whose guards all fail is handled by nobody") {
    Played flow(R"(
signals: {hangup: gone}
vars: {no: false}
states: {a: {response: [say: x], on: {gone: {to: same, if: no}}}}
)");
    CHECK(flow.fire("gone") == Outcome::ended);
    CHECK(flow.call().ended);
}

TEST_CASE("a handled hang-up is a transition, and the call is over") {
    Played flow(R"(
states:
  a: {response: [say: x], on: {hangs_up: b}}
  b: {on: {e: same}, before: [cleanup], timers: {e: 1s}}
)");
    CHECK(flow.fire("hangs_up") == Outcome::moved);
    CHECK(flow.effects() == Texts{"cleanup"});
    CHECK(flow.call().ended);
    CHECK(flow.call().timers.empty());
}

TEST_CASE("without signals an actor's hang-up is an event like any other") {
    Played flow(R"(
states:
  a: {response: [say: x]}
  b: {on: {customer.hangs_up: a}}
)");
    CHECK(flow.fire("customer.hangs_up") == Outcome::refused);
    CHECK_FALSE(flow.call().ended);
    CHECK(flow.fire("hangs_up") == Outcome::ended);
}

TEST_CASE("an actor's event is not the bare signal, whether or not the flow names it so") {
    Played flow(R"(
states:
  a: {response: [say: x], on: {hangs_up: b}}
  b: {response: [say: x]}
)");
    CHECK(flow.fire("customer.hangs_up") == Outcome::moved);
    CHECK_FALSE(flow.call().hung_up);
    CHECK(flow.fire("customer.hangs_up") == Outcome::refused);
    CHECK(flow.fire("customer.busy") == Outcome::unknown);
    CHECK(flow.fire("hangs_up") == Outcome::ended);
}

TEST_CASE("other signals that nobody handles are ignored, those handled are transitions") {
    Played flow(R"(
states:
  a: {response: [say: x], after: [{run: failed, when: failure}], on: {no_answer: b}}
  b: {response: [say: x]}
)");
    for (const char* signal : {"busy", "failed", "canceled", "machine", "fallback", "incomplete"})
        CHECK(flow.fire(signal) == Outcome::ignored);
    CHECK(flow.effects().empty());
    CHECK_FALSE(flow.call().ended);
    CHECK(flow.fire("no_answer") == Outcome::moved);
}

TEST_CASE("in a final state signals are ignored and other events refused") {
    Played flow(R"(
on: {hangs_up: b, e: b}
after: [{run: failed, when: failure}]
states:
  a: {final: true}
  b: {final: true}
)");
    flow.start();
    CHECK(flow.fire("hangs_up") == Outcome::ignored);
    CHECK(flow.effects().empty());
    CHECK(flow.fire("e") == Outcome::refused);
    CHECK(flow.effects() == Texts{"failed"});
    CHECK(flow.fire("next") == Outcome::refused);
    CHECK(flow.state() == "a");
}

TEST_CASE("a state without a response goes on to its next at once") {
    Played flow(R"(
vars: {n: 0}
after: [{log: "{{ transition.event }} {{ transition.from }}-{{ transition.to }}"}]
states:
  a: {next: [{to: b, if: n == 0}, d]}
  b: {next: {to: c, set: {n: n + 1}}}
  c: {response: [say: x], on: {e: a}}
  d: {response: [say: x]}
)");
    flow.start();
    CHECK(flow.state() == "c");
    CHECK(flow.path() == "a b c");
    CHECK(flow.effects() == Texts{"log text=next a-b", "set n=1", "log text=next b-c"});
    CHECK(flow.last().moves[0].from == callflow::flow::none);
    CHECK_FALSE(flow.last().moves[0].where.valid());
    CHECK(flow.last().moves[1].event == callflow::flow::next_event);
    flow.fire("e");
    CHECK(flow.path() == "a d");
    CHECK(flow.effects() == Texts{"log text=e c-a", "log text=next a-d"});
}

TEST_CASE("a state with a response waits for next") {
    Played flow(R"(
states:
  a: {response: [say: x], next: [{to: same, if: attempt < 3}, b]}
  b: {final: true}
)");
    flow.start();
    CHECK(flow.state() == "a");
    flow.fire("next");
    flow.fire("next");
    CHECK(flow.call().attempt == 3);
    flow.fire("next");
    CHECK(flow.state() == "b");
}

TEST_CASE("a loop of transient states stops at its bound with the path, and nothing happened") {
    Played flow(R"(
vars: {n: 0}
states:
  a: {response: [say: x], on: {e: {to: b, set: {n: "5"}, do: [hook]}}}
  b: {next: c}
  c: {next: b}
)");
    flow.start();
    const std::string before = everything(flow.call());
    CHECK(flow.fire("e") == Outcome::failed);
    CHECK(flow.last().loop.size() == 101);
    CHECK(flow.last().loop[0] == 1);
    CHECK(flow.last().loop[1] == 2);
    CHECK(flow.last().moves.empty());
    CHECK(flow.effects().empty());
    CHECK(everything(flow.call()) == before);
}

TEST_CASE("a loop that ends within the bound is none") {
    Played flow(R"(
vars: {n: 0}
states:
  a: {next: [{to: same, if: attempt < 50}, b]}
  b: {final: true}
)");
    flow.start();
    CHECK(flow.state() == "b");
    CHECK(flow.last().moves.size() == 51);
}
