// Rules look through sub-flows and machines: what is handled outside is handled, and what ends inside ends.
#include "base/codes.hpp"
#include "doc/read.hpp"
#include "lint/rule.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace callflow;

// `code at line`, in order of place.
std::vector<std::string> findings(std::string_view body) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const std::string head = "callflow: 1\nname: x\ninitial: a\n";
    const base::FileId file = sources.add("flow.yaml", head + std::string(body));
    const auto document = doc::read_yaml(sources, file, diagnostics);
    REQUIRE(document);
    const auto flow = syntax::read_flow(*document, diagnostics);
    REQUIRE(flow);
    if (!diagnostics.has_errors()) lint::check(*flow, diagnostics);
    diagnostics.sort();
    std::vector<std::string> all;
    for (const auto& one : diagnostics.items())
        all.push_back(std::string(one.code->name) + " at " +
                      std::to_string(sources[file].position(one.where.begin).line - 3));
    return all;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("an event of a sub-flow's document may be handled outside, and nowhere else") {
    constexpr std::string_view handled = R"(states:
  a: {flow: s, on: {chose: b, end: b}}
  b: {final: true}
flows:
  s:
    initial: x
    states:
      x: {response: [gather: {action: chose, prompt: [say: Press]}], next: end}
      end: {final: true}
)";
    CHECK(findings(handled).empty());
    std::string flow_wide(handled);
    flow_wide.replace(flow_wide.find("chose: b, "), 10, "").insert(0, "on: {chose: b}\n");
    CHECK(findings(flow_wide).empty());
    std::string elsewhere(handled);
    elsewhere.replace(elsewhere.find("chose: b, "), 10, "");
    elsewhere.insert(elsewhere.find("  b:"), "  c: {response: [say: C], on: {chose: b}, next: a}\n");
    CHECK(findings(elsewhere) == Texts{"unreachable_state at 3", "dangling_event at 9"});
}

TEST_CASE("a timer of a state with a sub-flow may be handled inside") {
    CHECK(findings(R"(states:
  a: {flow: s, next: b, timers: {late: 9s}}
  b: {final: true}
flows:
  s:
    initial: x
    states:
      x: {response: [say: X], on: {late: end}, next: end}
      end: {final: true}
)")
              .empty());
}

TEST_CASE("a sub-flow that never ends is no way out for its state, and the finding is about what does not end") {
    CHECK(findings(R"(states:
  a: {flow: s, next: b}
  b: {final: true}
flows:
  s:
    initial: x
    states:
      x: {response: [say: X], next: same}
)") == Texts{"no_way_out at 8"});
}

TEST_CASE("a way out may lie outside, or be a hang-up deep inside") {
    CHECK(findings(R"(states:
  a: {flow: s, on: {hangs_up: b}}
  b: {final: true}
flows:
  s: {initial: x, states: {x: {response: [say: X], next: same}}}
)")
              .empty());
    CHECK(findings(R"(states:
  a: {flow: s}
flows:
  s: {initial: x, states: {x: {flow: t}}}
  t: {initial: x, states: {x: {response: [say: Bye, hangup]}}}
)")
              .empty());
}

TEST_CASE("a misspelt outcome has one finding") {
    CHECK(findings(R"(states:
  a: {flow: s, on: {complete: b}}
  b: {final: true}
flows:
  s: {initial: x, states: {x: {response: [say: X], next: end}, end: {final: completed}}}
)") == Texts{"lost_outcome at 2"});
}

TEST_CASE("an outcome may be taken further out, and one that cannot be reached is not lost") {
    CHECK(findings(R"(on: {up: b}
states:
  a: {flow: s, on: {end: b}}
  b: {final: true}
flows:
  s: {initial: x, states: {x: {flow: t}, end: {final: true}, y: {response: [say: Y], next: end}}}
  t: {initial: x, states: {x: {response: [say: X], next: up}, up: {final: true}}}
)") == Texts{"unreachable_state at 6", "unreachable_state at 6"});
}

TEST_CASE("a machine beside the flow need not speak, end or leave, and takes its own events") {
    CHECK(findings(R"(states:
  a:
    response:
      - gather: {action: chose, prompt: [say: Press]}
    on: {chose: b}
    next: [{to: same, if: attempt < 3}, b]
    before: [{redirect: {event: record}}]
  b: {final: true}
machines:
  recording:
    initial: idle
    states:
      idle: {on: {record: running}}
      running: {on: {stop: idle}, timers: {stop: 60s}}
)")
              .empty());
}

TEST_CASE("the start event may be handled by the sub-flow in which a call begins") {
    CHECK(findings(R"(start: called
states:
  a: {flow: s, next: b}
  b: {final: true}
flows:
  s: {initial: x, states: {x: {on: {called: end}, response: []}, end: {final: true}}}
)") == Texts{"call_drops at 6"});
}
