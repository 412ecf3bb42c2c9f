#include "scenario/coverage.hpp"

#include "doc/read.hpp"
#include "scenario/run.hpp"
#include "scenario/scenario.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <memory>

using namespace callflow;
using flow::Annotation;

namespace {

constexpr std::string_view desk = R"(callflow: 1
name: desk
initial: greeting
vars: {open: {type: bool, default: true}}
on: {customer.hangs_up: gone}
actors: {customer: {}}
after: [{run: always}]
states:
  greeting:
    response: [{say: Hello, if: open}, {say: Welcome}]
    next: [{to: ask, if: open}, closed]
  ask:
    response: [gather: {numDigits: 1, action: pressed, prompt: [say: Press one]}]
    on:
      pressed: [{to: survey, if: 'input.digits == "1"'}, same]
    next: closed
  survey:
    flow: questions
    on: {good: done}
    next: closed
  done: {final: true}
  closed: {final: true}
  gone: {final: true}
flows:
  questions:
    initial: question
    states:
      question: {response: [gather: {numDigits: 1, action: answered, prompt: [say: Was it good]}], on: {answered: good}, next: good}
      good: {final: true}
)";

// A flow from its text, and what events of one call go through.
struct Tour {
    base::Sources sources;
    base::Diagnostics findings;
    std::unique_ptr<flow::Flow> flow;
    scenario::CoverageRecorder recorder;
    flow::Annotations parts;

    explicit Tour(std::string_view text) {
        const auto document = doc::read_document(sources, sources.add("desk.yaml", std::string(text)), findings);
        REQUIRE(document);
        flow = syntax::read_flow(*document, findings);
        for (const auto& one : findings.items()) UNSCOPED_INFO(one.message);
        REQUIRE_FALSE(findings.has_errors());
        parts = scenario::parts_of(*flow);
    }

    // Plays the events, `pressed 1` with digits.
    void play(const std::vector<std::string>& events) {
        engine::Limits limits;
        limits.outcomes = &recorder.outcomes();
        const engine::Machine machine(*flow, limits);
        scenario::Scenario quick = scenario::quick_scenario({});
        quick.steps.clear();
        for (const std::string& event : events) {
            scenario::Step step;
            step.kind = scenario::Step::Kind::event;
            step.event = event.substr(0, event.find(' '));
            if (const std::size_t blank = event.find(' '); blank != std::string::npos) {
                scenario::PlainValue digits;
                digits.name = "digits";
                digits.value = expr::Value::string(event.substr(blank + 1));
                step.input.push_back(std::move(digits));
            }
            quick.steps.push_back(std::move(step));
        }
        scenario::RunOptions options;
        options.coverage = &recorder;
        options.check = false;
        base::SystemFiles files;
        static_cast<void>(scenario::run(machine, quick, options, files, {}, sources, findings));
    }

    // The part of that kind with that label, counted.
    const Annotation& part(Annotation::Part kind, std::string_view label) {
        parts = scenario::parts_of(*flow);
        scenario::add_counts(parts, recorder);
        for (const Annotation& one : parts.items) {
            const std::string name = one.part == Annotation::Part::transition ? one.event + " -> " + one.to
                                     : one.part == Annotation::Part::state    ? one.state
                                                                              : one.text;
            if (one.part == kind && name == label) return one;
        }
        FAIL("there is no part " << label);
        return parts.items.front();
    }
    std::uint64_t count(Annotation::Part kind, std::string_view label) { return part(kind, label).count; }
};

} // namespace

TEST_CASE("states, transitions and callbacks count as often as a call comes through them") {
    Tour tour(desk);
    tour.play({"next", "pressed 2", "pressed 1", "answered", "customer.hangs_up"});
    CHECK(tour.count(Annotation::Part::state, "greeting") == 1);
    CHECK(tour.count(Annotation::Part::state, "ask") == 2); // `same` enters it again
    CHECK(tour.count(Annotation::Part::state, "question") == 1);
    CHECK(tour.count(Annotation::Part::state, "done") == 1);
    CHECK(tour.count(Annotation::Part::state, "closed") == 0);
    CHECK(tour.count(Annotation::Part::transition, "pressed -> same") == 1);
    CHECK(tour.count(Annotation::Part::transition, "pressed -> survey") == 1);
    CHECK(tour.count(Annotation::Part::transition, "next -> closed") == 0);
    CHECK(tour.count(Annotation::Part::callback, "after: run always") > 0);
}

TEST_CASE("a condition is covered when it has held and has not held") {
    Tour tour(desk);
    tour.play({"next", "pressed 2"});
    const std::string digits = "if: input.digits == \"1\"";
    CHECK(tour.count(Annotation::Part::guard, digits) == 0);
    CHECK(scenario::covered(tour.part(Annotation::Part::guard, digits)).covered == 1);
    tour.play({"next", "pressed 1"});
    CHECK(tour.count(Annotation::Part::guard, digits) == 1);
    CHECK(scenario::covered(tour.part(Annotation::Part::guard, digits)).covered == 2);
    CHECK(scenario::covered(tour.part(Annotation::Part::guard, digits)).all == 2);
}

TEST_CASE("conditions of what is said are responses, and only those") {
    Tour tour(desk);
    tour.play({"next"});
    const auto all = scenario::covered(tour.parts);
    CHECK(all[static_cast<std::size_t>(Annotation::Part::response)].all == 2);
    CHECK(all[static_cast<std::size_t>(Annotation::Part::guard)].all == 4);
}

TEST_CASE("counts of two recordings of one flow add up") {
    Tour one(desk);
    Tour other(desk);
    one.play({"next", "pressed 2"});
    other.play({"next", "pressed 1"});
    scenario::add_counts(one.parts, one.recorder);
    scenario::add_counts(other.parts, other.recorder);
    scenario::add_counts(one.parts, other.parts);
    scenario::mark(one.parts);
    for (const Annotation& item : one.parts.items) {
        if (item.part == Annotation::Part::state && item.state == "ask") CHECK(item.count == 3);
        if (item.text == "if: input.digits == \"1\"") CHECK(item.marks == std::vector<std::string>{"covered"});
        if (item.text == "if: open" && item.part == Annotation::Part::guard)
            CHECK(item.marks == std::vector<std::string>{"partly"});
    }
}

TEST_CASE("an event that fails leaves nothing covered") {
    Tour tour(R"(callflow: 1
name: counts
initial: a
vars: {n: 0}
states:
  a: {response: [say: A], next: {to: b, set: {n: 1 / n}}}
  b: {final: true}
)");
    tour.play({"next"});
    CHECK(tour.count(Annotation::Part::transition, "next -> b") == 0);
    CHECK(tour.count(Annotation::Part::state, "b") == 0);
}

TEST_CASE("the way to a part is the fewest events, into sub-flows and back") {
    Tour tour(desk);
    const scenario::EventPaths paths(*tour.flow);
    const auto way = [&](Annotation::Part kind, std::string_view label) { return paths.to(tour.part(kind, label)); };
    using Way = std::vector<std::string>;
    CHECK(way(Annotation::Part::state, "greeting").empty());
    CHECK(way(Annotation::Part::state, "ask") == Way{"next"});
    CHECK(way(Annotation::Part::state, "question") == Way{"next", "pressed"});
    CHECK(way(Annotation::Part::transition, "answered -> good") == Way{"next", "pressed", "answered"});
    CHECK(way(Annotation::Part::transition, "customer.hangs_up -> gone") == Way{"customer.hangs_up"});
}
