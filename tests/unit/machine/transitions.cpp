// What a transition may be written as, and what each form does.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

TEST_CASE("of a list the first transition whose guards hold is taken") {
    Played flow(R"(
vars: {n: 0}
states:
  a:
    response: [say: x]
    on: {e: [{to: b, if: n == 1}, {to: c, if: n >= 1, unless: n == 3}, d]}
  b: {response: [say: x]}
  c: {response: [say: x]}
  d: {response: [say: x]}
)");
    const std::pair<int, const char*> expected[] = {{0, "d"}, {1, "b"}, {2, "c"}, {3, "d"}};
    for (const auto& [n, state] : expected) {
        flow.at("a").set("n", Value::integer(n));
        flow.fire("e");
        CHECK(flow.state() == state);
    }
}

TEST_CASE("case keys compare as text with the value's text") {
    Played flow(R"(
vars: {n: {type: dyn, default: null}}
states:
  a:
    response: [say: x]
    on: {e: {switch: n, case: {1: one, "true": yes, hello: text, 1.5: half}, else: other}}
  one: {response: [say: x]}
  yes: {response: [say: x]}
  text: {response: [say: x]}
  half: {response: [say: x]}
  other: {response: [say: x]}
)");
    const std::pair<Value, const char*> expected[] = {
        {Value::integer(1), "one"},        {Value::string("1"), "one"}, {Value::boolean(true), "yes"},
        {Value::string("hello"), "text"},  {Value::real(1.5), "half"},  {Value::string("Hello"), "other"},
        {Value::string("hello "), "other"}};
    for (const auto& [n, state] : expected) {
        flow.at("a").set("n", n);
        flow.fire("e");
        CHECK(flow.state() == state);
    }
}

TEST_CASE("a case whose guards fail takes else, and so does a switch whose expression errs") {
    Played flow(R"(
vars: {n: 0}
states:
  a:
    response: [say: x]
    on: {e: {switch: 6 / n, case: {3: {to: b, if: n > 9}, 6: [{to: c, if: n > 9}, d]}, else: z}}
  b: {response: [say: x]}
  c: {response: [say: x]}
  d: {response: [say: x]}
  z: {response: [say: x]}
)");
    const std::pair<int, const char*> expected[] = {{0, "z"}, {1, "d"}, {2, "z"}, {3, "z"}};
    for (const auto& [n, state] : expected) {
        flow.at("a").set("n", Value::integer(n));
        CHECK(flow.fire("e") == Outcome::moved);
        CHECK(flow.state() == state);
    }
}

TEST_CASE("a switch that comes to nothing is a candidate that does not hold") {
    Played flow(R"(
vars: {n: 0}
on: {e: z}
states:
  a: {response: [say: x], on: {e: {switch: n, case: {1: b}}}}
  b: {response: [say: x]}
  z: {response: [say: x]}
)");
    flow.fire("e");
    CHECK(flow.state() == "z");
}

TEST_CASE("a guard that errs does not hold, if and unless alike") {
    Played flow(R"(
vars: {n: 0}
states:
  a: {response: [say: x], on: {e: [{to: b, if: 1 / n == 1}, {to: c, unless: 1 / n == 1}, d]}}
  b: {response: [say: x]}
  c: {response: [say: x]}
  d: {response: [say: x]}
)");
    CHECK(flow.fire("e") == Outcome::moved);
    CHECK(flow.state() == "d");
    REQUIRE(flow.last().tried.size() == 3);
    CHECK(flow.last().tried[0].why.find("if: 1 / n == 1: ") == 0);
    CHECK(flow.last().tried[1].why.find("unless: 1 / n == 1: ") == 0);
    CHECK(flow.last().tried[2].held);
    CHECK_FALSE(flow.last().error.message.empty());
}

TEST_CASE("the trace says which condition did not hold") {
    Played flow(R"(
vars: {vip: false, n: 3}
states:
  a:
    response: [say: x]
    on: [{if: n > 5, on: {e: b}}, {on: {e: [{to: b, if: vip}, {to: same, unless: n == 3}]}}]
  b: {response: [say: x]}
)");
    CHECK(flow.fire("e") == Outcome::refused);
    REQUIRE(flow.last().tried.size() == 3);
    CHECK(flow.last().tried[0].why == "if: n > 5");
    CHECK(flow.last().tried[1].why == "if: vip");
    CHECK(flow.last().tried[2].why == "unless: n == 3");
}

TEST_CASE("same counts an attempt; naming the state itself enters it anew") {
    Played flow(R"(
states:
  a: {response: [say: x], on: {again: same, anew: a}}
)");
    flow.start();
    CHECK(flow.call().attempt == 1);
    flow.fire("again");
    flow.fire("again");
    CHECK(flow.call().attempt == 3);
    CHECK(flow.last().moves[0].loopback);
    flow.fire("anew");
    CHECK(flow.call().attempt == 1);
    CHECK(flow.last().moves[0].loopback);
}

TEST_CASE("guards see the old values, also of attempt and state") {
    Played flow(R"(
vars: {n: 0}
states:
  a:
    response: [say: x]
    on: {e: [{to: same, if: n == 0 && attempt == 1 && state == "a", set: {n: "1"}}, {to: b, if: n == 1 && attempt == 2}]}
  b: {response: [say: x]}
)");
    flow.fire("e");
    CHECK(flow.state() == "a");
    flow.fire("e");
    CHECK(flow.state() == "b");
}

TEST_CASE("a transition's right sides are all evaluated first, then assigned") {
    Played flow(R"(
vars: {left: 1, right: 2}
states:
  a: {response: [say: x], on: {e: {to: same, set: {left: right, right: left}}}}
)");
    flow.fire("e");
    CHECK(flow.var("left") == "2");
    CHECK(flow.var("right") == "1");
    CHECK(flow.effects() == Texts{"set left=2 right=1"});
}
