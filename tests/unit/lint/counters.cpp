// Counters that are not counted on one of the ways round, or set back on all.
#include "lint/found.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace {

using lint_test::Lines;

Lines found(std::string_view code, const std::string& text) { return lint_test::found(code, "initial: ask\n" + text); }

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
