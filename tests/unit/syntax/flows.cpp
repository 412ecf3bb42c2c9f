#include "syntax/finding.hpp"

#include <catch2/catch.hpp>

namespace callflow {
namespace {

using test::Case;
using test::in_flow;
using test::in_state;
using test::Reading;

TEST_CASE("findings at the head of a flow") {
    const std::string_view rest = "initial: a\nstates:\n  a: {final: true}\n";
    const Case cases[] = {
        {"the version is 1", "callflow: 1\n"},
        {"the version may be quoted", "callflow: \"1\"\n"},
        {"another version", "callflow: @@2\n", "format_version", "`callflow: 1`"},
        {"no version", "@@name: x\n", "format_version", "callflow"},
        {"an unknown key", "callflow: 1\n@@stats: {}\n", "unknown_key", "did you mean `states`?"},
        {"a key of a state", "callflow: 1\n@@response: []\n", "unknown_key", "a key of a state"},
        {"a verb", "callflow: 1\n@@say: Hello\n", "unknown_key", "`say` is a verb"},
        {"x- keys are ignored", "callflow: 1\nx-anything: [1]\n"},
        {"a name is a text", "callflow: 1\nname: @@[a]\n", "wrong_type", ""},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, std::string(one.text) + std::string(rest)); }
    }
}

TEST_CASE("a flow needs initial and states") {
    const Reading no_initial("callflow: 1\nstates:\n  a: {final: true}\n");
    REQUIRE(no_initial.found.items().size() == 1);
    CHECK(no_initial.found.items()[0].code->name == "missing_key");
    REQUIRE(no_initial.flow != nullptr);
    CHECK(no_initial.flow->bodies[0].initial == 0);

    const Reading no_states("callflow: 1\ninitial: a\n");
    CHECK(no_states.flow == nullptr);
    CHECK(no_states.found.count(base::Severity::error) >= 1);

    const Reading list("- a\n- b\n");
    CHECK(list.flow == nullptr);
    REQUIRE(list.found.items().size() == 1);
    CHECK(list.found.items()[0].code->name == "format_version");
}

TEST_CASE("the file gives the flow its name where it has none") {
    const Reading unnamed("callflow: 1\ninitial: a\nstates: {a: {final: true}}\n", "flows/support_line.flow.yaml");
    CHECK(unnamed.flow->name == "support_line");
    const Reading named("callflow: 1\nname: main line\ninitial: a\nstates: {a: {final: true}}\n");
    CHECK(named.flow->name == "main line");
}

TEST_CASE("anchors, aliases and merged mappings are read as if they were written out") {
    const Reading reading(R"(callflow: 1
initial: a
x-parts:
  hello: &hello {say: {text: Hello, loop: 2}}
  way: &way {on: {x: b}, next: b}
states:
  a: {<<: *way, response: [*hello, *hello], next: done}
  b: {<<: *way}
  done: {final: true}
)");
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    const std::vector<flow::State>& states = reading.flow->states;
    CHECK(states[0].response.verbs.size() == 2);
    CHECK(states[0].on.size() == 1);
    CHECK(states[0].next[0].target == 2);
    CHECK(states[1].next[0].target == 1);
}

TEST_CASE("a mistake in an anchor is one finding, however often it is repeated") {
    test::check_finding({"", "", "unknown_attribute", "`loop`"}, R"(callflow: 1
initial: a
x-hello: &hello {say: {text: Hello, @@lop: 2}}
states:
  a: {response: [*hello, *hello], next: b}
  b: {response: [*hello], final: true}
)");
}

TEST_CASE("a flow may be JSON") {
    const Reading reading(
        R"({"callflow": 1, "initial": "a", "vars": {"x": false, "n": 2}, "states": {"a": {"next": "b"}, "b": {"final": true}}})",
        "flow.json");
    INFO(reading.listing());
    CHECK(reading.found.empty());
    CHECK(expr::to_string(reading.flow->find_var("n")->type) == "int");
}

TEST_CASE("the head key says what a document is") {
    const auto head = [](std::string text) { return syntax::head_key(*Reading(std::move(text)).document); };
    CHECK(head("callflow: 1") == syntax::HeadKey::flow);
    CHECK(head("a: 1\ncallflow-scenario: 1") == syntax::HeadKey::scenario);
    CHECK(head("callflow-part: 1") == syntax::HeadKey::part);
    CHECK(head("a: 1") == syntax::HeadKey::none);
    CHECK(head("[callflow]") == syntax::HeadKey::none);
}

TEST_CASE("findings in vars") {
    const Case cases[] = {
        {"short forms", "vars: {a: false, b: \"17\", c: 17, d: 1.5, e: gold, f: [1, x], g: \"\"}"},
        {"long forms", "vars: {a: {type: string, values: [en, es], default: en, description: x}, b: {default: 3, "
                       "min: 0, max: 5}, c: {type: int}, d: {type: duration, default: 5s, max: 1m}}"},
        {"nothing", "vars: {a@@: }", "null_value", "\"\""},
        {"a name", "vars: {@@a-b: 1}", "bad_name", "a_b"},
        {"a word of the language", "vars: {@@input: 1}", "bad_name", "word of the language"},
        {"a type is known", "vars: {a: {type: @@text}}", "bad_value", "one of"},
        {"neither type nor default", "vars: {@@a: {description: x}}", "missing_key", "type"},
        {"values need a default", "vars: {@@a: {values: [x, y]}}", "missing_key", "default"},
        {"a default of the type", "vars: {a: {type: int, default: @@many}}", "bad_value", "int"},
        {"a default outside the values", "vars: {a: {values: [x, y], default: @@z}}", "bad_value", "x or y"},
        {"a default below the least", "vars: {a: {default: @@1, min: 2}}", "bad_value", "less than 2"},
        {"a default above the greatest", "vars: {a: {default: @@9, max: 2}}", "bad_value", "more than 2"},
        {"a bound of the type", "vars: {a: {default: 1, min: @@low}}", "bad_value", "int"},
        {"a bound needs an order", "vars: {a: {default: x, min: @@1}}", "conflicting_keys", "values"},
        {"an unknown key", "vars: {a: {@@defalt: 1, type: int}}", "unknown_key", "`default`"},
        {"a map in the short form", "vars: {a: {@@gold: 1, silver: 2}}", "unknown_key",
         "{type: map, default: {gold: …}}"},
        {"an empty map in the short form", "vars: {@@a: {}}", "missing_key", "{type: map, default: {}}"},
        {"a map in the long form", "vars: {a: {type: map, default: {gold: 1}}, b: {default: {}}}"},
        {"vars are a mapping", "vars: @@[a, b]", "wrong_type", ""},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, in_flow(one.text)); }
    }
}

TEST_CASE("a var's default gives its type") {
    const Reading reading(
        in_flow("vars: {a: false, b: \"17\", c: 17, d: 1.5, e: gold, f: [1, x], g: +15551230000, h: 010, "
                "i: {type: int, default: \"7\"}, j: {values: [gold, 1], default: gold}}"));
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    const auto type = [&](std::string_view name) { return expr::to_string(reading.flow->find_var(name)->type); };
    CHECK(type("a") == "bool");
    CHECK(type("b") == "string");
    CHECK(type("c") == "int");
    CHECK(type("d") == "double");
    CHECK(type("e") == "string");
    CHECK(type("f") == "list(dyn)");
    CHECK(type("g") == "string");
    CHECK(type("h") == "string");
    CHECK(reading.flow->find_var("h")->initial.as_string() == "010");
    CHECK(reading.flow->find_var("i")->initial.as_integer() == 7);
    CHECK(reading.flow->find_var("j")->domain.values == std::vector<std::string>{"gold", "1"});
    CHECK(reading.flow->find_var("f")->initial.as_list()[0].as_integer() == 1);
}

TEST_CASE("null in a list or map is null, and in quotes a text") {
    const Reading reading(in_flow("vars: {a: [null, ~, \"null\", nullable], b: {type: map, default: {k: null}}, "
                                  "c: {type: dyn, default: null}}"));
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    CHECK(reading.flow->find_var("a")->initial.to_json() == R"([null,null,"null","nullable"])");
    CHECK(reading.flow->find_var("b")->initial.to_json() == R"({"k":null})");
    CHECK(reading.flow->find_var("c")->initial.to_json() == "null");
}

TEST_CASE("findings in actors, signals, addresses and initial") {
    const Case cases[] = {
        {"an actor", "actors: {customer: {}, agent: {url: \"/a?event={{ event }}\", description: x}}"},
        {"an actor's name", "actors: {@@the-agent: {}}", "bad_name", "the_agent"},
        {"an actor is a mapping", "actors: {agent: @@x}", "wrong_type", ""},
        {"an actor's address has the event", "actors: {agent: {url: @@/a}}", "bad_address", "event={{ event }}"},
        {"the flow's address has the event", "url: @@/calls", "bad_address", ""},
        {"only a whole value can be read back", "url: @@\"/calls?event=x{{ event }}\"", "bad_address", "a part of"},
        {"an address uses what is known", "url: \"/calls?event={{ event }}&x={{ @@y }}\"", "unknown_name", ""},
        {"a signal", "signals: {hangup: gone, busy: busy}"},
        {"an unknown signal", "signals: {@@hang_up: gone}", "unknown_signal", "`hangup`"},
        {"a signal's event", "signals: {hangup: @@nobody.gone}", "unknown_actor", "nobody"},
        {"start is an event", "start: called"},
        {"start is a word", "start: @@was called", "bad_name", "was_called"},
        {"flow-wide transitions", "on: {x: b}\nbefore: [log_it]\nafter: [{run: x, unique: true}]"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, in_flow(one.text)); }
    }
    test::check_finding({"initial is a state", "", "unknown_state", "did you mean `greeting`?"},
                        "callflow: 1\ninitial: @@greting\nstates:\n  greeting: {final: true}\n");
}

TEST_CASE("signals not given have their own names") {
    const Reading reading(in_flow("actors: {customer: {}}\nsignals: {hangup: customer.gone}"));
    REQUIRE(reading.found.empty());
    const flow::Flow& flow = *reading.flow;
    REQUIRE(flow.signals.size() == 9);
    CHECK(flow.events[flow.signals[0].event].text() == "customer.gone");
    CHECK(flow.events[flow.signals[1].event].text() == "busy");
    CHECK(flow.events[0].name == "next");
    const Reading plain(in_flow(""));
    CHECK(plain.flow->events[plain.flow->signals[0].event].text() == "hangs_up");
}

TEST_CASE("an event's address has to say whose it is") {
    const auto with = [](std::string_view head) {
        return "callflow: 1\ninitial: a\n" + std::string(head) +
               "\nstates:\n  a:\n    response: [redirect: @@customer.x]\n    on: {customer.x: a}\n";
    };
    const Case bad{"", "", "bad_address", "actor={{ actor }}"};
    test::check_finding(bad, with("actors: {customer: {}}\nurl: \"/c?event={{ event }}\""));
    test::check_finding(bad, with("actors: {customer: {url: \"/c?event={{ event }}\"}, agent: {url: "
                                  "\"/c?event={{ event }}\"}}"));
    const Case good{"", ""};
    test::check_finding(good, with("actors: {customer: {}}"));
    test::check_finding(good, with("actors: {customer: {}}\nurl: \"/c?event={{ event }}&who={{ actor }}\""));
    test::check_finding(good, with("actors: {customer: {url: \"/c?event={{ event }}\"}}"));
}

TEST_CASE("a bad name is one finding, wherever it is used") {
    test::check_finding({"a state", "", "bad_name", "first_greeting"},
                        "callflow: 1\ninitial: a\nstates:\n  a: {next: first-greeting}\n  "
                        "@@first-greeting: {final: true}\n");
    test::check_finding({"a var", "", "bad_name", "a_b"},
                        "callflow: 1\ninitial: a\nvars: {@@a-b: 1}\nstates:\n  a: {on: {x: {to: b, "
                        "set: {a-b: 2}}}}\n  b: {final: true}\n");
    test::check_finding({"an actor", "", "bad_name", "call_"},
                        "callflow: 1\ninitial: a\nactors: {@@call: {}}\nstates:\n  a: {on: "
                        "{call.x: b}}\n  b: {final: true}\n");
}

} // namespace
} // namespace callflow
