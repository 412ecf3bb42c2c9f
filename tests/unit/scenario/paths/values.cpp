#include "scenario/paths/made.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace {

using paths_test::Made;
using paths_test::Texts;

// A request whose answer is stored by that `set`, behind a guard on another field of it.
std::string stored(std::string_view vars, std::string_view set) {
    return "\nvars: {" + std::string(vars) + "}\nstates:\n  a: {response: [say: Hello], next: r}\n" +
           "  r:\n    request: {url: \"https://api.example.com/accounts\", json: {who: \"{{ call.from }}\"}}\n" +
           "    on: {success: {to: b, if: input.json.ok, set: {" + std::string(set) + "}}}\n    next: c\n" +
           "  b: {response: [say: B], final: true}\n  c: {response: [say: C], final: true}\n";
}

} // namespace

TEST_CASE("what is stored in a var gets a value of its type", "[paths]") {
    for (const auto& [vars, set] : {
             std::pair{"n: 0.0", "n: input.json.n"},
             {"n: 0", "n: input.json.n"},
             {"n: 0", "n: input.json.n * 2 + 1"},
             {"n: 0.0", "n: 'input.json.n > 3 ? double(input.json.n) : 1.5'"},
             {"n: 0.0", "n: math.round(input.json.n)"},
             {"n: 0", "n: int(input.json.n)"},
             {"yes_: false", "yes_: input.json.yes"},
             {"word: \"\"", "word: input.json.word"},
             {"all: {type: list, default: []}", "all: input.json.all"},
             {"map_: {type: map, default: {}}", "map_: input.json.it"},
             {"at: {type: timestamp, default: \"2000-01-01T00:00:00Z\"}", "at: timestamp(input.json.at)"},
             {"for_: {type: duration, default: 1s}", "for_: duration(input.json.seconds)"},
             {"lang: {type: string, default: en, values: [en, es]}", "lang: input.json.lang"},
             {"n: {type: int, default: 5, min: 3, max: 6}", "n: input.json.n"},
             {"n: {type: double, default: 0.5, max: 1}", "n: input.json.n"},
         }) {
        INFO(set);
        const Made made(stored(vars, set));
        CHECK(made.uncovered().empty());
    }
}

TEST_CASE("what was stored whole has values where its parts are used later", "[paths]") {
    const Made made(R"(
vars: {balance: 0.0, size_: 0}
states:
  a:
    request: {url: "https://api.example.com/accounts", save: account}
    on: {success: b}
    next: c
  b:
    response: [gather: {action: typed, prompt: [say: Type]}]
    on: {typed: {to: d, set: {balance: account.money.left, size_: int(account.size)}}}
    next: c
  c: {final: true}
  d: {response: [say: "{{ balance }} {{ size_ }}"], final: true}
)");
    CHECK(made.uncovered().empty());
}

TEST_CASE("cases of a switch on a length are texts of that length", "[paths]") {
    const Made made(R"(
states:
  a:
    response: [gather: {finishOnKey: "#", action: typed, prompt: [say: Type]}]
    on: {typed: {switch: input.digits.size(), case: {7: b, 9: c}, else: d}}
    next: d
  b: {final: true}
  c: {final: true}
  d: {final: true}
)");
    CHECK(made.uncovered().empty());
}

TEST_CASE("bounds are shown where they decide, of texts too", "[paths]") {
    const Made made(R"(
states:
  a:
    response: [gather: {input: dtmf speech, action: typed, prompt: [say: Type]}]
    on:
      typed: [{to: b, if: 'input.digits >= "2" && input.digits <= "5"'}, {to: c, if: 'input.speech != "" && input.confidence >= 0.5'}, d]
    next: d
  b: {final: true}
  c: {final: true}
  d: {final: true}
)");
    for (const std::string_view state : {"b", "c"}) {
        INFO(state);
        const auto leads = [&](std::string_view name, std::string_view value) {
            for (const auto& one : made.set().scenarios)
                for (const auto& step : one.steps)
                    for (const auto& input : step.input)
                        if (step.expect.state == state && input.name == name && input.value.to_text() == value)
                            return true;
            return false;
        };
        CHECK((state == "c" ? leads("confidence", "0.5") : leads("digits", "2") && leads("digits", "5")));
    }
}

TEST_CASE("the first document is looked at, as an event alone does not show it", "[paths]") {
    const Made made(R"(
vars: {open_: true}
states:
  a:
    response: [{say: Welcome, if: open_}, {say: We are closed, unless: open_}, {gather: {action: typed, prompt: [say: Type]}}]
    on: {typed: b}
    next: b
  b: {final: true}
)");
    CHECK(made.set().outcomes_shown == made.set().outcomes);
    std::size_t looks = 0;
    for (const auto& one : made.set().scenarios)
        looks += one.steps.front().kind == callflow::scenario::Step::Kind::expect ? 1U : 0U;
    CHECK(looks == 2); // once for each welcome
}

TEST_CASE("what a var never is where the flow sets it is told as impossible", "[paths]") {
    const Made made(R"(
vars: {accepted: false, mode: idle}
states:
  a:
    response: [gather: {action: typed, prompt: [say: Type]}]
    on: &all
      typed: [{to: b, if: 'input.digits == "1"', set: {accepted: "true", mode: '"talk"'}}, c]
      ended: [{to: d, if: accepted}, {to: c, if: 'mode == "idle"'}, d]
    next: c
  b:
    response: [gather: {action: typed, prompt: [say: Again]}]
    on: *all
    next: c
  c: {final: true}
  d: {final: true}
)");
    CHECK(made.uncovered() ==
          Texts{"a: ended -> d: never: its guard never holds: if: accepted; `accepted` is always false there",
                "a: ended -> d: never: the candidate before it is taken: -> c; `mode` is always \"idle\" there",
                "b: ended -> c: never: its guard never holds: if: mode == \"idle\"; `mode` is always \"talk\" there",
                "b: ended -> d: never: the candidate before it is taken: -> d; `accepted` is always true there"});
}

TEST_CASE("a state without loops is always in its first attempt", "[paths]") {
    const Made made(R"(
states:
  a:
    response: [gather: {action: typed, prompt: [say: Type]}]
    on: {typed: [{to: b, if: attempt > 1}, {to: c, if: attempt < 3}, b]}
    next: a
  b: {final: true}
  c: {final: true}
)");
    CHECK(made.uncovered() ==
          Texts{"state b: never: no transition that can be taken leads to it",
                "a: typed -> b: never: its guard never holds: if: attempt > 1; `attempt` is always 1 there",
                "a: typed -> b: never: the candidate before it is taken: -> c; `attempt` is always 1 there"});
}

TEST_CASE("a var that is counted, brought, or set by a callback proves nothing", "[paths]") {
    const Made made(R"(
vars: {tries: 0, seen: false, word: ""}
states:
  a:
    response: [gather: {action: typed, prompt: [say: Type]}]
    on:
      typed: {to: a, set: {tries: tries + 1, word: input.digits}}
      ended: [{to: c, if: tries > 500}, {to: c, if: 'word == "7"'}, {to: c, if: seen}, b]
    before: [{set: {seen: "true"}}]
    next: b
  b: {final: true}
  c: {final: true}
)");
    CHECK(made.uncovered() == Texts{"a: ended -> c: not found: no values were found for if: tries > 500"});
}

TEST_CASE("what requests send is expected, but for what is sensitive and not made up", "[paths]") {
    const Made made(stored("n: 0", "n: input.json.n"));
    CHECK(made.says(
        R"(sends: [{state: "r", method: "POST", url: "https://api.example.com/accounts", json: {"who":"+15551230000"}}])"));

    const Made secret(R"(
vars: {pin: {type: string, default: "", sensitive: true}, key: {type: string, default: "s3cret", sensitive: true}}
states:
  a:
    response: [gather: {action: typed, prompt: [say: Type], sensitive: true}]
    on: {typed: {to: b, set: {pin: input.digits}}}
    next: b
  b:
    request: {url: "https://api.example.com/{{ key }}", json: {pin: "{{ pin }}", typed: "{{ inputs.a.digits }}", from: me}}
    on: {success: {to: c, set: {key: '""'}}}
    next: c
  c:
    request: {url: "https://api.example.com/", json: {pin: "{{ pin }}", from: me}}
    next: d
  d: {final: true}
)");
    CHECK_FALSE(secret.says("s3cret"));
    CHECK(secret.says(R"({state: "b", method: "POST", json: {"from":"me"}})"));
    CHECK(secret.says(R"({state: "c", method: "POST", url: "https://api.example.com/", json: {"from":"me"}})"));

    const Made made_up(R"(
vars: {pin: {type: string, default: "", sensitive: true}}
states:
  a:
    response: [gather: {action: typed, prompt: [say: Type], sensitive: true}]
    on: {typed: {to: b, set: {pin: input.digits}}}
    next: b
  b:
    request: {url: "https://api.example.com/", json: {pin: "{{ pin }}"}}
    next: c
  c: {final: true}
)");
    CHECK(made_up.says(R"(json: {"pin":"1"}})"));
    CHECK(made_up.says(R"(vars: {pin: "1"})"));
}

TEST_CASE("what is typed is looked for among keys of a map, elements of a list and their fields", "[paths]") {
    const Made made(R"(
vars:
  phones: {type: map, default: {"201": "+15550201", "202": "+15550202"}}
  quiz: {type: list, default: [{q: one, a: "8"}, {q: two, a: "4"}]}
  words: {type: list, default: [red, green]}
  at: 0
states:
  a:
    response: [gather: {action: typed, prompt: [say: "{{ quiz[at].q }}"]}]
    on:
      typed:
        - {to: b, if: input.digits in phones}
        - {to: a, if: "input.digits == quiz[at].a && at == 0", set: {at: at + 1}}
        - {to: c, if: "input.digits == quiz[at].a"}
        - {to: d, if: input.speech in words}
        - e
    next: e
  b: {final: true}
  c: {final: true}
  d: {final: true}
  e: {final: true}
)");
    CHECK(made.uncovered().empty());
}

TEST_CASE("whatever a counter begins with and ends at, calls are counted there", "[paths]") {
    const bool up = GENERATE(true, false);
    const int limit = GENERATE(range(1, 7));
    const std::string goes_on = up ? fmt::format("tries < {}", limit) : "tries > 0";
    const std::string change = up ? "tries + 1" : "tries - 1";
    const Made made(fmt::format(R"yaml(
vars: {{tries: {}}}
states:
  a:
    response: [{{gather: {{numDigits: 1, action: typed, prompt: [{{say: Press 1 to go on.}}]}}}}]
    on:
      typed: [{{to: b, if: input.digits == "1"}}, {{to: a, if: {}, set: {{tries: {}}}}}, c]
    next: c
  b: {{final: true}}
  c: {{final: true}}
)yaml",
                                up ? 0 : limit, goes_on, change));
    CHECK(made.uncovered() == Texts());
}

TEST_CASE("each of a list's elements is tried, and each day on which a condition asks for days and hours", "[paths]") {
    const Made keys(R"yaml(
states:
  a:
    response: [{gather: {numDigits: 1, action: typed, prompt: [{say: Press a key.}]}}]
    on: {typed: [{to: b, if: 'input.digits in ["1", "2", "3"]'}, c]}
    next: c
  b: {final: true}
  c: {final: true}
)yaml");
    for (const std::string_view key : {"1", "2", "3"}) CHECK(keys.says(fmt::format("digits: \"{}\"", key)));
    const Made days(R"yaml(
states:
  a:
    next:
      - to: b
        if: now.getHours("Asia/Tokyo") >= 9 && now.getHours("Asia/Tokyo") < 17 && now.getDayOfWeek("Asia/Tokyo") in [1, 2, 3, 4, 5]
      - c
  b: {final: true}
  c: {final: true}
)yaml");
    CHECK(days.uncovered() == Texts());
    // Monday's last hour, which is a bound of the hours, and nine o'clock from Tuesday to Friday.
    for (const std::string_view moment : {"03T07", "04T00", "05T00", "06T00", "07T00"})
        CHECK(days.says(fmt::format("now: 2000-01-{}:00:00Z", moment)));
}
