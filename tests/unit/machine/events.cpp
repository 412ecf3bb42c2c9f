// Which candidates an event has, and in which order they are tried.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

namespace {

// Targets of everything that was tried for an event in state `a`, in order.
std::string tried(std::string_view text, std::string_view event) {
    Played flow(text);
    flow.fire(event);
    std::string names;
    for (const auto& one : flow.last().tried) {
        const bool same = one.branch->kind == callflow::flow::Branch::Kind::same;
        names += (names.empty() ? "" : " ") + (same ? "same" : flow.machine().flow().states[one.branch->target].name);
    }
    return names;
}

constexpr std::string_view order = R"(
vars: {no: false}
on:
  e: {to: d, if: no}
  customer.e: {to: c, if: no}
states:
  a:
    response: [say: x]
    on:
      e: {to: b, if: no}
      customer.e: [{to: same, if: no}, {to: a, if: no}]
  b: {final: true}
  c: {final: true}
  d: {final: true}
  f: {on: {agent.e: b}}
)";

} // namespace

TEST_CASE("own actor.event, own bare event, then the flow's in the same order") {
    CHECK(tried(order, "customer.e") == "same a b c d");
}

TEST_CASE("a bare event never matches a key with an actor") { CHECK(tried(order, "e") == "b d"); }

TEST_CASE("an actor that only other states name gets the bare handlers") { CHECK(tried(order, "agent.e") == "b d"); }

TEST_CASE("an actor that no state names gets the bare handlers, and keeps its name") {
    Played flow(R"(
actors: {customer: {}, agent: {}}
states:
  a: {response: [say: x], on: {e: {to: same, do: [log: "{{ actor }} {{ event }} {{ transition.event }}"]}}}
)");
    CHECK(flow.fire("agent.e") == Outcome::moved);
    CHECK(flow.effects() == Texts{"log text=agent e agent.e"});
    CHECK(flow.fire("e") == Outcome::moved);
    CHECK(flow.effects() == Texts{"log text= e e"});
}

TEST_CASE("one event's candidates are tried in document order through blocks") {
    CHECK(tried(R"(
vars: {no: false, yes: true}
states:
  a:
    response: [say: x]
    on:
      - on: {e: {to: b, if: no}}
      - if: yes
        on:
          - unless: yes
            on: {e: c}
          - on: {e: [{to: d, if: no}, same]}
      - on: {e: b}
  b: {final: true}
  c: {final: true}
  d: {final: true}
)",
                "e") == "b c d same");
}

TEST_CASE("conditions of all enclosing blocks hold together") {
    for (const bool outer : {false, true}) {
        for (const bool inner : {false, true}) {
            Played flow(R"(
vars: {outer: false, inner: false}
states:
  a:
    response: [say: x]
    on:
      - if: outer
        on:
          - unless: inner
            on: {e: b}
  b: {response: [say: x]}
)");
            flow.set("outer", Value::boolean(outer));
            flow.set("inner", Value::boolean(inner));
            CHECK(flow.fire("e") == (outer && !inner ? Outcome::moved : Outcome::refused));
        }
    }
}

TEST_CASE("flow-wide events hold in every state that is not final") {
    Played flow(R"(
on: {e: b}
states:
  a: {response: [say: x]}
  b: {final: true}
)");
    CHECK(flow.machine().candidates(1, flow.machine().flow().find_event("", "e")).empty());
    CHECK(flow.fire("e") == Outcome::moved);
    CHECK(flow.fire("e") == Outcome::refused);
    CHECK(flow.state() == "b");
}

TEST_CASE("an event that no state handles under any actor is unknown") {
    Played flow(R"(
states:
  a: {response: [say: x]}
  b: {on: {agent.e: a, f: a}}
)");
    CHECK(flow.fire("agent.e") == Outcome::refused);
    CHECK(flow.fire("e") == Outcome::refused);
    CHECK(flow.fire("customer.e") == Outcome::refused);
    CHECK(flow.fire("customer.f") == Outcome::refused);
    CHECK(flow.fire("g") == Outcome::unknown);
    CHECK(flow.fire("agent.g") == Outcome::unknown);
    CHECK(flow.last().moves.empty());
    CHECK(flow.fire("next") == Outcome::refused);
    CHECK(flow.fire("customer.next") == Outcome::unknown);
}

TEST_CASE("an unknown event leaves the call alone") {
    Played flow(R"(
states: {a: {response: [say: "{{ input.digits }}{{ event }}"], on: {e: same}}}
)");
    flow.fire("e", {{"digits", Value::string("1")}});
    const std::string before = everything(flow.call());
    CHECK(flow.fire("nonsense", {{"digits", Value::string("2")}}) == Outcome::unknown);
    CHECK(everything(flow.call()) == before);
}

TEST_CASE("candidates of next are the state's own") {
    Played flow(R"(
vars: {no: false}
states:
  a: {response: [say: x], next: [{to: b, if: no}, c]}
  b: {final: true}
  c: {final: true}
)");
    CHECK(flow.machine().candidates(0, callflow::flow::next_event).size() == 2);
    CHECK(flow.machine().candidates(0, callflow::flow::next_event)[0].handler == nullptr);
    CHECK(flow.fire("next") == Outcome::moved);
    CHECK(flow.state() == "c");
}
