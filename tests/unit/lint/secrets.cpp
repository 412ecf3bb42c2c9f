// Where what a caller gave in secret is shown to servers that nobody thought of.
#include "doc/read.hpp"
#include "lint/rule.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace {

using namespace callflow;

// Severity and line of each finding about a secret that is kept, as `note 9`.
std::vector<std::string> found(const std::string& text) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const base::FileId file = sources.add("flow.yaml", R"(callflow: 1
name: x
initial: pin
vars: {p: "", account: ""}
states:
  pin:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: Type your PIN.]}]
    on: {typed: {to: check, set: {p: input.digits}}}
    next: done
  done: {final: true}
)" + text);
    const auto document = doc::read_yaml(sources, file, diagnostics);
    REQUIRE(document);
    const auto flow = syntax::read_flow(*document, diagnostics);
    for (const auto& one : diagnostics.items()) UNSCOPED_INFO(one.message);
    REQUIRE((flow && !diagnostics.has_errors()));
    lint::check(*flow, diagnostics);
    std::vector<std::string> out;
    for (const auto& one : diagnostics.items()) {
        UNSCOPED_INFO(one.code->code << " " << one.message);
        if (one.code->code != "CF4016") continue;
        out.push_back((one.severity == base::Severity::note ? "note " : "warning ") +
                      std::to_string(sources[file].position(one.where.begin).line));
    }
    return out;
}
using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("a secret in the address of a request is noted, one in its body is not") {
    const std::string on = ", on: {success: done, failure: done}}\n";
    CHECK(found("  check: {request: {url: \"https://x.example.com/a?pin={{ inputs.pin.digits }}\"}" + on) ==
          Lines{"note 11"});
    CHECK(found("  check: {request: {url: \"https://x.example.com/a\", query: {pin: \"{{ input.digits }}\"}}" + on) ==
          Lines{"note 11"});
    CHECK(found("  check: {request: {url: \"https://x.example.com/a\", json: {pin: \"{{ p }}\"}}" + on) == Lines{});
    CHECK(found("  check: {request: {url: \"https://x.example.com/a?digits={{ size(p) }}&a={{ account }}\"}" + on) ==
          Lines{});
}

TEST_CASE("a secret in an address of a response is noted, one that is spoken is not") {
    CHECK(found("  check: {response: [redirect: \"https://x.example.com/a?pin={{ p }}\"]}\n") == Lines{"note 11"});
    CHECK(
        found(
            "  check: {response: [dial: {number: \"+14155550123\", action: \"https://x.example.com/a?pin={{ p }}\"}]}\n") ==
        Lines{"note 11"});
    CHECK(
        found(
            "  check: {response: [redirect: {url: {event: typed, params: {pin: \"{{ p }}\"}}}], on: {typed: done}}\n") ==
        Lines{"note 11"});
    CHECK(
        found(
            "  check: {response: [say: \"{{ p }}\", redirect: \"https://x.example.com/a?a={{ account }}\"], next: done}\n") ==
        Lines{});
}
