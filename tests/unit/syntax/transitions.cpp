#include "syntax/finding.hpp"

#include <catch2/catch.hpp>

namespace callflow {
namespace {

using test::Case;
using test::in_flow;
using test::in_state;
using test::Reading;

TEST_CASE("findings in on, next and transitions") {
    const Case cases[] = {
        {"a transition is a state's name", "    next: done"},
        {"a transition may be a mapping", "    next: {to: done, set: {tries: tries + 1}, do: [hook]}"},
        {"a transition may be a list", "    on: {x: [{to: b, if: vip}, {to: same, unless: vip}, done]}"},
        {"if and unless may stand together", "    on: {x: {to: b, if: vip, unless: tries > 1}}"},
        {"a switch compares texts", "    on: {x: {switch: plan, case: {gold: b, 1: same}, else: done}}"},
        {"a switch needs no else in on", "    on: {x: {switch: plan, case: {gold: b}}}"},
        {"a switch may be one of a list", "    on: {x: [{switch: plan, case: {gold: b}}, done]}"},
        {"on may be a list of blocks",
         "    on: [{if: vip, on: {x: b}}, {on: {x: done}}, {unless: vip, on: [{on: {x: same}}]}]"},
        {"keys that YAML 1.1 misreads are texts", "    on: {yes: b, no: done, y: b, on: done}"},

        {"an unknown state is named with the nearest", "    next: @@dome", "unknown_target", "did you mean `done`?"},
        {"in a list too", "    on: {x: [{to: @@bb}, done]}", "unknown_target", "did you mean `b`?"},
        {"an unknown state without a near one", "    next: @@elsewhere", "unknown_target",
         "add `elsewhere:` to `states:`"},
        {"a transition needs to", "    on: {x: @@{if: vip}}", "missing_key", "`to`"},
        {"a switch needs case", "    on: {x: @@{switch: plan}}", "missing_key", "`case`"},
        {"a case needs switch", "    on: {x: @@{case: {gold: b}}}", "missing_key", "`switch`"},
        {"a switch has no if beside it", "    on: {x: {switch: plan, case: {gold: b}, @@if: vip}}", "unknown_key",
         "`if` is a key of"},
        {"a key of a state in a transition", "    on: {x: {to: b, @@next: done}}", "unknown_key",
         "`next` is a key of a state"},
        {"a misspelt key of a transition", "    on: {x: {to: b, @@unles: vip}}", "unknown_key",
         "did you mean `unless`?"},
        {"nothing leads nowhere", "    on: {x@@: }", "null_value", "a transition"},
        {"an empty list leads nowhere", "    on: {x: @@[]}", "null_value", "empty"},
        {"a list in a list", "    on: {x: [@@[b], done]}", "wrong_type", "inner brackets"},
        {"on is no text", "    on: @@done", "wrong_type", "mapping of events"},

        {"the last candidate of next has no guard", "    next: [done, {to: b, if: @@vip}]", "guarded_last_next",
         "needs no condition"},
        {"nor a switch without else", "    next: {@@switch: plan, case: {gold: b}}", "guarded_last_next", "`else`"},
        {"nor an else with a guard", "    next: {switch: plan, case: {gold: b}, else: {to: b, if: @@vip}}",
         "guarded_last_next", ""},
        {"a switch with else may be last", "    next: {switch: plan, case: {gold: b}, else: done}"},

        {"a block has one condition", "    on: [{if: vip, @@unless: tries > 1, on: {x: b}}]", "conflicting_keys",
         "one condition"},
        {"a block needs on", "    on: [@@{if: vip}]", "missing_key", "`on`"},
        {"a handler in a list is no block", "    on: [{@@x: b, on: {y: b}}]", "unknown_key", "`on`"},
        {"next is no event", "    on: {@@next: done}", "bad_name", "`next:`"},
        {"an event is a word", "    on: {@@hangs-up: done}", "bad_name", "hangs_up"},
        {"an event is no word of the language", "    on: {@@call: done}", "bad_name", "call_"},
        {"an event has one actor", "    on: {@@a.b.c: done}", "bad_name", "customer.hangs_up"},
        {"an event's actor is declared", "    on: {@@custmer.hangs_up: done}", "unknown_actor",
         "did you mean `customer`?"},

        {"a guard is an expression", "    on: {x: [{to: b, if: @@vipp}, done]}", "unknown_name", ""},
        {"the caret points into the expression", "    on: {x: {to: b, if: \"vip && @@nope\"}}", "unknown_name", ""},
        {"in a folded text too",
         "    on:\n      x:\n        to: b\n        if: >\n          vip &&\n          @@nope > 1", "unknown_name", ""},
        {"a guard is true or false", "    on: {x: {to: b, if: @@tries}}", "guard_not_bool", ""},
        {"a guard is no list", "    on: {x: {to: b, if: @@[vip]}}", "wrong_type", "quotes"},
        {"a guard is not nothing", "    on: {x: {to: b, if@@: }}", "null_value", "an expression"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, in_state(one.text)); }
    }
}

TEST_CASE("findings in set") {
    const Case cases[] = {
        {"a right side is an expression of the var's type",
         "    on: {x: {to: b, set: {tries: tries + 1, vip: tries > 1, plan: '\"free\"'}}}"},
        {"an unknown var", "    on: {x: {to: b, set: {@@trie: 1}}}", "unknown_name", "did you mean `tries`?"},
        {"a builtin cannot be set", "    on: {x: {to: b, set: {@@attempt: 1}}}", "unknown_name", "cannot be set"},
        {"a type", "    on: {x: {to: b, set: {tries: @@vip}}}", "expression_type", ""},
        {"a bare word that is no name", "    on: {x: {to: b, set: {plan: @@free}}}", "unknown_name", "'\"free\"'"},
        {"a bare word where no text is wanted", "    on: {x: {to: b, set: {tries: @@many}}}", "unknown_name", ""},
        {"a constant outside the var's values", "    on: {x: {to: b, set: {level: @@'\"z\"'}}}", "bad_value", "x or y"},
        {"a constant inside the var's values", "    on: {x: {to: b, set: {level: '\"y\"'}}}"},
        {"an empty text", "    on: {x: {to: b, set: {plan: @@\"\"}}}", "null_value", "'\"\"'"},
        {"nothing", "    on: {x: {to: b, set: {plan@@: }}}", "null_value", "'\"\"'"},
        {"braces", "    on: {x: {to: b, set: {tries: @@\"{{ tries + 1 }}\"}}}", "expression_syntax",
         "write `tries + 1`"},
        {"a comma without quotes", "    on: {x: {to: b, set: {plan: default@@(plan, plan)}}}", "expression_syntax",
         "the comma behind it ends the value"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, in_state(one.text)); }
    }
}

TEST_CASE("an expression in braces is mended, one that a comma cuts off is one finding") {
    const Case cases[] = {
        {"a guard", "    next: [{to: b, if: @@\"{{ tries == 1 }}\"}, b]", "expression_syntax", "write `tries == 1`"},
        {"two of them", "    next: [{to: b, if: @@\"{{ tries }} == {{ 1 }}\"}, b]", "expression_syntax",
         "leave them out"},
        {"a switch", "    next: {switch: @@\"{{ plan }}\", case: {x: b}, else: b}", "expression_syntax",
         "write `plan`"},
        {"a map is none", "    next: [{to: b, if: '{1: {2: 3}}[1][2] == 3'}, b]"},
        {"a guard with a comma", "    next: [{to: b, if: plan.indexOf@@(plan, 1) == 0}, b]", "expression_syntax",
         "quote texts and expressions that contain , : ? # [ ] { }"},
        {"a switch with a comma", "    next: {switch: default@@(plan, plan), case: {x: b}, else: b}",
         "expression_syntax", "the comma behind it ends the value"},
        {"in quotes", "    next: [{to: b, if: 'plan.indexOf(plan, 1) == 0'}, b]"},
        {"no comma", "    next: [{to: b, if: (vip}, b]", "expression_syntax", "add ')'"},
    };
    for (const Case& one : cases) {
        std::string text = in_state(one.text);
        if (one.sentence == "no comma") text.replace(text.find("(vip"), 1, "@@(");
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, text); }
    }
    const std::string text = in_state("    next: [{to: b, if: \" {{ tries == 1 }} \"}, b]");
    const Reading reading(text);
    REQUIRE(reading.found.items().size() == 1);
    CHECK(base::apply_edits(text, reading.found.items()[0].edits) ==
          in_state("    next: [{to: b, if: \" tries == 1 \"}, b]"));
}

TEST_CASE("transitions in the model") {
    const Reading reading(in_state(R"(    on:
      - if: vip
        on:
          - unless: tries > 1
            on: {customer.x: [{to: b, if: vip, set: {tries: "2"}, do: [hook]}, same]}
      - on: {x: {switch: plan, case: {gold: b, silver: [{to: b, if: vip}]}, else: done}}
    next: [{to: same, if: attempt < 2}, done])"));
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    const flow::Flow& flow = *reading.flow;
    const flow::State& state = flow.states[flow.find_state(0, "a")];

    REQUIRE(state.on.size() == 2);
    const flow::Handler& first = state.on[0];
    CHECK(flow.events[first.event].text() == "customer.x");
    REQUIRE(first.conditions.size() == 2);
    CHECK_FALSE(first.conditions[0].negated);
    CHECK(first.conditions[1].negated);
    REQUIRE(first.branches.size() == 2);
    CHECK(first.branches[0].conditions.size() == 1);
    CHECK(first.branches[0].target == flow.find_state(0, "b"));
    REQUIRE(first.branches[0].set.size() == 1);
    CHECK(first.branches[0].set[0].slot == flow.find_var("tries")->slot);
    REQUIRE(first.branches[0].effects.size() == 1);
    CHECK(first.branches[0].effects[0].hook == "hook");
    CHECK(first.branches[1].kind == flow::Branch::Kind::same);

    const flow::Handler& second = state.on[1];
    CHECK(second.conditions.empty());
    REQUIRE(second.branches.size() == 1);
    REQUIRE(second.branches[0].kind == flow::Branch::Kind::choose);
    const flow::Switch& choice = second.branches[0].choose.front();
    REQUIRE(choice.cases.size() == 2);
    CHECK(choice.cases[0].value == "gold");
    CHECK(choice.cases[1].branches[0].conditions.size() == 1);
    REQUIRE(choice.otherwise.size() == 1);

    REQUIRE(state.has_next);
    REQUIRE(state.next.size() == 2);
    CHECK(state.next[0].kind == flow::Branch::Kind::same);
}

TEST_CASE("a bare event exists for every actor") {
    const Reading reading(in_state("    on: {x: done}"));
    REQUIRE(reading.found.empty());
    CHECK(reading.flow->find_event("", "x") != flow::none);
    CHECK(reading.flow->find_event("customer", "x") != flow::none);
    CHECK(reading.flow->find_event("agent", "x") != flow::none);
    CHECK(reading.flow->find_event("agent", "y") == flow::none);
}

TEST_CASE("blocks nest up to a bound") {
    const auto nested = [](int depth) {
        std::string text = "    on: ";
        for (int i = 0; i < depth; ++i) {
            text += "[{if: vip, on: ";
        }
        text += "{x: done}";
        for (int i = 0; i < depth; ++i) {
            text += "}]";
        }
        return in_state(text);
    };
    CHECK(Reading(nested(90)).found.empty());
    // Two levels of the document each: its own bound comes first.
    const Reading deep(nested(110));
    CHECK(deep.flow == nullptr);
}

} // namespace
} // namespace callflow
