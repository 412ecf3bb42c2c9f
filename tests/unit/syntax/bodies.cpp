// Sub-flows and machines: how they are read, and what is wrong with them.
#include "flow/bodies.hpp"

#include "syntax/finding.hpp"

#include <catch2/catch.hpp>

namespace callflow {
namespace {

using test::Case;
using test::Reading;

TEST_CASE("states of a body are its own: the same names, and transitions that stay inside") {
    const Reading reading(R"(callflow: 1
name: test
initial: ask
states:
  ask: {flow: survey, on: {good: done, bad: ask}}
  done: {final: true}
flows:
  survey:
    initial: second
    on: {hangs_up: bad}
    before: [log_it]
    states:
      ask: {response: [say: Again], next: good}
      second: {response: [say: Hello], next: ask}
      good: {final: true}
      bad: {final: true}
machines:
  recording:
    initial: done
    states: {done: {response: [], on: {recorded: same}}}
)");
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    const flow::Flow& flow = *reading.flow;
    REQUIRE(flow.bodies.size() == 3);
    const flow::Body& survey = flow.bodies[1];
    CHECK(survey.name == "survey");
    CHECK(survey.role == flow::BodyRole::sub_flow);
    CHECK(survey.initial == flow.find_state(1, "second"));
    CHECK(survey.on.size() == 1);
    CHECK(survey.before.size() == 1);
    CHECK(flow.states[flow.find_state(1, "second")].next.front().target == flow.find_state(1, "ask"));
    CHECK(flow.find_state(0, "ask") != flow.find_state(1, "ask"));
    CHECK(survey.named_by == std::vector{flow.find_state(0, "ask")});
    CHECK(survey.outcomes.size() == 2);
    CHECK(flow.bodies[2].role == flow::BodyRole::machine);
    CHECK(flow::machines(flow) == std::vector<flow::BodyId>{0, 2});
    // Three states and one, and the four of the survey by itself and inside `ask`.
    CHECK(flow::count_configurations(flow) == 2 + 4 + 4 + 1);
    CHECK(flow::find_states(flow, "ask").size() == 2);
    CHECK(flow::find_states(flow, "ask/ask") == std::vector{flow.find_state(1, "ask")});
    CHECK(flow::find_states(flow, "done/ask").empty());
}

std::string with_bodies(std::string_view survey, std::string_view rest) {
    return "callflow: 1\nname: test\ninitial: a\nactors: {customer: {}, agent: {}}\nstates:\n  a: {" +
           std::string(survey) + ", next: done}\n  done: {final: true}\n" + std::string(rest);
}

TEST_CASE("slips with sub-flows and machines") {
    constexpr std::string_view survey =
        "flows:\n  survey: {initial: x, states: {x: {response: [say: Hi], next: end}, end: {final: true}}}\n";
    const std::pair<Case, std::string> cases[] = {
        {{"a misspelt sub-flow", "", "unknown_flow", "did you mean `survey`?"}, with_bodies("flow: @@surveys", survey)},
        {{"no such sub-flow", "", "unknown_flow", "to `flows:`"}, with_bodies("flow: @@other", survey)},
        {{"a machine is no sub-flow", "", "unknown_flow", "move it below `flows:`"},
         with_bodies("flow: @@status", "machines:\n  status: {initial: x, states: {x: {response: []}}}\n")},
        {{"a target outside the body", "", "unknown_target", ""},
         with_bodies("flow: s", "flows: {s: {initial: x, states: {x: {response: [say: Hi], next: @@done}}}}\n")},
        {{"an initial state outside the body", "", "unknown_state", ""},
         with_bodies("flow: s", "flows: {s: {initial: @@a, states: {x: {final: true}}}}\n")},
        {{"a body without states", "", "missing_key", "states"},
         with_bodies("flow: s", "flows: {@@s: {initial: x}}\n")},
        {{"a key of the main flow", "", "unknown_key", ""},
         with_bodies("flow: s", "flows: {s: {initial: x, @@vars: {}, states: {x: {final: true}}}}\n")},
        {{"one name for a sub-flow and a machine", "", "duplicate_name", "another name"},
         with_bodies("flow: survey", std::string(survey) + "machines:\n  @@survey: {initial: x, states: {x: {}}}\n")},
        {{"a response beside a sub-flow", "", "conflicting_keys", "never heard"},
         with_bodies("flow: survey, response: @@[say: Hi]", survey)},
        {{"a final state with a sub-flow", "", "conflicting_keys", "final"},
         "callflow: 1\nname: test\ninitial: a\nstates:\n  a: {final: true, @@flow: survey}\n" + std::string(survey)},
    };
    for (const auto& [one, text] : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, text); }
    }
}

TEST_CASE("a sub-flow inside itself is found with its path") {
    test::check_finding({"at once", "", "recursive_flow", "s -> s"},
                        with_bodies("flow: s", "flows: {s: {initial: x, states: {x: {flow: @@s, next: e}, e: {final: "
                                               "true}}}}\n"));
    test::check_finding({"by another", "", "recursive_flow", "s -> t -> s"},
                        with_bodies("flow: s", "flows:\n"
                                               "  s: {initial: x, states: {x: {flow: t, next: e}, e: {final: true}}}\n"
                                               "  t: {initial: x, states: {x: {flow: @@s, next: e}, e: {final: "
                                               "true}}}\n"));
}

TEST_CASE("twice the same sub-flow is no recursion") {
    const Reading reading(with_bodies("flow: s", "flows:\n"
                                                 "  s: {initial: x, states: {x: {flow: t, next: y}, y: {flow: t, "
                                                 "next: e}, e: {final: true}}}\n"
                                                 "  t: {initial: x, states: {x: {final: true}}}\n"));
    INFO(reading.listing());
    CHECK(reading.found.empty());
}

TEST_CASE("ways through sub-flows are bounded") {
    std::string text = "flows:\n";
    for (int level = 0; level < 40; ++level) {
        const std::string inner = "f" + std::to_string(level + 1);
        text += "  f" + std::to_string(level) + ": {initial: x, states: {x: {flow: " + inner +
                ", next: y}, y: {flow: " + inner + ", next: e}, e: {final: true}}}\n";
    }
    text += "  f40: {initial: x, states: {x: {final: true}}}\n";
    const Reading reading(with_bodies("flow: f0", text));
    REQUIRE(reading.found.items().size() == 1);
    CHECK(reading.found.items().front().code->name == "too_many_states");
}

std::string machines(std::string_view main_on, std::string_view on) {
    return "callflow: 1\nname: test\ninitial: a\nactors: {customer: {}, agent: {}}\nstates:\n  a: {response: [say: "
           "Hi], on: {" +
           std::string(main_on) + "}, next: same}\nmachines:\n  m: {initial: x, states: {x: {response: [], on: {" +
           std::string(on) + "}}}}\n";
}

TEST_CASE("an event is in one machine only") {
    test::check_finding({"bare", "", "shared_event", "another name"}, machines("go: same", "@@go: same"));
    test::check_finding({"with an actor", "", "shared_event", "another name"},
                        machines("customer.go: same", "@@customer.go: same"));
    test::check_finding({"a bare one stands for every actor's", "", "shared_event", "another name"},
                        machines("go: same", "@@customer.go: same"));
    test::check_finding({"a hang-up", "", "shared_event", "for all of them"},
                        machines("hangs_up: same", "@@hangs_up: same"));
    test::check_finding({"different actors' events are different", ""},
                        machines("customer.go: same", "agent.go: same"));
    test::check_finding({"what a sub-flow comes back with is heard by its state alone", ""},
                        "callflow: 1\nname: test\ninitial: a\nstates:\n  a: {flow: s, on: {end: a}}\nmachines:\n  m: "
                        "{initial: x, states: {x: {flow: s, on: {end: same}}}}\nflows: {s: {initial: x, states: {x: "
                        "{response: [say: Hi], next: end}, end: {final: true}}}}\n");
    test::check_finding({"a sub-flow that takes events runs in one machine", "", "shared_event", "runs in two"},
                        "callflow: 1\nname: test\ninitial: a\nstates:\n  a: {flow: s, on: {end: a}}\nmachines:\n  m: "
                        "{initial: x, states: {x: {flow: s, on: {end: same}}}}\nflows: {s: {initial: x, states: {x: "
                        "{response: [say: Hi], on: {@@go: end}, next: end}, end: {final: true}}}}\n");
}

} // namespace
} // namespace callflow
