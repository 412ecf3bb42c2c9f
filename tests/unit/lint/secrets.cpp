// Where what a caller gave in secret is shown to servers that nobody thought of.
#include "lint/found.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace {

using lint_test::Lines;

// The findings about a secret that is kept.
Lines found(const std::string& text) {
    return lint_test::found("CF4016", R"(initial: pin
vars: {p: "", account: ""}
states:
  pin:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: Type your PIN.]}]
    on: {typed: {to: check, set: {p: input.digits}}}
    next: done
  done: {final: true}
)" + text);
}

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
