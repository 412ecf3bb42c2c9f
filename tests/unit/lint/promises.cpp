// What prompts promise and flows do not keep, and what only looks like it.
#include "lint/found.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace {

using lint_test::Lines;

Lines found(std::string_view code, const std::string& text) {
    return lint_test::found(code, "initial: ask\nstates:\n" + text);
}

} // namespace

TEST_CASE("a second key that only a last candidate takes is noted where that says sorry, or several are so") {
    const auto flow = [](const std::string& prompt, const std::string& words) {
        return "  ask:\n    response: [gather: {numDigits: 1, action: typed, prompt: [say: \"" + prompt +
               "\"]}]\n    on: {typed: [{to: a, if: 'input.digits == \"1\"'}, b]}\n    next: b\n"
               "  a: {response: [say: Hi], final: true}\n  b: {response: [say: \"" +
               words + "\"], final: true}\n";
    };
    CHECK(found("CF6002", flow("Press 1 for sales. Press 7 for cats.", "Sorry.")) == Lines{"note 6"});
    CHECK(found("CF6002", flow("Press 1 for sales. Press 7 for cats. Press 8 for dogs.", "Bye.")) ==
          Lines{"note 6", "note 6"});
    CHECK(found("CF6002", flow("To confirm press 1, to cancel press 2.", "It is cancelled.")) == Lines{});
    CHECK(found("CF6002", flow("To confirm press 1.", "Sorry.")) == Lines{});
}

TEST_CASE("a key that is offered before a recording has to end it") {
    const auto flow = [](const std::string& prompt, const std::string& record) {
        return "  ask:\n    response: [say: \"" + prompt + "\", record: {action: r" + record +
               "}]\n    on: {r: done}\n    next: done\n  done: {final: true}\n";
    };
    CHECK(found("CF6002", flow("Press pound when you are done, or star to start again.", ", finishOnKey: \"*\"")) ==
          Lines{"warning 6"});
    CHECK(found("CF6002", flow("When you are done, press pound.", ", finishOnKey: \"*#\"")) == Lines{});
    CHECK(found("CF6002", flow("When you are done, press pound.", "")) == Lines{});
    CHECK(found("CF6002", flow("Press 1 to send it.", ", finishOnKey: \"{{ call.to }}\"")) == Lines{});
}

TEST_CASE("a guard asks for what the gather, record or dial of its event brings") {
    const auto flow = [](const std::string& verb, const std::string& guard) {
        return "  ask:\n    response: [" + verb + "]\n    on: {x: [{to: b, if: '" + guard +
               "'}, done]}\n    next: done\n  b: {response: [say: Hi], final: true}\n  done: {final: true}\n";
    };
    const std::string keys = "gather: {numDigits: 1, action: x, prompt: [say: Press 1.]}";
    const std::string speech = "gather: {input: speech, action: x, prompt: [say: Say yes.]}";
    const std::string both = "gather: {input: [dtmf, speech], numDigits: 1, action: x, prompt: [say: Say yes.]}";
    CHECK(found("CF4021", flow(keys, "input.speech == \"yes\"")) == Lines{"warning 7"});
    CHECK(found("CF4021", flow(keys, "input.confidence > 0.5")) == Lines{"warning 7"});
    CHECK(found("CF4021", flow(keys, "input.recording_duration > 3")) == Lines{"warning 7"});
    CHECK(found("CF4021", flow(keys, "input.digits == \"1\" && input.dial_status == \"busy\"")) == Lines{"warning 7"});
    CHECK(found("CF4021", flow(keys, "input.digits == \"1\" || input.speech == \"one\"")) == Lines{});
    CHECK(found("CF4021", flow(keys, "input.dial_status != \"busy\"")) == Lines{});
    CHECK(found("CF4021", flow(speech, "input.digits == \"1\"")) == Lines{"warning 7"});
    CHECK(found("CF4021", flow(both, "input.digits == \"1\" || input.speech == \"one\"")) == Lines{});
    CHECK(found("CF4021", flow("record: {action: x}", "input.digits == \"1\" && input.recording_duration > 3")) ==
          Lines{});
    CHECK(found("CF4021", flow("dial: {number: \"+15551230000\", action: x}", "input.pay_result == \"success\"")) ==
          Lines{"warning 7"});
}

TEST_CASE("moments have days, hours and months that CEL counts from 0") {
    const auto flow = [](const std::string& guard) {
        return "  ask: {next: [{to: b, if: '" + guard +
               "'}, done]}\n  b: {response: [say: Hi], final: true}\n  done: {final: true}\n";
    };
    CHECK(found("CF4020", flow("now.getDayOfWeek() in [1, 2, 7]")) == Lines{"warning 5"});
    CHECK(found("CF4020", flow("24 <= now.getHours(\"UTC\")")) == Lines{"warning 5"});
    CHECK(found("CF4020", flow("now.getDate() == 0")) == Lines{"warning 5"});
    CHECK(found("CF4020", flow("now.getHours() < 24 && now.getMonth() != 11 && now.getDayOfWeek() > 0")) == Lines{});
    CHECK(found("CF4020", flow("duration(\"30h\").getHours() >= 24")) == Lines{});
}

TEST_CASE("a failed request that is led where a success is led leaves nothing to read there") {
    const auto flow = [](const std::string& on, const std::string& told) {
        return "  ask: {request: {url: \"https://x.example.com\", save: acc}, " + on +
               "}\n  told: {response: [say: \"" + told + "\"], final: true}\n  done: {final: true}\n";
    };
    CHECK(found("CF4018", flow("on: {success: told, failure: told}", "You have {{ acc.points }}.")) == Lines{"note 5"});
    CHECK(found("CF4018", flow("on: {success: told}, next: told", "You have {{ acc.points }}.")) == Lines{"note 5"});
    CHECK(found("CF4018", flow("on: {success: told, failure: done}", "You have {{ acc.points }}.")) == Lines{});
    CHECK(found("CF4018", flow("on: {success: told, failure: told}", "You have {{ default(acc.points, 0) }}.")) ==
          Lines{});
    CHECK(found("CF4018", flow("on: {success: told, failure: told}", "Thank you.")) == Lines{});
}

TEST_CASE("a dial whose end is the same for all is noted, also where another dial is asked about") {
    const auto flow = [](const std::string& second) {
        return "  ask:\n    response: [dial: {number: \"+15551230000\", action: x}]\n"
               "    on: {x: [{to: done, if: 'input.dial_status == \"completed\"'}, other]}\n"
               "  other:\n    response: [dial: {number: \"+15551230001\", action: y}]\n    on: {y: " +
               second + "}\n  sorry: {response: [say: Nobody is there.], final: true}\n  done: {final: true}\n";
    };
    CHECK(found("CF6005", flow("done")) == Lines{"note 10"});
    CHECK(found("CF6005", flow("sorry")) == Lines{});
    CHECK(found("CF6005", flow("{to: done, do: [log: \"{{ input.dial_status }}\"]}")) == Lines{});
}

TEST_CASE("an empty text that nothing sets is noted where it is spoken, and nobody asks about it") {
    const auto flow = [](const std::string& verbs) {
        return "  ask: {response: [" + verbs + "], final: true}\nvars: {token: \"\"}\n";
    };
    CHECK(found("CF4002", flow("say: \"It is {{ token }}.\"")) == Lines{"note 5"});
    CHECK(found("CF4002", flow("say: \"It is {{ default(token, 'none') }}.\"")) == Lines{});
    CHECK(found("CF4002", flow("{say: \"It is {{ token }}.\", if: 'token != \"\"'}")) == Lines{});
}
