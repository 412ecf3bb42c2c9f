// Evaluation errors: the step fails, nothing has happened, and signal `error` is fired.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

namespace {

constexpr std::string_view failing = R"(
vars:
  n: {type: int, default: 1, min: 0, max: 5}
  language: {type: string, values: [en, es], default: en}
  free: {type: dyn, default: null}
states:
  a:
    response: [say: "{{ input.digits }} {{ transition.event }} {{ inputs.a.digits }}"]
    timers: {late: 60s}
    on:
      divide: {to: b, do: [hook], set: {n: 1 / (n - 1)}}
      maximum: {to: b, set: {n: n + 5}}
      minimum: {to: b, set: {n: n - 2}}
      values: {to: b, set: {language: input.speech}}
      type: {to: b, set: {n: free}}
      second: {to: b, set: {language: '"es"', n: 1 / (n - 1)}}
      template: {to: b, do: [{log: "{{ 1 / (n - 1) }}"}]}
      before: {to: broken_before, set: {n: "3"}}
      after: {to: broken_after, set: {n: "3"}}
      transient: {to: passing, set: {n: "3"}}
      late: same
  b: {response: [say: x], after: [{set: {n: "2"}}]}
  broken_before: {response: [say: x], before: [{set: {n: "2"}}, {log: "{{ 1 / (n - 2) }}"}]}
  broken_after: {response: [say: x], timers: {late: 1s}, after: [{set: {n: "2"}}, {log: "{{ 1 / (n - 2) }}"}], on: {late: same}}
  passing: {before: [hook], next: broken_after}
)";

} // namespace

TEST_CASE("an error in set, an effect or a template leaves everything as it was") {
    for (const char* event :
         {"divide", "maximum", "minimum", "values", "type", "second", "template", "before", "after", "transient"}) {
        Played flow(failing);
        flow.start();
        flow.set("free", Value::string("text"));
        flow.fire("late", {{"digits", Value::string("12")}});
        const std::string before = everything(flow.call());
        INFO(event);
        CHECK(flow.fire(event, {{"digits", Value::string("7")}, {"speech", Value::string("fr")}}) == Outcome::failed);
        CHECK(flow.effects().empty());
        CHECK(flow.last().moves.empty());
        CHECK_FALSE(flow.last().error_signal);
        CHECK_FALSE(flow.error().empty());
        CHECK(flow.last().error.where.valid());
        CHECK(everything(flow.call()) == before);
    }
}

TEST_CASE("a value outside a var's domain is named with what it may be") {
    Played flow(failing);
    flow.fire("maximum");
    CHECK(flow.error() == "'n': '6' is more than 5");
    flow.fire("minimum");
    CHECK(flow.error() == "'n': '-1' is less than 0");
    flow.fire("values", {{"speech", Value::string("fr")}});
    CHECK(flow.error() == "'language': 'fr' is not one of en, es");
    flow.set("free", Value::string("text"));
    flow.fire("type");
    CHECK(flow.error() == "'n' takes int, not string");
    flow.set("free", Value::integer(4));
    CHECK(flow.fire("type") == Outcome::moved);
    CHECK(flow.var("n") == "2");
}

TEST_CASE("a failed step fires signal error where somebody handles it") {
    Played flow(R"(
signals: {error: trouble}
vars: {n: 0}
on: {trouble: {to: sorry, set: {n: n + 100}}}
states:
  a: {response: [say: x], on: {e: {to: same, do: [hook], set: {n: 1 / n}}}}
  sorry: {response: [say: x], before: [apologise, {log: "{{ event }} {{ input.digits }} {{ input.error }}"}]}
)");
    CHECK(flow.fire("e", {{"digits", Value::string("7")}}) == Outcome::failed);
    CHECK(flow.last().error_signal);
    CHECK(flow.error().find("zero") != std::string::npos);
    CHECK(flow.state() == "sorry");
    CHECK(flow.var("n") == "100");
    CHECK(flow.effects() == Texts{"apologise", std::string("log text=trouble 7 ") + flow.error(), "set n=100"});
    REQUIRE(flow.last().moves.size() == 1);
    CHECK(flow.last().moves[0].event == flow.machine().flow().find_event("", "trouble"));
}

TEST_CASE("when the answer to error fails as well everything is as before") {
    Played flow(R"(
vars: {n: 0}
states:
  a: {response: [say: x], on: {e: {to: same, set: {n: 1 / n}}, error: {to: b, do: [{log: "{{ 2 / n }}"}]}}}
  b: {response: [say: x]}
)");
    flow.start();
    const std::string before = everything(flow.call());
    CHECK(flow.fire("e") == Outcome::failed);
    CHECK_FALSE(flow.last().error_signal);
    CHECK(flow.effects().empty());
    CHECK(everything(flow.call()) == before);
    CHECK(flow.fire("error") == Outcome::failed);
    CHECK(everything(flow.call()) == before);
}

TEST_CASE("an error in a failure callback fails the step") {
    Played flow(R"(
vars: {n: 0}
states:
  a: {response: [say: x], after: [{set: {n: n + 1}, when: failure}, {log: "{{ 1 / (n - 1) }}", when: failure}]}
  b: {on: {e: a}}
)");
    CHECK(flow.fire("e") == Outcome::failed);
    CHECK(flow.var("n") == "0");
}

TEST_CASE("a hang-up stays one when handling it fails") {
    Played flow(R"(
vars: {n: 0}
states:
  a: {response: [say: x], timers: {late: 1s}, on: {late: same, hangs_up: {to: b, set: {n: 1 / n}}}}
  b: {response: [say: x]}
)");
    CHECK(flow.fire("hangs_up") == Outcome::failed);
    CHECK(flow.state() == "a");
    CHECK(flow.call().hung_up);
    CHECK(flow.call().timers.empty());
}

TEST_CASE("a start that fails stays in the initial state") {
    Played flow(R"(
vars: {n: 0}
states:
  a: {next: {to: b, set: {n: 1 / n}}}
  b: {response: [say: x]}
)");
    flow.start();
    CHECK(flow.last().outcome == Outcome::failed);
    CHECK(flow.state() == "a");
    CHECK(flow.path() == "a");
    CHECK(flow.call().started);
}
