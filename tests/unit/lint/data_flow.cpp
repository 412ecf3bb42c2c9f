// What is known where: across sub-flows, which share vars and inputs, and machines side by side.
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

// `rule at line` of the rules about vars and inputs, in order of place; lines count from the text's own.
std::vector<std::string> findings(std::string_view body) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const std::string head = "callflow: 1\nname: x\ninitial: a\n";
    const base::FileId file = sources.add("flow.yaml", head + std::string(body));
    const auto document = doc::read_yaml(sources, file, diagnostics);
    REQUIRE(document);
    const auto flow = syntax::read_flow(*document, diagnostics);
    REQUIRE(flow);
    INFO((diagnostics.empty() ? std::string() : diagnostics.items().front().message));
    REQUIRE_FALSE(diagnostics.has_errors());
    lint::check(*flow, diagnostics);
    diagnostics.sort();
    std::vector<std::string> all;
    for (const auto& one : diagnostics.items())
        if (one.code->name == "unset_var" || one.code->name == "inputs_never_left")
            all.push_back(std::string(one.code->name) + " at " +
                          std::to_string(sources[file].position(one.where.begin).line - 3));
    return all;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("what is set before a sub-flow is known in it, however it is set") {
    CHECK(findings(R"(vars: {p: {type: string}, q: {type: string}}
states:
  a: {response: [say: x], next: {to: s, set: {p: '"p"'}}}
  s: {flow: f, before: [{set: {q: '"q"'}}], next: z}
  z: {final: true}
flows:
  f: {initial: i, states: {i: {response: [say: "{{ p }} {{ q }}"], next: o}, o: {final: true}}}
)")
              .empty());
}

TEST_CASE("what a sub-flow sets is known behind it, not before it") {
    CHECK(findings(R"(vars: {p: {type: string}}
states:
  a: {response: [say: x], next: s}
  s: {flow: f, next: z}
  z: {response: [say: "{{ p }}"], final: true}
flows:
  f: {initial: i, states: {i: {response: [say: x], next: {to: o, set: {p: '"p"'}}}, o: {final: true}}}
)")
              .empty());
    CHECK(findings(R"(vars: {p: {type: string}}
states:
  a: {response: [say: "{{ p }}"], next: s}
  s: {flow: f, next: z}
  z: {final: true}
flows:
  f: {initial: i, states: {i: {response: [say: x], next: {to: o, set: {p: '"p"'}}}, o: {final: true}}}
)") == Texts{"unset_var at 3"});
}

TEST_CASE("a guard of the state around a sub-flow sees what the sub-flow has set, from whichever state of it is left") {
    CHECK(findings(R"(vars: {p: {type: bool}}
states:
  a: {flow: f, on: {up: [{to: z, if: p}, same]}, next: z}
  z: {final: true}
flows:
  f: {initial: i, states: {i: {flow: g, next: o}, o: {final: true}}}
  g: {initial: j, states: {j: {response: [gather: {action: up, prompt: [say: x]}], next: {to: k, set: {p: "true"}}},
                           k: {final: true}}}
)")
              .empty());
}

TEST_CASE("a sub-flow that begins anew knows what it has set the last time") {
    const std::string head = R"(vars: {p: {type: string}}
states:
  a: {flow: f, next: )";
    const std::string tail = R"(}
  z: {final: true}
flows:
  f: {initial: i, states: {i: {response: [say: "{{ p }}"], next: {to: o, set: {p: '"p"'}}}, o: {final: true}}}
)";
    CHECK(findings(head + "[{to: same, if: attempt < 2}, z]" + tail).empty());
    CHECK(findings(head + "z" + tail) == Texts{"unset_var at 6"});
}

TEST_CASE("an input is kept under its state's name, whichever body the state stands in") {
    CHECK(findings(R"(states:
  a: {flow: f, next: b}
  b: {flow: g, next: c}
  c: {response: [say: "{{ inputs.q.digits }} {{ inputs.o.digits }}"], next: z}
  z: {final: true}
flows:
  f: {initial: q, states: {q: {response: [gather: {action: x, prompt: [say: x]}], on: {x: o}, next: o}, o: {final: true}}}
  g: {initial: q, states: {q: {response: [say: "{{ inputs.q.digits }}"], next: o}, o: {final: true}}}
)")
              .empty());
    CHECK(findings(R"(states:
  a: {flow: g, next: c}
  c: {response: [say: "{{ inputs.q.digits }}"], next: z}
  z: {final: true}
flows:
  g: {initial: q, states: {q: {response: [say: "{{ inputs.q.digits }}"], next: o}, o: {final: true}}}
)") == Texts{"inputs_never_left at 6"});
}

TEST_CASE("a state inside is left together with the one around it") {
    CHECK(findings(R"(states:
  a: {flow: f, on: {up: z}, next: z}
  z: {response: [say: "{{ inputs.q.digits }}"], final: true}
flows:
  f: {initial: q, states: {q: {response: [gather: {action: up, prompt: [say: x]}], next: same}}}
)")
              .empty());
}

TEST_CASE("what another machine sets or leaves may be there at any time") {
    CHECK(findings(R"(vars: {p: {type: string}, own: {type: string}}
states:
  a: {response: [say: "{{ p }} {{ inputs.idle.text }} {{ own }}"], next: {to: z, set: {own: '"x"'}}}
  z: {final: true}
machines:
  beside:
    initial: idle
    states:
      idle: {on: {start: {to: running, set: {p: '"p"'}}}}
      running: {on: {stop: idle}}
)") == Texts{"unset_var at 3"});
}

TEST_CASE("flow-wide handlers carry what they set, unless a state keeps its event to itself") {
    const std::string head = R"(vars: {p: {type: string}}
on: {x: {to: b, set: {p: '"p"'}}, y: c}
states:
  a: {response: [gather: {action: x, prompt: [say: x]}], next: same}
  b: {response: [gather: {action: y, prompt: [say: x]}], next: same, on: {)";
    const std::string tail = R"(}}
  c: {response: [say: "{{ p }}"], final: true}
  d: {final: true}
)";
    CHECK(findings(head + tail).empty());
    CHECK(findings(head + "y: d" + tail) == Texts{"unset_var at 6"});
}

TEST_CASE("a callback that waits to be run sees what is set meanwhile") {
    const std::string text = R"(vars: {p: {type: string}}
states:
  a: {response: [say: x], next: b}
  b: {response: [say: x], before: [{log: "{{ p }}"}], next: {to: c, set: {p: '"p"'}}}
  c: {final: true}
)";
    CHECK(findings(text) == Texts{"unset_var at 4"});
    CHECK(findings("defer_callbacks: true\n" + text).empty());
}
