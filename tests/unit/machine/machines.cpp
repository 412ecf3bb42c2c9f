// Machines side by side.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

namespace {

// As in call_center: one call with two machines, each with a state and events of its own.
constexpr std::string_view two = R"(
initial: greeting
signals: {hangup: customer.hangs_up}
vars: {n: 0}
on: {customer.hangs_up: ended}
states:
  greeting: {response: [say: "{{ state }} {{ attempt }}"], on: {put_through: talking}, next: same}
  talking: {response: [dial: {number: "+15550001111", action: done}], on: {done: ended}, timers: {nudge: 20s}}
  ended: {final: completed}
machines:
  recording:
    initial: "off"
    on: {fail: {to: same, set: {n: 1 / n}}}
    states:
      "off": {response: [say: "recording {{ state }} {{ attempt }}"], on: {record: running}, next: same, before: [b]}
      running: {response: [], on: {stop: saved}, timers: {stop: 10s}, after: [started]}
      saved: {final: stored}
)";

std::string place(Played& flow, std::uint32_t machine = 0) {
    return flow.machine().path(flow.machine().seen_by(flow.call(), machine).configuration);
}

} // namespace

TEST_CASE("every machine begins in its initial state, and an event goes to the one that has it") {
    Played flow(two);
    flow.start();
    CHECK(flow.machine().machines() == 2);
    CHECK(flow.machine().machine_of_body(1) == 1);
    CHECK(flow.machine().machine_name(1) == "recording");
    CHECK(flow.path() == "greeting off");
    CHECK(flow.fire("record") == Outcome::moved);
    CHECK(flow.last().machine == 1);
    CHECK(flow.effects() == Texts{"started"});
    CHECK(place(flow, 1) == "running");
    CHECK(place(flow) == "greeting");
    CHECK(flow.fire("put_through") == Outcome::moved);
    CHECK(flow.last().machine == 0);
    CHECK(place(flow) == "talking");
    CHECK(place(flow, 1) == "running");
}

TEST_CASE("timers of all machines fire in order of time, each in its own") {
    Played flow(two);
    flow.fire("put_through");
    flow.fire("record");
    callflow::engine::Time due = 0;
    CHECK(flow.machine().next_timer(flow.call(), due));
    CHECK(due == 10'000'000'000);
    const auto results = flow.wait(30);
    REQUIRE(results.size() == 2);
    CHECK(results[0].machine == 1);
    CHECK(results[1].machine == 0); // nobody handles nudge
    CHECK(place(flow, 1) == "saved");
    const Call seen = flow.machine().seen_by(flow.call(), 1);
    CHECK(seen.ended);
    CHECK(seen.outcome == "stored");
    CHECK_FALSE(flow.call().ended); // the end of one machine is not that of the call
}

TEST_CASE("an event is refused by the machine that has it") {
    Played flow(two);
    CHECK(flow.fire("stop") == Outcome::refused);
    CHECK(flow.last().machine == 1);
    CHECK(flow.fire("nonsense") == Outcome::unknown);
}

TEST_CASE("a hang-up ends the call for all machines, and so does the end of the top-level flow") {
    for (const char* last : {"customer.hangs_up", "done"}) {
        Played flow(two);
        flow.fire("put_through");
        flow.fire("record");
        CHECK(flow.fire(last) == Outcome::moved);
        CHECK(place(flow, 1) == "running");
        CHECK(flow.call().ended);
        CHECK(flow.machine().seen_by(flow.call(), 1).ended);
        CHECK(flow.wait(100).empty()); // no timer is left
    }
}

TEST_CASE("a hang-up that nobody handles closes the call for all machines") {
    Played flow(R"(
states: {a: {response: [say: A], on: {go: a}}}
machines: {m: {initial: x, states: {x: {response: [say: X], on: {tick: same}, timers: {tick: 5s}}}}}
)");
    CHECK(flow.fire("hangs_up") == Outcome::ended);
    CHECK(flow.machine().seen_by(flow.call(), 1).ended);
    CHECK(flow.fire("tick") == Outcome::refused);
    CHECK(flow.wait(10).empty());
}

TEST_CASE("a hang-up belongs to the machine that handles it") {
    Played flow(R"(
states: {a: {response: [say: A], on: {go: a}}}
machines: {m: {initial: x, states: {x: {response: [say: X], on: {hangs_up: y}}, y: {final: gone}}}}
)");
    CHECK(flow.fire("hangs_up") == Outcome::moved);
    CHECK(flow.last().machine == 1);
    CHECK(flow.call().ended);
    CHECK(flow.call().hung_up);
    CHECK(flow.machine().seen_by(flow.call(), 1).outcome == "gone");
}

TEST_CASE("state, attempt and response are those of the machine that is asked") {
    Played flow(two);
    flow.fire("next");
    callflow::flow::ResolvedResponse response;
    const auto said = [&](std::uint32_t machine) {
        REQUIRE(flow.machine().respond(flow.machine().seen_by(flow.call(), machine), "twilio", response));
        return *response.verbs.front().content();
    };
    CHECK(said(0) == "greeting 2");
    CHECK(said(1) == "recording off 1");
    callflow::engine::Request request = flow.machine().request("next");
    request.machine = 1;
    StepResult result;
    flow.machine().step(flow.call(), request, result);
    CHECK(result.machine == 1);
    CHECK(said(0) == "greeting 2");
    CHECK(said(1) == "recording off 2");
}

TEST_CASE("a step that fails in one machine leaves all as they were, and another may hear of it") {
    Played flow(two);
    flow.fire("next");
    CHECK(flow.fire("fail") == Outcome::failed);
    CHECK_FALSE(flow.last().error_signal);
    CHECK(place(flow, 1) == "off");
    CHECK(flow.call().attempt == 2);

    Played heard(R"(
vars: {n: 0}
states: {a: {response: [say: A], on: {error: b}}, b: {response: [say: B]}}
machines: {m: {initial: x, states: {x: {response: [say: X], on: {fail: {to: same, set: {n: 1 / n}}}}}}}
)");
    CHECK(heard.fire("fail") == Outcome::failed);
    CHECK(heard.last().machine == 1);
    CHECK(heard.last().error_signal);
    CHECK(heard.state() == "b");
}

TEST_CASE("machines have sub-flows of their own") {
    Played flow(R"(
states: {a: {response: [say: A], on: {go: a}}}
machines:
  m:
    initial: x
    states: {x: {flow: s, on: {end: y}}, y: {response: [say: Y]}}
flows: {s: {initial: p, states: {p: {response: [say: P], on: {up: end}}, end: {final: true}}}}
)");
    flow.start();
    CHECK(place(flow, 1) == "x/p");
    CHECK(flow.fire("up") == Outcome::moved);
    CHECK(flow.last().machine == 1);
    CHECK(place(flow, 1) == "y");
    flow.machine().enter(flow.call(), flow.machine().find("x/p"));
    CHECK(place(flow, 1) == "x/p");
    CHECK(place(flow) == "a");
}
