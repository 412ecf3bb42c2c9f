// Findings in menus, and where they stand.
#include "flow/graph.hpp"
#include "syntax/finding.hpp"

#include <catch2/catch.hpp>

namespace callflow {
namespace {

using test::Case;
using test::Reading;

// A flow whose state `a` has the menu, with further keys of the state behind it.
std::string with_menu(std::string_view menu) {
    return "callflow: 1\nname: test\ninitial: a\nactors: {customer: {}}\nvars: {open: false}\nstates:\n  a:\n    menu: " +
           std::string(menu) + "\n  b: {}\n  done: {final: true}\n";
}

TEST_CASE("findings in menus") {
    const Case cases[] = {
        {"the smallest menu", "{prompt: [say: Hello], keys: {1: b}, else: b}"},
        {"keys without quotes, of any length", "{prompt: [say: x], keys: {0: b, 01: b, 117: b, \"*\": b}, else: b}"},
        {"attributes of gather", "{prompt: [say: x], keys: {1: b}, else: b, timeout: 8s, bargeIn: false}"},
        {"attributes of a provider", "{prompt: [say: x], keys: {1: b}, else: b, tropo: {attempts: 2}}"},
        {"x- keys", "{prompt: [say: x], x-note: 1, keys: {1: b, x-2: b}, else: b}"},
        {"else may be left out where two stand for it",
         "{prompt: [say: x], keys: {1: b}, no_input: b, no_match: [{to: same, if: open}, b]}"},
        {"only words", "{prompt: [say: x], words: {sales: b}, else: b}"},
        {"an action of the menu's event", "{prompt: [say: x], keys: {1: b}, action: customer.pressed, else: b}"},
        {"other events beside it", "{prompt: [say: x], keys: {1: b}, else: b}\n    on: {left: b}"},
        {"silence need not be told twice", "{prompt: [say: x], keys: {1: b}, actionOnEmptyResult: false, else: b}"},

        {"a menu is a mapping", "@@[say: x]", "wrong_type", "`{prompt: […], keys: {1: STATE}, else: STATE}`"},
        {"a prompt is needed", "@@{keys: {1: b}, else: b}", "missing_key", "`prompt`"},
        {"a prompt is a list", "{prompt: @@Hello, keys: {1: b}, else: b}", "wrong_type", "[say: Hello]"},
        {"a prompt holds what a gather's does", "{prompt: [@@hangup], keys: {1: b}, else: b}", "unknown_verb",
         "only say, play and pause can"},
        {"choices are needed", "@@{prompt: [say: x], else: b}", "missing_key", "`keys`, or `words`"},
        {"and not none", "{prompt: [say: x], @@keys: {}, else: b}", "missing_key", "`keys`, or `words`"},
        {"else is needed", "@@{prompt: [say: x], keys: {1: b}}", "missing_key", "`no_input:` and `no_match:`"},
        {"one does not stand for it", "@@{prompt: [say: x], keys: {1: b}, no_input: b}", "missing_key",
         "with `no_match:` it can be left out"},
        {"a key is one of the telephone", "{prompt: [say: x], keys: {@@sales: b}, else: b}", "bad_value", "`words:`"},
        {"ranges are none", "{prompt: [say: x], keys: {@@1-3: b}, else: b}", "bad_value", "each choice on its own"},
        {"a key is not empty", "{prompt: [say: x], keys: {@@\"\": b}, else: b}", "bad_value", "`no_input:`"},
        {"a key is there once", "{prompt: [say: x], keys: {1: b, @@\"1\": b}, else: b}", "duplicate_key", "'1'"},
        {"the star needs quotes", "{prompt: [say: x], keys: {@@*: b}, else: b}", "unknown_alias", "\"*\""},
        {"a target is known", "{prompt: [say: x], keys: {1: @@bb}, else: b}", "unknown_target", "did you mean `b`?"},
        {"also that of else", "{prompt: [say: x], keys: {1: b}, else: @@nowhere}", "unknown_target", "nowhere"},
        {"a pattern is not empty", "{prompt: [say: x], words: {@@\"\": b}, else: b}", "bad_value", "silence"},
        {"a pattern is one", "{prompt: [say: x], words: {@@\"sales(\": b}, else: b}", "bad_pattern", "missing )"},
        {"a key is known", "{prompt: [say: x], keys: {1: b}, @@esle: b, else: b}", "unknown_key",
         "did you mean `else`?"},
        {"an attribute is known", "{prompt: [say: x], keys: {1: b}, @@timout: 8, else: b}", "unknown_attribute",
         "did you mean `timeout`?"},
        {"an attribute of one provider", "{prompt: [say: x], keys: {1: b}, @@attempts: 2, else: b}",
         "unknown_attribute", "`tropo: {attempts: …}`"},
        {"tries are counted from one", "{prompt: [say: x], keys: {1: b}, tries: @@0, else: b}", "bad_value",
         "at least 1"},
        {"else comes without a condition", "{prompt: [say: x], keys: {1: b}, else: {to: b, if: @@open}}",
         "guarded_last_next", "`else`"},
        {"no_input too, where no else takes what is left",
         "{prompt: [say: x], keys: {1: b}, no_input: {to: b, if: @@open}, no_match: b}", "guarded_last_next",
         "`no_input`"},
        {"the event is the menu's", "{prompt: [say: x], keys: {1: b}, @@action: chose, else: b}", "conflicting_keys",
         "leave `action` out"},
        {"silence is no event", "{prompt: [say: x], keys: {1: b}, @@actionOnEmptyResult: true, else: b}",
         "conflicting_keys", "leave `actionOnEmptyResult` out"},
        {"keys are listened to", "{prompt: [say: x], keys: {1: b}, @@input: speech, else: b}", "conflicting_keys",
         "takes no keys"},
        {"words are listened to", "{prompt: [say: x], words: {x: b}, @@input: dtmf, else: b}", "conflicting_keys",
         "takes no words"},
        {"a key can be typed to the end", "{prompt: [say: x], keys: {1: b, @@23: b}, numDigits: 1, else: b}",
         "conflicting_keys", "`numDigits` is 1"},
        {"a key does not end the input", "{prompt: [say: x], keys: {1: b, @@\"#\": b}, finishOnKey: \"#\", else: b}",
         "conflicting_keys", "`finishOnKey` ends the input"},
        {"next is the menu's", "{prompt: [say: x], keys: {1: b}, else: b}\n    @@next: b", "conflicting_keys",
         "`no_input:`"},
        {"pressed is the menu's", "{prompt: [say: x], keys: {1: b}, else: b}\n    on: {@@pressed: b}",
         "conflicting_keys", "`keys:`"},
        {"whoever presses", "{prompt: [say: x], keys: {1: b}, else: b}\n    on: {@@customer.pressed: b}",
         "conflicting_keys", "`keys:`"},
        {"the response is the menu's", "{prompt: [say: x], keys: {1: b}, else: b}\n    response: @@[say: x]",
         "conflicting_keys", "`prompt:`"},
        {"a menu leads on, and a final state does not", "@@{prompt: [say: x], keys: {1: b}, else: b}\n    final: true",
         "conflicting_keys", "is final"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) {
            // What is said of the menu as a whole stands at its key.
            std::string text = with_menu(one.text);
            if (const std::size_t at = text.find("menu: @@{"); at != std::string::npos) {
                text.replace(at, 9, "@@menu: {");
            }
            test::check_finding(one, text);
        }
    }
}

TEST_CASE("what Tropo's grammar of a menu lists") {
    const auto choices = [](std::string_view menu) {
        const Reading reading(with_menu(menu));
        INFO(reading.listing());
        REQUIRE(reading.found.empty());
        const flow::Verb& gather = reading.flow->states[0].response.verbs.front();
        for (const flow::ProviderAttributes& one : gather.overrides) {
            if (one.provider != "tropo") continue;
            for (const flow::Attribute& made : one.attributes) {
                return std::string(made.spec->name) + ": " + made.value.text();
            }
        }
        return std::string();
    };
    CHECK(choices("{prompt: [say: x], keys: {1: b, 2: b}, else: b}").empty());
    CHECK(choices("{prompt: [say: x], keys: {10: b, 22: b}, else: b}") == "choices: [2 DIGITS]");
    CHECK(choices("{prompt: [say: x], keys: {1: b, 22: b}, else: b}") == "choices: [1-2 DIGITS]");
    CHECK(choices("{prompt: [say: x], keys: {1: b, 2: b}, words: {bye: b}, else: b}") == "hints: bye");
    CHECK(choices("{prompt: [say: x], keys: {1: b, 22: b}, words: {help|agent: b}, else: b}") ==
          "choices: 1, 22, help, agent");
    // The author's own list stands for the words, not for the keys.
    CHECK(choices("{prompt: [say: x], keys: {1: b, 22: b}, words: {help: b, bye: b}, hints: \"help me, bye bye\", "
                  "else: b}") == "choices: 1, 22, help me, bye bye");
    CHECK(choices("{prompt: [say: x], keys: {1: b, 22: b}, words: {help: b}, hints: \"{{ event }}, help\", else: b}") ==
          "choices: 1, 22, {{ event }}, help");
    CHECK(choices("{prompt: [say: x], keys: {1: b, 2: b}, words: {help: b}, hints: help me, else: b}").empty());
    CHECK(choices("{prompt: [say: x], keys: {1: b, 22: b}, words: {help: b}, hints: help me, "
                  "tropo: {choices: \"1, 22, help\"}, else: b}") == "choices: 1, 22, help");
}

TEST_CASE("a menu is kept for drawings: its choices and where they lead") {
    const Reading reading(with_menu("{prompt: [say: x], keys: {1: [{to: b, if: open}, done], 9: same},\n"
                                    "      words: {help: b}, tries: 4, no_match: same, else: done}"));
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    const flow::State& state = reading.flow->states[0];
    REQUIRE(state.menu);
    CHECK(state.menu->tries == 4);
    CHECK_FALSE(state.menu->own_input);
    CHECK(state.menu->own_match);
    REQUIRE(state.menu->keys.size() == 2);
    CHECK(state.menu->keys[0].text == "1");
    CHECK(state.menu->keys[0].targets == std::vector<flow::StateId>{1, 2});
    CHECK(state.menu->keys[1].targets == std::vector<flow::StateId>{0});
    REQUIRE(state.menu->words.size() == 1);
    CHECK(state.menu->words[0].text == "help");
    CHECK(reading.flow->events[state.menu->event].text() == "pressed");
}

TEST_CASE("a menu's moves are those of any state, and stand in the menu") {
    const Reading reading(with_menu("{prompt: [say: x], keys: {1: b}, else: done}"));
    const flow::State& state = reading.flow->states[0];
    std::vector<std::string> moves;
    const auto add = [&](std::string_view event, const flow::Branch& branch) {
        const bool same = branch.kind == flow::Branch::Kind::same;
        moves.push_back(std::string(event) + " " + (same ? "same" : reading.flow->states[branch.target].name) + " at " +
                        std::string(reading.sources[0].text().substr(branch.where.begin, branch.where.size())));
    };
    for (const flow::Handler& handler : state.on)
        flow::each_branch(handler.branches,
                          [&](const auto& branch) { add(reading.flow->events[handler.event].text(), branch); });
    flow::each_branch(state.next, [&](const auto& branch) { add("next", branch); });
    CHECK(moves == std::vector<std::string>{"pressed b at b", "pressed same at menu", "pressed done at done",
                                            "next same at menu", "next done at done"});
}

TEST_CASE("what defaults say about gathers does not make a menu deaf") {
    // The value of an attribute of the menu's gather; empty where it has none.
    const auto value = [](std::string_view defaults, std::string_view choices, std::string_view name) {
        const Reading reading("callflow: 1\nname: test\ninitial: a\ndefaults: {gather: " + std::string(defaults) +
                              "}\nstates:\n  a: {menu: {prompt: [say: x], " + std::string(choices) +
                              ", else: b}}\n  b: {final: true}\n");
        INFO(reading.listing());
        REQUIRE(reading.found.empty());
        for (const flow::Attribute& one : reading.flow->states[0].response.verbs.front().attributes)
            if (one.spec->name == name) return one.value.literal();
        return std::string();
    };
    CHECK(value("{input: speech}", "keys: {1: b}", "input") == "dtmf");
    CHECK(value("{twilio: {input: speech}}", "keys: {1: b}", "input") == "dtmf");
    CHECK(value("{input: dtmf}", "words: {help: b}", "input") == "speech");
    CHECK(value("{input: speech}", "keys: {1: b}, words: {help: b}", "input") == "dtmf speech");
    CHECK(value("{timeout: 3}", "keys: {1: b}", "input").empty()); // keys are what it takes anyway
    CHECK(value("{actionOnEmptyResult: true}", "keys: {1: b}", "actionOnEmptyResult") == "false");
}

} // namespace
} // namespace callflow
