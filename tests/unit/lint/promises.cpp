// What prompts promise and flows do not keep, and what only looks like it.
#include "doc/read.hpp"
#include "lint/rule.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace {

using namespace callflow;

// Severity and line of each finding with that code, as `note 9`.
std::vector<std::string> found(std::string_view code, const std::string& text) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const base::FileId file = sources.add("flow.yaml", "callflow: 1\nname: x\ninitial: ask\nstates:\n" + text);
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
