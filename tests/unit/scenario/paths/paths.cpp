#include "scenario/paths/made.hpp"

#include <catch2/catch.hpp>

namespace {

using paths_test::Made;
using paths_test::Options;
using paths_test::Texts;

// A state that asks for keys, and what becomes of them.
std::string asked(std::string_view guard, std::string_view rest = "") {
    return std::string(
               "\nstates:\n  a:\n    response: [gather: {action: typed, prompt: [say: Type]}]\n    on: {typed: [{to: b, if: '") +
           std::string(guard) +
           "'}, c]}\n    next: c\n  b: {response: [say: B], final: true}\n  c: {response: [say: C], final: true}\n" +
           std::string(rest);
}

} // namespace

TEST_CASE("values are invented for what guards compare with", "[paths]") {
    const char* guards[] = {
        "input.digits == \"4711\"",
        "input.digits in [\"12\", \"13\"]",
        "size(input.digits) == 7",
        "input.digits.matches(\"^44[0-9]{4}$\")",
        "input.digits.startsWith(\"90\") && size(input.digits) > 4",
        "input.digits != \"\" && int(input.digits) > 500",
        "input.speech.lowerAscii().contains(\"operator\")",
        "input.speech.matches(\"(?i)sales|support\") && input.confidence >= 0.5",
        "input.dial_status == \"busy\" || input.dial_status == \"no-answer\"",
        "input.recording_duration > 2",
        "has(input.sip_headers.x_tenant) && input.sip_headers.x_tenant == \"blue\"",
        "input.digits.endsWith(\"#\")",
    };
    for (const char* guard : guards) {
        INFO(guard);
        const Made made(asked(guard));
        CHECK(made.uncovered() == Texts());
        CHECK(made.set().outcomes_shown == made.set().outcomes);
    }
}

TEST_CASE("both sides of a bound are tried", "[paths]") {
    const Made made(asked("size(input.digits) >= 4"));
    CHECK(made.says("digits: \"1234\""));
    CHECK(made.says("digits: \"123\""));
    CHECK(made.says("digits: \"12345\""));
}

TEST_CASE("numbers are tried where a condition calculates with digits", "[paths]") {
    const char* guards[] = {
        "input.digits.matches(\"^[0-9]{2}$\") && int(input.digits) % 7 == 3",
        "double(input.digits) / 100.0 > 12.5",
        "size(input.digits) == 4 && int(input.digits.substring(2, 4)) < 60",
    };
    for (const char* guard : guards) {
        INFO(guard);
        const Made made(asked(guard));
        CHECK(made.uncovered() == Texts());
        CHECK(made.set().missing.empty());
    }
}

TEST_CASE("how often a call can be in a state in a row is a proof", "[paths]") {
    const Made made(R"yaml(
states:
  a:
    response: [gather: {action: typed, prompt: [say: Type]}]
    on: {typed: [{to: b, if: attempt == 2}, {to: same, if: attempt < 3}, c]}
    next: c
  b: {final: true}
  c: {final: true}
)yaml");
    CHECK(made.uncovered() ==
          Texts{"a: typed -> c: never: the candidate before it is taken: -> same; `attempt` is at most 2 there"});
    REQUIRE(made.set().missing.size() == 1);
    CHECK(made.set().missing.front().part == "attempt < 3");
    CHECK(!made.set().missing.front().outcome);
    CHECK(made.set().missing.front().proved);
}

TEST_CASE("loops are walked until a counter has its bound", "[paths]") {
    const Made made(R"yaml(
vars: {tries: 0}
states:
  a:
    response: [gather: {action: typed, prompt: [say: Type]}]
    on: {typed: [{to: b, if: tries >= 3}, {to: same, set: {tries: tries + 1}}]}
    next: [{to: same, if: attempt < 5}, c]
  b: {final: true}
  c: {final: true}
)yaml");
    CHECK(made.uncovered() == Texts());
    CHECK(made.says("tries: 3"));
    CHECK(made.says("attempt == 5"));
}

TEST_CASE("what is counted in one direction has a bound", "[paths]") {
    const Made made(R"yaml(
vars: {tries: 0}
states:
  a:
    response: [gather: {action: typed, prompt: [say: Type]}]
    on: {typed: [{to: b, if: tries >= 3}, same]}
    next: [{to: same, if: attempt < 2, set: {tries: tries - 1}}, b]
  b: {final: true}
)yaml");
    CHECK(made.uncovered() ==
          Texts{"a: typed -> b: never: its guard never holds: if: tries >= 3; `tries` is never more than 0"});
}

TEST_CASE("what cannot be is told with its reason", "[paths]") {
    const Made made(R"yaml(
vars: {n: {default: 3, min: 1, max: 5}}
states:
  a:
    response: [gather: {action: typed, prompt: [say: Type]}]
    on:
      typed: [{to: b, if: n > 5}, {to: c, if: 'input.digits == "1"'}, {to: d, if: 'input.digits == "1" && n > 2'}, c]
    next: c
  b: {final: true}
  c: {final: true}
  d: {final: true}
  e: {response: [say: E], next: c}
)yaml");
    CHECK(made.uncovered() == Texts{"state b: never: no transition that can be taken leads to it",
                                    "state d: never: no transition that can be taken leads to it",
                                    "state e: never: no transition leads to it",
                                    "a: typed -> b: never: its guard never holds: if: n > 5",
                                    "a: typed -> d: never: the candidate before it is taken: -> c",
                                    "e: next -> c: never: state `e` is never entered"});
}

TEST_CASE("what no transition sets is given, or changes during the call", "[paths]") {
    const Made given(R"yaml(
vars: {open: false, plan: {type: string, values: [basic, gold], default: basic}, vips: []}
states:
  a: {next: [{to: shut, unless: open}, {to: gold, if: 'plan == "gold"'}, {to: vip, if: call.from in vips}, b]}
  b: {final: true}
  shut: {final: true}
  gold: {final: true}
  vip: {final: true}
)yaml");
    CHECK(given.uncovered() == Texts());
    CHECK(given.says("given: {open: true}"));

    const Made changes(R"yaml(
vars: {ready: false}
states:
  a: {next: [{to: c, if: ready}, b]}
  b: {response: [say: Wait], next: [{to: c, if: ready}, {to: same, if: attempt < 3}, d]}
  c: {final: true}
  d: {final: true}
)yaml");
    CHECK(changes.uncovered() == Texts());
    CHECK(changes.says("set: {ready: true}"));
}

TEST_CASE("calls begin when guards tell times apart", "[paths]") {
    const Made made(R"yaml(
states:
  a:
    next:
      - {to: closed, if: now.getHours() < 9 || now.getHours() >= 17}
      - {to: sunday, if: now.getDayOfWeek() == 0}
      - {to: holiday, if: now.getMonth() == 11 && now.getDate() == 25}
      - b
  b: {final: true}
  closed: {final: true}
  sunday: {final: true}
  holiday: {final: true}
)yaml");
    CHECK(made.uncovered() == Texts());
    CHECK(made.says("T09:00:00Z"));
    CHECK(made.says("T08:00:00Z"));
    CHECK(made.says("T17:00:00Z"));
}

TEST_CASE("requests are answered with what is looked at, badly, and not at all", "[paths]") {
    const Made made(R"yaml(
states:
  a:
    request: {url: "https://example.com/a", save: account}
    on:
      success:
        - {to: none, if: size(account.orders) == 0}
        - {to: many, if: "account.orders.exists(o, o.total > 100)"}
        - {to: gold, if: account.vip && account.level >= 3}
        - {to: named, if: 'account.name == "Ann"'}
        - b
      failure: [{to: unknown, if: input.status == 404}, {to: slow, if: input.status == 0}, broken]
  b: {response: [say: "You have {{ account.balance }}, {{ account.name }}"], final: true}
  none: {final: true}
  many: {final: true}
  gold: {final: true}
  named: {final: true}
  unknown: {final: true}
  slow: {final: true}
  broken: {final: true}
)yaml");
    CHECK(made.uncovered() == Texts());
}

TEST_CASE("timers fire, callers hang up, states refuse, callbacks run", "[paths]") {
    const Made made(R"yaml(
on: {customer.hangs_up: gone}
signals: {hangup: customer.hangs_up}
states:
  a:
    response: [gather: {action: typed, prompt: [say: Type]}]
    on: {typed: b, late: c, customer.waves: [{to: b, if: attempt > 1}]}
    next: [{to: same, if: attempt < 2}, c]
    timers: {late: 30s}
    after: [{run: refused_there, when: failure}]
  b: {response: [say: B], on: {told: c}, next: c, before: [into_b]}
  c: {final: true}
  gone: {after: [clean_up], final: true}
)yaml");
    CHECK(made.uncovered() == Texts());
    CHECK(made.says("wait: 30s"));
    CHECK(made.says("refused: true"));
    CHECK(made.says("refused_there"));
    CHECK(made.says("into_b"));
    CHECK(made.says("clean_up"));
}

TEST_CASE("sub-flows, machines side by side and deferred callbacks are covered", "[paths]") {
    const Made nested(R"yaml(
vars: {rating: ""}
states:
  a: {response: [say: A], next: survey}
  survey: {flow: survey, on: {good: b, bad: c}, next: c, timers: {too_long: 5m}}
  b: {final: true}
  c: {final: true}
on: {too_long: c}
flows:
  survey:
    initial: ask
    states:
      ask: {menu: {prompt: [say: How], keys: {1: well, 2: badly}, tries: 2, else: nothing}}
      well: {final: good}
      badly: {final: bad}
      nothing: {final: silent}
)yaml");
    CHECK(nested.uncovered() == Texts());
    CHECK(nested.says("state: \"survey/ask\"") != nested.says("state: survey/ask"));

    const Made beside(R"yaml(
states:
  a: {response: [say: A], on: {go: b}, next: b}
  b: {final: true}
machines:
  other:
    initial: idle
    states:
      idle: {on: {begin: busy}}
      busy: {response: [say: Busy], next: idle, on: {stop: idle}}
)yaml");
    CHECK(beside.uncovered() == Texts());

    const Made deferred(R"yaml(
defer_callbacks: true
states:
  a: {response: [say: A], on: {go: b}, next: b}
  b: {response: [say: B], on: {back: a}, next: a, before: [first], after: [second, {run: third, when: always}]}
)yaml");
    CHECK(deferred.uncovered() == Texts());
    CHECK(deferred.says("flush: before"));
    CHECK(deferred.says("effects: [first, "));
}

TEST_CASE("a response that errs is part of a set", "[paths]") {
    const Made made(R"yaml(
vars: {known: {default: {}}}
on: {error: sorry}
states:
  a: {response: [say: A], on: {go: b}, next: c}
  b: {response: [say: "{{ known.name }}"], next: c}
  c: {final: true}
  sorry: {response: [say: Sorry], final: true}
)yaml");
    CHECK(made.uncovered() == Texts());
}

TEST_CASE("responses say all that they can say", "[paths]") {
    constexpr const char* text = R"yaml(
vars: {vip: false, language: {type: string, values: [en, es], default: en}}
prompts: {hello: {en: Hello, es: Hola}}
states:
  a:
    response: [say: {prompt: hello}, {say: Dear guest, if: vip}, say: "{{ attempt > 2 ? \"once more\" : \"\" }}"]
    next: [{to: same, if: attempt < 4}, b]
  b: {final: true}
)yaml";
    const Made made(text);
    CHECK(made.says("Hola"));
    CHECK(made.says("Dear guest"));
    CHECK(made.says("once more"));
    Options fewer;
    fewer.cover = Options::Cover::states;
    CHECK(Made(text, fewer).set().scenarios.size() == 1);
}

TEST_CASE("the same flow gives the same set, and bounds are kept", "[paths]") {
    constexpr const char* text = R"yaml(
vars: {n: 0, m: 0, a1: false, a2: false, a3: false, a4: false, a5: false}
states:
  a:
    response: [gather: {action: typed, prompt: [say: Type]}]
    on:
      typed:
        - {to: same, if: 'input.digits == "1" && n < 1000000', set: {n: n + 1, a1: "!a1"}}
        - {to: same, if: 'input.digits == "2" && m < n', set: {m: m + 1, a2: "!a2", a3: a1}}
        - {to: same, if: 'a1 && a2 && !a3', set: {a4: "!a4", a5: "!a5"}}
        - {to: b, if: n > 500000 && m > 400000}
        - c
    next: c
  b: {final: true}
  c: {final: true}
)yaml";
    Options options;
    options.max_calls = 300;
    const Made one(text, options), other(text, options);
    CHECK(one.text() == other.text());
    CHECK(one.set().calls <= 330);
    CHECK(one.set().cut_off);
    CHECK(one.uncovered().size() == 2);
}

TEST_CASE("walks at random pass, and follow from their seed", "[paths]") {
    Options options;
    options.random = true;
    options.seed = 7;
    options.walks = 5;
    options.steps = 6;
    const std::string text = asked("input.digits == \"1\"");
    const Made one(text, options), other(text, options);
    CHECK(one.set().scenarios.size() == 5);
    CHECK(one.text() == other.text());
    options.seed = 8;
    CHECK(Made(text, options).text() != one.text());
}
