// The names that expressions see: input, inputs, call, params, attempt, now; and vars set from outside.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

TEST_CASE("input holds what this event brought and nothing older") {
    Played flow(R"(
vars: {seen: ""}
states:
  a:
    response: [say: x]
    on: {e: {to: same, set: {seen: 'input.digits + "|" + string(has(input.digits)) + "|" + string(input.dial_duration)'}}}
)");
    flow.fire("e", {{"digits", Value::string("12")}, {"dial_duration", Value::integer(3)}});
    CHECK(flow.var("seen") == "12|true|3");
    flow.fire("e", {{"speech", Value::string("unread")}});
    CHECK(flow.var("seen") == "|false|0");
}

TEST_CASE("input of another type is read as the field's, or counts as not brought") {
    Played flow(R"(
vars: {seen: ""}
states:
  a: {response: [say: x], on: {e: {to: same, set: {seen: 'input.digits + "|" + string(input.dial_duration)'}}}}
)");
    flow.fire("e", {{"digits", Value::integer(12)}, {"dial_duration", Value::string("30")}});
    CHECK(flow.var("seen") == "12|30");
    flow.fire("e", {{"digits", Value::list({})}, {"dial_duration", Value::string("soon")}});
    CHECK(flow.var("seen") == "|0");
}

TEST_CASE("inputs.STATE is the input of the event that last left the state") {
    Played flow(R"(
states:
  a: {response: [say: x], on: {go: b, again: same}, next: c}
  b: {response: [say: x], on: {back: a, look: {to: same, do: [{log: "{{ inputs.a.digits }}|{{ has(inputs.a.digits) }}|{{ inputs.c.digits }}"}]}}}
  c: {next: b}
)");
    flow.fire("go", {{"digits", Value::string("1")}});
    flow.fire("look", {{"digits", Value::string("2")}});
    CHECK(flow.effects() == Texts{"log text=1|true|"});
    flow.fire("back", {{"digits", Value::string("3")}});
    flow.fire("again", {{"digits", Value::string("4")}});
    flow.fire("go");
    flow.fire("look");
    CHECK(flow.effects() == Texts{"log text=|false|"});
    flow.fire("back");
    flow.fire("next", {{"digits", Value::string("5")}});
    CHECK(flow.path() == "c b");
    flow.fire("look");
    CHECK(flow.effects() == Texts{"log text=5|true|5"});
}

TEST_CASE("a call's fields, its params and the clock are there") {
    Played flow(R"(
states:
  a: {response: [say: x], on: {e: {to: same, do: [{log: "{{ call.id }} {{ call.from }} {{ has(call.to) }} {{ now }} {{ params.CallSid }}"}]}}}
)");
    const Machine& machine = flow.machine();
    const std::pair<std::string, Value> info[] = {{"from", Value::string("+1555")},
                                                  {"status", Value::string("unread")}};
    flow.call() = machine.new_call("CA7", info, 5'000'000'000);
    callflow::engine::StepResult result;
    machine.start(flow.call(), result);
    callflow::engine::Request request = machine.request("e");
    request.params = Value::map({{Value::string("CallSid"), Value::string("CAx")}});
    machine.step(flow.call(), request, result);
    CHECK(Played::effects(result) == Texts{"log text=CA7 +1555 false 1970-01-01T00:00:05Z CAx"});
    // An event that brings no params leaves those that came last; one that does brings all there are.
    machine.set_info(flow.call(), "to", Value::string("+1"));
    machine.step(flow.call(), machine.request("e"), result);
    CHECK(Played::effects(result) == Texts{"log text=CA7 +1555 true 1970-01-01T00:00:05Z CAx"});
    request.params = Value::map({{Value::string("Digits"), Value::string("1")}});
    machine.step(flow.call(), request, result);
    CHECK(result.outcome == Outcome::failed); // params holds only what came
}

TEST_CASE("vars take values of their type, and plain text that reads as one") {
    Played flow(R"(
vars: {n: 1, ratio: 1.5, on_hold: false, name: x, wait: {type: duration, default: 1s}, any: {type: dyn, default: null}, few: {type: int, default: 1, max: 3}}
states: {a: {response: [say: x]}}
)");
    const auto set = [&](const char* name, const Value& value) {
        const auto done = flow.machine().set_var(flow.call(), name, value);
        return done ? flow.var(name) : done.error().message;
    };
    CHECK(set("n", Value::integer(4)) == "4");
    CHECK(set("n", Value::string("5")) == "5");
    CHECK(set("n", Value::string("five")) == "'n' takes int, not string");
    CHECK(set("n", Value::real(6)) == "6");
    CHECK(set("n", Value::real(6.5)) == "'n' takes int, not double");
    CHECK(set("ratio", Value::integer(2)) == "2");
    CHECK(set("on_hold", Value::string("true")) == "true");
    CHECK(set("name", Value::integer(17)) == "17");
    CHECK(set("wait", Value::string("90s")) == "90s");
    CHECK(set("any", Value::list({Value::integer(1)})) == "[1]");
    CHECK(set("few", Value::integer(4)) == "'few': '4' is more than 3");
    CHECK(set("few", Value::integer(3)) == "3");
    const auto unknown = flow.machine().set_var(flow.call(), "nobody", Value::integer(4));
    CHECK(unknown.error().message == "no var 'nobody'");
}

TEST_CASE("a state that was only entered starts its timers and runs nothing") {
    Played flow(R"(
states:
  a: {response: [say: x]}
  b: {next: c, timers: {t: 1s}, before: [hook], on: {t: c}}
  c: {final: done}
)");
    flow.at("b");
    CHECK(flow.state() == "b");
    CHECK(flow.call().timers.size() == 1);
    flow.at("c");
    CHECK(flow.call().outcome == "done");
}
