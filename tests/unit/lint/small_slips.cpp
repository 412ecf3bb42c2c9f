// Slips that only several places of a flow together show, and what looks like them and is meant.
#include "lint/found.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace {

using lint_test::Lines;

// The lines alone.
Lines found(std::string_view code, const std::string& text) {
    Lines out = lint_test::found(code, "initial: a\n" + text);
    for (std::string& one : out) one.erase(0, one.find(' ') + 1);
    return out;
}

} // namespace

TEST_CASE("a candidate behind one with a condition and one with its opposite is never taken") {
    const std::string head =
        "vars: {open: false, n: 1}\nstates:\n  a:\n    response: [gather: {action: x, prompt: [say: x]}]\n";
    const std::string tail = "    next: b\n  b: {final: true}\n  c: {final: true}\n";
    CHECK(found("CF3003", head + "    on: {x: [{to: b, if: open}, {to: c, unless: open}, b]}\n" + tail) == Lines{"8"});
    CHECK(found("CF3003", head + "    on: {x: [{to: b, unless: open}, {to: c, if: open}, {to: b, if: n > 0}]}\n" +
                              tail) == Lines{"8"});
    CHECK(found("CF3003", head + "    on: {x: [{to: b, if: open}, {to: c, if: open && n > 0}, b]}\n" + tail) ==
          Lines{"8"});
    // The language asks for a last one without a condition in `next:`; and one that errs holds neither way.
    CHECK(found("CF3003", head + "    on: {x: b}\n    next: [{to: b, if: open}, {to: c, unless: open}, b]\n" +
                              "  b: {final: true}\n  c: {final: true}\n") == Lines{});
    CHECK(found("CF3003", head + "    on: {x: [{to: b, if: 1 / n > 0}, {to: c, unless: 1 / n > 0}, b]}\n" + tail) ==
          Lines{});
}

TEST_CASE("a response that may come to nothing waits for nobody") {
    const std::string say = "vars: {open: false}\nstates:\n";
    CHECK(found("CF3015", say + "  a: {next: b}\n  b: {response: [{say: x, if: open}], next: a}\n") == Lines{"7"});
    CHECK(found("CF3015", say + "  a: {response: [{say: x, if: open}, redirect: k], on: {k: a}}\n") == Lines{"6"});
    // One of two opposites is always said; what is asked without a condition waits.
    CHECK(found("CF3015",
                say + "  a: {next: b}\n  b: {response: [{say: x, if: open}, {say: y, unless: open}], next: a}\n") ==
          Lines{});
    CHECK(found("CF3015", say + "  a: {next: b}\n  b: {response: [{say: x, if: open}, say: y], next: a}\n") == Lines{});
    // It counts its rounds.
    CHECK(found("CF3015", say + "  a: {response: [{say: x, if: open}], next: [{to: same, if: attempt < 3}, z]}\n" +
                              "  z: {final: true}\n") == Lines{});
}

TEST_CASE("states that follow one another for too long are taken for a circle when they run") {
    const auto chain = [](int length) {
        std::string text = "states:\n  a: {next: s0}\n";
        for (int i = 0; i < length; ++i)
            text += "  s" + std::to_string(i) + ": {next: s" + std::to_string(i + 1) + "}\n";
        return text + "  s" + std::to_string(length) + ": {final: true}\n";
    };
    CHECK(found("CF3015", chain(99)) == Lines{});
    CHECK(found("CF3015", chain(110)).size() == 1);
}

TEST_CASE("a timer beside a next stands in for silence where it is hardly longer") {
    const auto state = [](const std::string& after) {
        return "states:\n  a:\n    response: [gather: {action: x, prompt: [say: x]}]\n    on: {x: b, late: b}\n"
               "    timers: {late: " +
               after + "}\n    next: b\n  b: {final: true}\n";
    };
    CHECK(found("CF3008", state("5s")) == Lines{"8"});
    CHECK(found("CF3008", state("30s")) == Lines{"8"});
    CHECK(found("CF3008", state("2m")) == Lines{});
}

TEST_CASE("a language in which nobody comes to a state needs no text there") {
    const std::string head =
        "vars: {language: {values: [en, es], default: en}}\nprompts: {bye: {en: Bye}, hi: {en: Hi, es: Hola}}\n"
        "states:\n";
    const std::string say = "  b: {response: [say: {prompt: bye}], final: true}\n";
    const auto from = [](const std::string& next) {
        return "  a: {response: [say: {prompt: hi}], next: " + next + "}\n";
    };
    const std::string other = "  c: {response: [say: Adiós], final: true}\n";
    CHECK(found("CF6011", head + from("[{to: b, if: 'language == \"en\"'}, c]") + say + other) == Lines{});
    CHECK(found("CF6011", head + from("[{to: c, if: 'language == \"es\"'}, b]") + say + other) == Lines{});
    CHECK(found("CF6011", head + from("[{to: b, if: 'language == \"es\"'}, c]") + say + other) == Lines{"5"});
    CHECK(found("CF6011", head + from("b") + say) == Lines{"5"});
    CHECK(found("CF6011", head + from("[{to: b, if: 'language == \"en\"', set: {language: '\"es\"'}}, c]") + say +
                              other) == Lines{"5"});
}

TEST_CASE("nothing comes after a redirect on Tropo, whatever comes of a REFER elsewhere") {
    const std::string redirect = "transfer: {to: \"sip:desk@sip.example.com\", via: redirect}";
    const std::string refer = "transfer: {to: \"sip:desk@sip.example.com\", mode: blind}";
    const std::string both = "states:\n  a:\n    response:\n      tropo: [" + redirect + "]\n      twilio: [" + refer +
                             "]\n    on: {success: b}\n    next: c\n  b: {final: true}\n  c: {final: true}\n";
    CHECK(found("CF5026", both) == Lines{"7"});
    // Who hangs up while the SIP side looks for somebody has gone, and does not go on.
    const std::string leaves = "signals: {hangup: leaves}\non: {leaves: gone}\n" + both + "  gone: {final: true}\n";
    CHECK(found("CF3001", leaves) == Lines{});
    CHECK(found("CF5026", "states:\n  a: {response: {tropo: [" + redirect +
                              "]}, on: {failure: b}}\n  b: {final: true}\n") == Lines{"5"});
    CHECK(found("CF5026", "states:\n  a: {response: {tropo: [" + redirect + "]}, final: moved}\n") == Lines{});
    CHECK(found("CF5026", "states:\n  a: {response: [" + refer + "], on: {success: b}}\n  b: {final: true}\n") ==
          Lines{});
}

TEST_CASE("a whisper may move the call to states that take what comes of the dial, and to the end of it") {
    const std::string dial =
        "states:\n  a:\n    response:\n      - dial: {number: {number: \"+15550001111\", url: picks_up}, action: talked}\n";
    const std::string ends = "  c: {response: [say: Goodbye.], final: true}\n";
    CHECK(found("CF3062", dial + "    on: {picks_up: b, talked: c}\n  b: {response: [say: x], on: {talked: c}}\n" +
                              ends) == Lines{});
    CHECK(found("CF3062", dial + "    on: {picks_up: same, talked: c}\n" + ends) == Lines{});
    CHECK(found("CF3062", dial + "    on: {picks_up: b, talked: c}\n  b: {response: [say: x, hangup], final: true}\n" +
                              ends) == Lines{});
    CHECK(found("CF3062", dial + "    on: {picks_up: b, talked: c}\n  b: {response: [say: x], final: true}\n" + ends) ==
          Lines{"7"});
    // What is asked there leads on, and the call with it.
    CHECK(
        found(
            "CF3062",
            dial + "    on: {picks_up: b, talked: c}\n" +
                "  b: {response: [gather: {numDigits: 1, action: chose, prompt: [say: x]}], on: {chose: d, talked: c}}\n" +
                "  d: {response: [say: x], on: {other: c}, next: c}\n" + ends) == Lines{"7"});
    const std::string on =
        "states:\n  a:\n    response: [dial: {number: {number: \"+15550001111\", url: picks_up}}]\n    on: {picks_up: b}\n    next: c\n";
    CHECK(found("CF3062", on + "  b: {response: [say: x], on: {other: c}}\n" + ends) == Lines{"6"});
    CHECK(found("CF3062", on + "  b: {response: [say: x], next: c}\n" + ends) == Lines{});
}
