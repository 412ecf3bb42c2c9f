// Requests: asked on entering a state, answered from outside, outcomes like events.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;
using callflow::engine::Answer;

namespace {

Outcome answer(Played& flow, const Answer& with) {
    StepResult result;
    flow.machine().answer(flow.call(), with, result);
    return result.outcome;
}

std::string asked(Played& flow) {
    std::string text;
    for (const auto& [name, value] : flow.call().request.fields) text += name + "=" + value.to_text() + " ";
    return text;
}

Answer vip(bool is) { return {200, Value::map({{Value::string("vip"), Value::boolean(is)}}), R"({"vip":...})"}; }

constexpr const char* lookup = R"(
states:
  a: {response: [gather: {action: typed, prompt: [say: x]}], on: {typed: look}, next: sorry}
  look:
    request: {url: "https://example.com/{{ inputs.a.digits }}", save: account}
    on:
      success: [{to: gold, if: account.vip}]
      failure: [{to: same, if: attempt < 2}]
    next: plain
  gold: {response: [say: x], on: {back: look}}
  plain: {response: [say: x]}
  sorry: {final: true}
)";

} // namespace

TEST_CASE("a call waits in a state with a request, and the answer decides") {
    Played flow(lookup);
    CHECK(flow.fire("typed", {{"digits", Value::string("a/b")}}) == Outcome::moved);
    CHECK(flow.state() == "look");
    CHECK(flow.call().request.waits);
    CHECK(asked(flow) == "url=https://example.com/a%2Fb ");
    CHECK(answer(flow, vip(true)) == Outcome::moved);
    CHECK(flow.state() == "gold");
    CHECK_FALSE(flow.call().request.waits);
    CHECK(flow.var("account") == R"({"vip":true})");
}

TEST_CASE("an outcome whose guards all fail takes next") {
    Played flow(lookup);
    flow.fire("typed");
    CHECK(answer(flow, vip(false)) == Outcome::moved);
    CHECK(flow.state() == "plain");
}

TEST_CASE("a status outside 200 to 299, and no answer, are failures; the saved var is empty then") {
    Played flow(lookup);
    flow.fire("typed");
    CHECK(answer(flow, vip(true)) == Outcome::moved);
    flow.fire("back");
    CHECK(answer(flow, {404, Value::map({}), "{}"}) == Outcome::moved);
    CHECK(flow.state() == "look"); // `same`, the second try
    CHECK(flow.call().request.waits);
    CHECK(flow.call().attempt == 2);
    CHECK(flow.var("account").empty());
    CHECK(answer(flow, {}) == Outcome::moved);
    CHECK(flow.state() == "plain");
}

TEST_CASE("an answer that comes when the call has gone elsewhere is ignored") {
    Played flow(R"(
on: {hangs_up: gone}
states:
  a: {request: {url: "https://example.com"}, next: b}
  b: {response: [say: x]}
  gone: {final: true}
)");
    flow.start();
    CHECK(flow.call().request.waits);
    CHECK(flow.fire("hangs_up") == Outcome::moved);
    CHECK(answer(flow, vip(true)) == Outcome::ignored);
    CHECK(flow.state() == "gone");
}

TEST_CASE("without JSON the body is saved; a var of another type refuses the answer as a whole") {
    Played text(R"(
vars: {reply: ""}
states:
  a: {request: {url: "https://example.com", save: reply}, next: b}
  b: {response: [say: x]}
)");
    text.start();
    CHECK(answer(text, {200, {}, "plain words"}) == Outcome::moved);
    CHECK(text.var("reply") == "plain words");

    Played number(R"(
vars: {reply: 0}
states:
  a: {request: {url: "https://example.com", save: reply}, next: b}
  b: {response: [say: x]}
)");
    number.start();
    CHECK(answer(number, vip(true)) == Outcome::failed);
    CHECK(number.state() == "a");
    CHECK(number.var("reply") == "0");
}

TEST_CASE("requests that lead round to each other are stopped at the bound, across answers") {
    Played flow(R"(
states:
  a: {request: {url: "https://example.com"}, next: b}
  b: {next: a}
)");
    flow.start();
    int answers = 0;
    Outcome last = Outcome::moved;
    while (last == Outcome::moved && answers < 1000) {
        last = answer(flow, vip(true));
        ++answers;
    }
    CHECK(last == Outcome::failed);
    CHECK(answers <= 100);
}

TEST_CASE("a request whose address errs fails the step") {
    Played flow(R"(
states:
  a: {response: [say: x], on: {go: b}}
  b: {request: {url: "https://example.com/{{ 1 / (attempt - 1) }}"}, next: a}
)");
    CHECK(flow.fire("go") == Outcome::failed);
    CHECK(flow.state() == "a");
    CHECK_FALSE(flow.call().request.waits);
}
