#include "syntax/finding.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

namespace callflow {
namespace {

using test::Case;
using test::in_state;
using test::Reading;

TEST_CASE("findings in states") {
    const Case cases[] = {
        {"what a state can say about itself",
         "    description: x\n    group: g\n    tags: [a, b]\n    label: l\n    talk: true"},
        {"final is true or an outcome", "    final: won"},
        {"final is not false", "    final: @@false", "bad_value", "leave the key out"},
        {"final is a word", "    final: @@well done", "bad_name", "outcome"},
        {"final is not nothing", "    final@@:", "null_value", ""},
        {"a final state leads nowhere", "    final: true\n    @@next: done", "conflicting_keys", "final"},
        {"a final state has no timers", "    final: true\n    @@timers: {x: 1s}", "conflicting_keys", ""},
        {"a final state may have callbacks", "    final: true\n    after: [hook]"},
        {"an unknown key", "    @@respons: []", "unknown_key", "did you mean `response`?"},
        {"a key of a flow", "    @@actors: {}", "unknown_key", "a key of a flow"},
        {"a verb", "    @@hangup: {}", "unknown_key", "`hangup` is a verb"},
        {"a timer", "    timers: {time_out: 1m30s, customer.late: 500ms}"},
        {"a timer has a unit", "    timers: {x: @@60}", "bad_duration", "`60s`"},
        {"a timer is a length of time", "    timers: {x: @@soon}", "bad_duration", "90s"},
        {"a timer is above zero", "    timers: {x: @@0s}", "bad_value", "above zero"},
        {"a timer's event", "    timers: {@@time-out: 1s}", "bad_name", "time_out"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, in_state(one.text)); }
    }
    test::check_finding({"a state is a mapping", "", "wrong_type", "a mapping"},
                        "callflow: 1\ninitial: a\nstates:\n  a: @@done\n");
    test::check_finding({"a state is not nothing", "", "null_value", "`{}`"},
                        "callflow: 1\ninitial: a\nstates:\n  a@@:\n");
}

TEST_CASE("findings in callbacks and effects") {
    const Case cases[] = {
        {"callbacks", "    before: [one, {run: two, unique: true}]\n    after: [{run: x, when: failure}, "
                      "{set: {tries: \"0\"}, when: always, unique: true}]"},
        {"a callback is one of a list", "    before: @@one", "wrong_type", "a list"},
        {"before has no when", "    before: [{run: x, @@when: always}]", "unknown_key",
         "`when` is a key of a callback of `after`"},
        {"do has no unique", "    next: {to: done, do: [{run: x, @@unique: true}]}", "unknown_key", "a callback"},
        {"when is known", "    after: [{run: x, when: @@succes}]", "bad_value", "`success`"},
        {"a callback does something", "    after: [@@{when: failure}]", "missing_key", "run"},
        {"a callback does one thing", "    after: [{run: x, @@log: y}]", "conflicting_keys", "second"},
        {"a hook is a word", "    after: [@@notify team]", "bad_name", "notify_team"},
        {"a misspelt effect", "    after: [{@@rnu: x, run: y}]", "unknown_key", "did you mean `run`?"},
        {"a log is a template", "    after: [log: \"{{ event }} in {{ state }}\"]"},
        {"a webhook", "    after: [webhook: {url: \"https://x.example/{{ call.id }}\", json: {a: [\"{{ tries }}\", "
                      "true], b: {c: null}}}]"},
        {"a webhook in short", "    after: [webhook: \"https://x.example\"]"},
        {"a webhook needs an address", "    after: [@@webhook: {method: POST}]", "missing_key", "`url`"},
        {"a webhook has one body", "    after: [webhook: {url: x, json: {}, @@form: {}}]", "conflicting_keys",
         "second body"},
        {"a webhook's address is not empty", "    after: [webhook: @@\"\"]", "bad_value", "cannot be empty"},
        {"an address has no blanks", "    after: [webhook: {url: @@https://x y/}]", "bad_value", "%20"},
        {"a template in an address may have some", "    after: [webhook: \"https://x/{{ plan + ' 1' }}\"]"},
        {"a request has one body", "    request: {url: x, json: {}, @@body: y}\n    next: b", "conflicting_keys",
         "second body beside `json`"},
        {"a request's address is not empty", "    request: {url: @@\"\"}\n    next: b", "bad_value", "cannot be empty"},
        {"a request's address has no blanks", "    request: {url: @@\"https://x y/{{ plan }}\"}\n    next: b",
         "bad_value", "%20"},
        {"a method is known", "    after: [webhook: {url: x, method: @@FETCH}]", "bad_value", "GET"},
        {"a redirect", "    after: [redirect: {call: \"{{ plan }}\", event: customer.x}]"},
        {"a redirect in short", "    after: [redirect: customer.x]"},
        {"a redirect that ends", "    after: [redirect: {status: completed}]"},
        {"a redirect needs one of them", "    after: [@@redirect: {call: x}]", "missing_key", "`event`"},
        {"a redirect's event has an actor", "    after: [redirect: {event: @@nobody.x}]", "unknown_actor", ""},
        {"an outbound call", "    after: [originate: {to: \"+1555\", from: \"+1556\", event: answered}]"},
        {"an outbound call needs a number", "    after: [@@originate: {from: x}]", "missing_key", "`to`"},
        {"callbacks see the transition", "    after: [log: \"{{ transition.from }}\"]"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, in_state(one.text)); }
    }
}

TEST_CASE("states and effects in the model") {
    const Reading reading(in_state(R"(    timers: {time_out: 1m30s}
    before: [one, {run: two, unique: true}]
    after:
      - {set: {tries: "0"}, when: always}
      - webhook: {url: "https://x.example", json: {a: ["{{ tries }}", true, "true"], b: }}
      - redirect: customer.x
    final: won)"));
    // timers in a final state are refused; the rest is read all the same
    REQUIRE(reading.found.items().size() == 1);
    const flow::Flow& flow = *reading.flow;
    const flow::State& state = flow.states[0];
    CHECK(state.final == "won");
    REQUIRE(state.timers.size() == 1);
    CHECK(state.timers[0].after == 90'000'000'000);
    REQUIRE(state.before.size() == 2);
    CHECK(state.before[1].unique);
    REQUIRE(state.after.size() == 3);
    CHECK(state.after[0].when == flow::When::always);
    CHECK(state.after[0].effect.set[0].var == 1);
    const flow::Field* json = state.after[1].effect.find("json");
    REQUIRE(json != nullptr);
    REQUIRE(json->children.size() == 2);
    const flow::Field& list = json->children[0];
    CHECK(list.name == "a");
    CHECK(list.shape == flow::Field::Shape::list);
    REQUIRE(list.children.size() == 3);
    CHECK(list.children[1].plain);
    CHECK_FALSE(list.children[2].plain);
    CHECK(json->children[1].value.literal() == "null");
    const flow::Field* event = state.after[2].effect.find("event");
    REQUIRE(event != nullptr);
    REQUIRE(event->event.size() == 1);
    CHECK(event->event[0].actor == "customer");
}

TEST_CASE("many mistakes give one finding each") {
    const Reading reading(R"(callflow: 1
initial: a
vars: {vip: false}
states:
  a:
    respons: [say: Hello]
    on: {x: [{to: nowhere, if: vipp}, b]}
    next: {to: b, if: vip}
  b:
    response: [sya: Hello, {say: {text: x, lop: 1}}]
    timers: {t: 5}
)");
    INFO(reading.listing());
    CHECK(reading.found.items().size() == 7);
    CHECK(reading.flow != nullptr);
}

TEST_CASE("findings have a bound, and reaching it is an error") {
    std::string text = "callflow: 1\ninitial: s0\nvars: {vip: false}\nstates:\n";
    for (int i = 0; i < 3000; ++i) {
        text += "  s" + std::to_string(i) + ": {on: {x: [{to: elsewhere, if: vipp}, same]}}\n";
    }
    const Reading reading(std::move(text));
    CHECK(reading.found.items().size() == 1001);
    CHECK(std::count_if(reading.found.items().begin(), reading.found.items().end(), [](const base::Diagnostic& one) {
              return one.code->name == "too_many_findings" && one.severity == base::Severity::error;
          }) == 1);
}

TEST_CASE("too many states") {
    std::string text = "callflow: 1\ninitial: s0\nstates:\n";
    for (int i = 0; i <= 100'000; ++i) {
        text += "  s" + std::to_string(i) + ": {}\n";
    }
    const Reading reading(std::move(text));
    REQUIRE(reading.found.items().size() == 1);
    CHECK(reading.found.items()[0].code->name == "too_many_states");
    CHECK(reading.flow->states.size() == 100'000);
}

} // namespace
} // namespace callflow
