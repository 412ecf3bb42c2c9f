// Counters that are not counted on one of the ways round, or set back on all.
#include "doc/read.hpp"
#include "lint/rule.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace {

using namespace callflow;

// Severity and line of each finding with that code, as `warning 9`.
std::vector<std::string> found(std::string_view code, const std::string& text) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const base::FileId file = sources.add("flow.yaml", "callflow: 1\nname: x\ninitial: ask\n" + text);
    const auto document = doc::read_yaml(sources, file, diagnostics);
    REQUIRE(document);
    const auto flow = syntax::read_flow(*document, diagnostics);
    for (const auto& one : diagnostics.items()) UNSCOPED_INFO(one.message);
    REQUIRE((flow && !diagnostics.has_errors()));
    lint::check(*flow, diagnostics);
    std::vector<std::string> out;
    for (const auto& one : diagnostics.items()) {
        UNSCOPED_INFO(one.code->code << " " << one.message);
        if (one.code->code != code) continue;
        out.push_back((one.severity == base::Severity::note ? "note " : "warning ") +
                      std::to_string(sources[file].position(one.where.begin).line));
    }
    return out;
}
using Lines = std::vector<std::string>;

const std::string head = R"(vars: {wrong: 0, silences: 0}
states:
  ask:
    response: [gather: {numDigits: 1, action: typed, prompt: [say: Press 1 to go on.]}]
)";
const std::string tail = "  sorry: {response: [say: Again.], next: ask}\n  done: {final: true}\n";

} // namespace

TEST_CASE("a counter that silence does not change lets silence go on for ever") {
    const std::string typed = "    on: {typed: [{to: done, if: 'input.digits == \"1\"'}, {to: ask, if: wrong < 3, set: "
                              "{wrong: wrong + 1}}, done]}\n";
    CHECK(found("CF4010", head + typed + "    next: [{to: ask, if: wrong < 3}, done]\n" + tail) == Lines{"warning 9"});
    CHECK(found("CF4010", head + typed + "    next: [{to: ask, if: wrong < 3, set: {wrong: wrong + 1}}, done]\n" +
                              tail) == Lines{});
    // Counted where the state is entered, or bounded by something else.
    CHECK(found("CF4010", head + typed +
                              "    next: [{to: ask, if: wrong < 3}, done]\n    before: [set: {wrong: wrong + 1}]\n" +
                              tail) == Lines{});
    CHECK(found("CF4010", head + typed + "    next: [{to: same, if: wrong < 3 && attempt < 3}, done]\n" + tail) ==
          Lines{});
    CHECK(found("CF4010",
                head + typed +
                    "    next: [{to: ask, if: wrong < 3 && silences < 3, set: {silences: silences + 1}}, done]\n" +
                    tail) == Lines{});
    // The time that passes while the call stays counts.
    CHECK(
        found("CF4010", head +
                            "    on: {typed: done, tick: {to: same, set: {wrong: wrong + 1}}}\n    timers: {tick: 9s}\n"
                            "    next: [{to: done, if: wrong >= 3}, same]\n" +
                            tail) == Lines{});
}

TEST_CASE("a counter that is asked before leaving has to be counted on each way back") {
    const std::string typed = "    on: {typed: [{to: done, if: wrong >= 3}, {to: sorry, set: {wrong: wrong + 1}}]}\n";
    CHECK(found("CF4010", head + typed + "    next: [{to: done, if: wrong >= 3}, sorry]\n" + tail) ==
          Lines{"warning 9"});
    CHECK(found("CF4010", head + typed + "    next: [{to: done, if: silences >= 3}, sorry]\n" + tail) ==
          Lines{"warning 9"});
    CHECK(found("CF4010",
                head + typed +
                    "    next: [{to: done, if: silences >= 3}, {to: sorry, set: {silences: silences + 1}}]\n" + tail) ==
          Lines{});
    // What is counted further on is counted; what somebody presses again and again may be meant.
    CHECK(found("CF4010", head + "    on: {typed: [{to: done, if: wrong >= 3}, sorry]}\n    next: sorry\n"
                                 "  sorry: {response: [say: Again.], next: {to: ask, set: {wrong: wrong + 1}}}\n"
                                 "  done: {final: true}\n") == Lines{});
    CHECK(found("CF4010", head +
                              "    on: {typed: [{to: done, if: wrong >= 3}, sorry]}\n"
                              "    next: [{to: done, if: wrong >= 3}, {to: ask, set: {wrong: wrong + 1}}]\n" +
                              tail) == Lines{"note 8"});
}

TEST_CASE("a counter that each way round sets back ends nothing") {
    const std::string typed =
        "    on: {typed: [{to: done, if: wrong >= 3}, {to: sorry, set: {wrong: wrong + 1}}]}\n    next: done\n";
    CHECK(
        found("CF4012",
              head + typed +
                  "  sorry: {response: [say: Again.], next: {to: ask, set: {wrong: '0'}}}\n  done: {final: true}\n") ==
        Lines{"warning 10"});
    // Set back where the caller did well, or to a number from which one step is enough.
    CHECK(found("CF4012", head + typed +
                              "  sorry:\n    response: [gather: {action: so, prompt: [say: Again.]}]\n"
                              "    on: {so: {to: ask, set: {wrong: '0'}}}\n    next: ask\n  done: {final: true}\n") ==
          Lines{});
    CHECK(
        found("CF4012",
              head + typed +
                  "  sorry: {response: [say: Again.], next: {to: ask, set: {wrong: '2'}}}\n  done: {final: true}\n") ==
        Lines{});
}
