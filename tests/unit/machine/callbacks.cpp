// The order of one step, and who sees what in it.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

TEST_CASE("before, set and do, the change, after; own first, then the flow's; then transient states") {
    Played flow(R"(
vars: {n: 0}
before: [{log: "flow before {{ state }} {{ n }}"}]
after: [{log: "flow after {{ state }} {{ n }}"}]
states:
  a:
    response: [say: x]
    after: [of_the_state_left]
    on: {e: {to: b, set: {n: n + 1}, do: [{log: "do {{ state }} {{ n }}"}, hook]}}
  b:
    before: [{log: "before {{ state }} {{ n }}"}, {set: {n: n + 10}}]
    after: [{log: "after {{ state }} {{ n }}"}, second]
    next: c
  c: {response: [say: x]}
)");
    flow.start();
    CHECK(flow.effects().empty());
    flow.fire("e");
    CHECK(flow.effects() == Texts{"log text=before a 0", "set n=10", "log text=flow before a 10", "set n=11",
                                  "log text=do a 11", "hook", "log text=after b 11", "second",
                                  "log text=flow after b 11", "log text=flow before b 11", "log text=flow after c 11"});
    using Group = callflow::engine::RecordedEffect::Group;
    CHECK(flow.last().effects[0].group == Group::before);
    CHECK(flow.last().effects[3].group == Group::transition);
    CHECK(flow.last().effects[6].group == Group::success);
}

TEST_CASE("entering the initial state runs no callbacks") {
    Played flow(R"(
before: [x]
after: [y]
states: {a: {response: [say: x], before: [b], after: [c], on: {e: same}}}
)");
    flow.start();
    CHECK(flow.effects().empty());
    flow.at("a");
    CHECK(flow.effects().empty());
    flow.fire("e");
    CHECK(flow.effects() == Texts{"b", "x", "c", "y"});
}

TEST_CASE("unique leaves out loopbacks, same and the state itself alike") {
    Played flow(R"(
states:
  a:
    response: [say: x]
    on: {again: same, anew: a, other: b}
    before: [{run: before, unique: true}]
    after: [{run: after, unique: true}, {run: always, when: always, unique: true}]
  b: {response: [say: x], on: {back: a}}
)");
    flow.fire("again");
    CHECK(flow.effects().empty());
    flow.fire("anew");
    CHECK(flow.effects().empty());
    flow.fire("other");
    CHECK(flow.effects().empty());
    flow.fire("back");
    CHECK(flow.effects() == Texts{"before", "after", "always"});
}

TEST_CASE("callbacks see the transition") {
    Played flow(R"(
states:
  a: {response: [say: x], on: {customer.e: b}}
  b:
    response: [say: x]
    on: {f: same}
    before: [{log: "{{ transition.event }} {{ transition.from }} {{ transition.to }} {{ transition.loopback }} {{ transition.refused }}"}]
)");
    flow.fire("customer.e");
    CHECK(flow.effects() == Texts{"log text=customer.e a b false false"});
    flow.fire("f");
    CHECK(flow.effects() == Texts{"log text=f b b true false"});
}

TEST_CASE("effects are recorded with every template evaluated") {
    Played flow(R"(
actors:
  customer: {url: "/c/{{ call.id }}/{{ event }}"}
  agent: {url: "/agents?event={{ event }}&agent={{ agent_id }}&to={{ actor }}"}
vars: {agent_id: "1 7", other: CA2}
states:
  a:
    response: [say: x]
    on:
      e:
        to: same
        do:
          - notify_team
          - log: "hello {{ agent_id }}"
          - webhook: {url: "https://x.example/{{ agent_id }}?q={{ agent_id }}", method: PUT, json: {id: "{{ attempt }}", text: "no {{ attempt }}", list: [1, "{{ attempt + 1 }}"], flag: true}}
          - redirect: {call: "{{ other }}", event: customer.f}
          - redirect: {call: "{{ other }}", event: agent.f, status: completed}
          - originate: {to: "+1555", from: "+1556", event: agent.f}
      customer.f: same
      agent.f: same
)");
    flow.fire("e");
    CHECK(
        flow.effects() ==
        Texts{
            "notify_team", "log text=hello 1 7",
            R"(webhook url=https://x.example/1%207?q=1%207 method=PUT json={"id":1,"text":"no 1","list":[1,2],"flag":true})",
            "redirect call=CA2 event:f actor:customer address:/c/CA2/f",
            "redirect call=CA2 status=completed event:f actor:agent "
            "address:/agents?event=f&agent=1%207&to=agent",
            "originate to=+1555 from=+1556 event:f actor:agent "
            "address:/agents?event=f&agent=1%207&to=agent"});
}
