// Circles of states that wait for nobody, beyond the rule's own page.
#include "doc/read.hpp"
#include "lint/rule.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

namespace {

using namespace callflow;

// What the rule says about a flow with these states, severity first.
std::string said(std::string_view states) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const std::string text = "callflow: 1\nname: x\ninitial: a\nvars: {open: false}\nstates:\n" + std::string(states);
    const base::FileId file = sources.add("flow.yaml", text);
    const auto document = doc::read_yaml(sources, file, diagnostics);
    REQUIRE(document);
    const auto flow = syntax::read_flow(*document, diagnostics);
    REQUIRE(flow);
    INFO((diagnostics.empty() ? std::string() : diagnostics.items().front().message));
    REQUIRE_FALSE(diagnostics.has_errors());
    diagnostics = {};
    lint::check(*flow, diagnostics);
    std::string all;
    for (const base::Diagnostic& one : diagnostics.items()) {
        if (one.code->name != "transient_cycle") continue;
        all += (one.severity == base::Severity::error ? "error " : "warning ") + one.message + "\n";
    }
    return all;
}

} // namespace

TEST_CASE("a circle is named with its path once round, from where it closes") {
    CHECK(said(R"(  a: {response: [say: x], next: b}
  b: {next: c}
  c: {next: d}
  d: {next: b}
)") == "error a call goes round for ever b → c → d → b: nothing on the way waits for anybody\n");
}

TEST_CASE("a circle that a guard may end is a warning; one whose guards only choose the way inside it is not") {
    CHECK(said(R"(  a: {response: [say: x], next: b}
  b: {next: [{to: done, if: open}, c]}
  c: {next: b}
  done: {final: true}
)") == "warning a call may go round b → c → b: nothing on the way waits for anybody\n");
    CHECK(said(R"(  a: {response: [say: x], next: b}
  b: {next: [{to: c, if: open}, c]}
  c: {next: b}
)") == "error a call goes round for ever b → c → b: nothing on the way waits for anybody\n");
}

TEST_CASE("documents that only redirect wait for nobody either") {
    CHECK(said(R"(  a: {response: [redirect: on_again], on: {on_again: b}}
  b: {next: a}
)") == "error a call goes round for ever a → b → a: nothing on the way waits for anybody\n");
    CHECK(said(R"(  a: {response: [{say: x}, {redirect: on_again}], on: {on_again: b}}
  b: {next: a}
)")
              .empty());
    CHECK(said(R"(  a: {response: [redirect: "https://example.com/elsewhere"], on: {on_again: b}}
  b: {next: a}
)")
              .empty());
}

TEST_CASE("a state may wait for an event that leads round; only what happens by itself counts") {
    CHECK(said(R"(  a: {response: [redirect: on_again], on: {on_again: done, other: b}}
  b: {next: a}
  done: {final: true}
)")
              .empty());
}

TEST_CASE("a state that leads to itself is the smallest circle") {
    CHECK(said("  a: {response: [say: x], next: b}\n  b: {next: same}\n") ==
          "error a call goes round for ever b → b: nothing on the way waits for anybody\n");
}

TEST_CASE("a circle that counts its rounds ends") {
    CHECK(
        said(
            R"(  a: {request: {url: "https://example.com"}, on: {failure: [{to: same, if: attempt < 3}, done], success: done}}
  done: {final: true}
)")
            .empty());
    CHECK(said(R"(  a: {request: {url: "https://example.com"}, on: {failure: b, success: done}}
  b: {next: [{to: a, if: "!open", set: {open: "true"}}, done]}
  done: {final: true}
)")
              .empty());
    CHECK(said(R"(  a: {request: {url: "https://example.com"}, on: {failure: same, success: done}}
  done: {final: true}
)") == "warning a call may go round a → a: nothing on the way waits for anybody\n");
}

TEST_CASE("a sub-flow that runs through is part of a circle, and its states stand in the path") {
    const std::string through = R"(flows:
  f: {initial: q, states: {q: {next: x}, x: {final: true}}}
)";
    CHECK(said("  a: {flow: f, on: {x: b}}\n  b: {next: a}\n" + through) ==
          "error a call goes round for ever a → q → x → b → a: nothing on the way waits for anybody\n");
    CHECK(said("  a: {flow: f, next: [{to: d, if: open}, a]}\n  d: {final: true}\n" + through) ==
          "warning a call may go round a → q → x → a: nothing on the way waits for anybody\n");
    // What it comes back with leads elsewhere.
    CHECK(said("  a: {flow: f, on: {x: d}, next: a}\n  d: {final: true}\n" + through).empty());
    // `same` begins the sub-flow anew.
    CHECK(said("  a: {flow: f, next: same}\n" + through) ==
          "error a call goes round for ever a → q → x → a: nothing on the way waits for anybody\n");
}

TEST_CASE("a sub-flow that always waits breaks the circle; one that may wait leaves a warning") {
    CHECK(said(R"(  a: {flow: f, next: a}
flows:
  f: {initial: q, states: {q: {response: [say: x], next: x}, x: {final: true}}}
)")
              .empty());
    CHECK(said(R"(  a: {flow: f, next: a}
flows:
  f: {initial: q, states: {q: {next: [{to: r, if: open}, x]}, r: {response: [say: x], next: x}, x: {final: true}}}
)") == "warning a call may go round a → q → x → a: nothing on the way waits for anybody\n");
    // Only the outcome that can be reached at once leads round.
    CHECK(said(R"(  a: {flow: f, on: {x: d, y: a}}
  d: {final: true}
flows:
  f:
    initial: q
    states: {q: {next: [{to: r, if: open}, x]}, r: {response: [say: x], next: y}, x: {final: true}, y: {final: true}}
)")
              .empty());
}

TEST_CASE("a circle may go through sub-flows inside sub-flows, and outcomes that are taken further out") {
    CHECK(said(R"(  a: {flow: f, on: {up: a}}
flows:
  f: {initial: q, states: {q: {flow: g}}}
  g: {initial: r, states: {r: {next: up}, up: {final: true}}}
)") == "warning a call may go round a → q → r → up → a: nothing on the way waits for anybody\n");
    CHECK(said(R"(  a: {flow: f, next: a}
flows:
  f: {initial: q, states: {q: {flow: g, next: x}, x: {final: true}}}
  g: {initial: r, states: {r: {next: up}, up: {final: true}}}
)") == "error a call goes round for ever a → q → r → up → x → a: nothing on the way waits for anybody\n");
}

TEST_CASE("rounds that are counted end: by attempt while the call stays, by a var, in a switch or inside a sub-flow") {
    CHECK(said(R"(  a: {response: [say: x], next: b}
  b: {next: [{to: done, if: attempt > 3}, same]}
  done: {final: true}
)")
              .empty());
    CHECK(said(R"(  a: {response: [say: x], next: b}
  b: {request: {url: "https://example.com"}, on: {success: done, failure: {switch: attempt, case: {3: done}, else: same}}}
  done: {final: true}
)")
              .empty());
    CHECK(said(R"(  a: {request: {url: "https://example.com"}, on: {failure: b, success: done}}
  b: {next: [{to: done, if: open}, {to: a, set: {open: "true"}}]}
  done: {final: true}
)")
              .empty());
    // Entered anew, a state begins with attempt 1 again.
    CHECK(said(R"(  a: {response: [say: x], next: b}
  b: {next: [{to: done, if: attempt > 3}, b]}
  done: {final: true}
)") == "warning a call may go round b → b: nothing on the way waits for anybody\n");
    // What is counted leads nowhere else.
    CHECK(said(R"(  a: {response: [say: x], next: b}
  b: {next: [{to: c, if: open}, {to: c, set: {open: "true"}}]}
  c: {next: b}
)") == "error a call goes round for ever b → c → b: nothing on the way waits for anybody\n");
}

TEST_CASE("a request whose outcomes are named does not go by its next") {
    CHECK(said(R"(  a: {request: {url: "https://example.com"}, on: {success: done, failure: done}, next: a}
  done: {final: true}
)")
              .empty());
}
