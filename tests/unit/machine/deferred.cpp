// Deferred callbacks: collected in groups, run when their group is flushed.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;
using Group = callflow::engine::DeferredCallback::Group;

namespace {

Texts flush(Played& flow, Group group) {
    StepResult result;
    flow.machine().flush(flow.call(), group, result);
    return Played::effects(result);
}

constexpr const char* flow_text = R"(
defer_callbacks: true
vars: {n: 0}
after: [{run: flow_after, when: always}]
states:
  a: {response: [say: x], on: {go: b, other: b}}
  b:
    response: [say: x]
    on: {go: same, no: [{to: a, if: "false"}]}
    before: [before_b]
    after: [{run: after_b}, {run: failed_b, when: failure}, {run: always_b, when: always}, {log: "n is {{ n }}"}]
)";

} // namespace

TEST_CASE("deferred callbacks wait for their group; an always joins both after and failure") {
    Played flow(flow_text);
    CHECK(flow.fire("go") == Outcome::moved);
    CHECK(flow.effects().empty());
    CHECK(flush(flow, Group::before) == Texts{"before_b"});
    CHECK(flush(flow, Group::before).empty());
    flow.set("n", Value::integer(7)); // a callback sees the names as they are when it runs
    CHECK(flush(flow, Group::after) == Texts{"after_b", "always_b", "log text=n is 7", "flow_after"});
    CHECK(flush(flow, Group::failure) == Texts{"always_b", "flow_after"});
    CHECK(flush(flow, Group::after).empty());
}

TEST_CASE("callbacks of several steps gather in the order in which they fell due") {
    Played flow(flow_text);
    flow.fire("go");
    flow.fire("no");
    CHECK(flow.last().outcome == Outcome::refused);
    CHECK(flush(flow, Group::failure) == Texts{"always_b", "flow_after", "failed_b", "always_b", "flow_after"});
}

TEST_CASE("a step that fails leaves no callbacks behind") {
    Played flow(R"(
defer_callbacks: true
states:
  a: {response: [say: x], on: {go: {to: b, set: {n: 1 / 0}}}}
  b: {response: [say: x], before: [before_b]}
vars: {n: 0}
)");
    CHECK(flow.fire("go") == Outcome::failed);
    CHECK(flush(flow, Group::before).empty());
}
