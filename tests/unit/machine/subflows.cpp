// Sub-flows: what runs inside a state, and how it comes back.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

namespace {

constexpr std::int64_t second = 1'000'000'000;

// The survey of flow-language.md section 1, with the body that is left out there.
constexpr std::string_view survey = R"(
initial: menu
signals: {hangup: customer.hangs_up}
on: {customer.hangs_up: hung_up, help: same}
states:
  menu: {response: [say: Menu], on: {survey: survey}, next: same}
  survey:
    flow: satisfaction
    on: {completed: done, abandoned: cancelled, operator: menu, again: same}
    timers: {operator: 60s}
    before: [before_survey]
    after: [after_survey, {run: survey_failed, when: failure}]
  done: {final: thanked}
  cancelled: {final: cancelled}
  hung_up: {final: true}
flows:
  satisfaction:
    initial: ask
    on: {quit: quit}
    before: [before_any_question]
    states:
      ask:
        response: [gather: {numDigits: 1, action: rated, prompt: [say: "From 1 to 5?"]}]
        on: {rated: [{to: why, if: input.digits == "1"}, end]}
        next: [{to: same, if: attempt < 3}, quit]
        before: [before_ask]
      why:
        response: [record: {action: told}]
        on: {told: end, operator: same}
        next: end
        timers: {hurry: 30s}
      end: {final: completed}
      quit: {final: abandoned}
)";

std::string place(Played& flow) { return flow.machine().path(flow.call().configuration); }

} // namespace

TEST_CASE("a sub-flow begins in its initial state without callbacks, and its end is an event outside") {
    Played flow(survey);
    CHECK(flow.fire("survey") == Outcome::moved);
    CHECK(place(flow) == "survey/ask");
    CHECK(flow.state() == "ask");
    // Those of the outer state ran, none of the sub-flow's.
    CHECK(flow.effects() == Texts{"before_survey", "after_survey"});
    CHECK(flow.respond().front() ==
          "gather numDigits=1 action=/calls/flow?call_id=CA1&event=rated [say text=From 1 to 5?]");

    CHECK(flow.fire("rated", {{"digits", Value::string("1")}}) == Outcome::moved);
    CHECK(place(flow) == "survey/why");
    CHECK(flow.effects() == Texts{"before_any_question"}); // the body's own, not the outer flow's
    CHECK(flow.fire("told") == Outcome::moved);
    CHECK(flow.path() == "end done");
    CHECK(flow.state() == "done");
    CHECK(flow.call().ended);
    CHECK(flow.call().outcome == "thanked");
}

TEST_CASE("an event goes to the innermost state, then its flow, then outward") {
    Played flow(survey);
    flow.fire("survey");
    CHECK(flow.fire("quit") == Outcome::moved); // the sub-flow's `on:`, whose outcome leads outside
    CHECK(flow.path() == "quit cancelled");

    Played outward(survey);
    outward.fire("survey");
    CHECK(outward.fire("operator") == Outcome::moved); // the state around
    CHECK(place(outward) == "menu");
    CHECK(outward.call().outer_attempts.empty());

    Played inner(survey);
    inner.fire("survey");
    inner.fire("rated", {{"digits", Value::string("1")}});
    CHECK(inner.fire("operator") == Outcome::moved); // which `why` keeps to itself
    CHECK(place(inner) == "survey/why");
    CHECK(inner.call().attempt == 2);

    CHECK(inner.fire("customer.hangs_up") == Outcome::moved); // the outermost flow's `on:`
    CHECK(place(inner) == "hung_up");
    CHECK(inner.call().hung_up);
}

TEST_CASE("same of a state outside leaves those inside where they are and counts its own attempts") {
    Played flow(survey);
    flow.fire("survey");
    flow.fire("rated", {{"digits", Value::string("1")}});
    flow.fire("operator"); // attempt 2 inside
    CHECK(flow.fire("again") == Outcome::moved);
    CHECK(place(flow) == "survey/why");
    CHECK(flow.call().attempt == 2);
    CHECK(flow.call().outer_attempts == std::vector<std::uint32_t>{2});
    CHECK(flow.effects() == Texts{"before_survey", "after_survey"});
    CHECK(flow.last().moves.size() == 1);
    CHECK(flow.last().moves.front().loopback);
    CHECK(flow.fire("help") == Outcome::moved); // of the whole flow: the state of it that the call is in
    CHECK(flow.call().outer_attempts == std::vector<std::uint32_t>{3});
    CHECK(place(flow) == "survey/why");
}

TEST_CASE("next is what the innermost state does") {
    Played flow(survey);
    flow.fire("survey");
    flow.fire("next");
    flow.fire("next");
    CHECK(flow.call().attempt == 3);
    flow.fire("next");
    CHECK(flow.path() == "quit cancelled");
}

TEST_CASE("a refusal inside runs the failure callbacks of the innermost state") {
    Played flow(survey);
    flow.fire("survey");
    CHECK(flow.fire("told") == Outcome::refused); // of `why`
    CHECK(flow.effects().empty());
    CHECK(place(flow) == "survey/ask");
    CHECK(flow.fire("nonsense") == Outcome::unknown);
}

TEST_CASE("timers of the states around keep running, those inside stop with their state") {
    Played flow(survey);
    flow.fire("survey");
    REQUIRE(flow.call().timers.size() == 1);
    flow.wait(20);
    flow.fire("rated", {{"digits", Value::string("1")}});
    REQUIRE(flow.call().timers.size() == 2); // in order of time: hurry at 50 s, operator at 60 s
    CHECK(flow.call().timers[0].due == 50 * second);
    CHECK(flow.call().timers[1].due == 60 * second);
    const auto results = flow.wait(35);
    REQUIRE(results.size() == 1); // hurry: nobody handles it
    CHECK(flow.call().timers.size() == 1);
    flow.fire("told");
    CHECK(flow.call().timers.empty());
}

TEST_CASE("a timer of a state around interrupts what runs inside") {
    Played flow(survey);
    flow.fire("survey");
    CHECK(flow.wait(60).size() == 1);
    CHECK(place(flow) == "menu");
    CHECK(flow.call().timers.empty());
}

TEST_CASE("next outside is for any outcome that on does not name or whose guards fail") {
    constexpr std::string_view text = R"(
vars: {vip: false}
states:
  a: {flow: s, on: {good: [{to: b, if: vip}]}, next: c}
  b: {response: [say: B]}
  c: {response: [say: C], on: {back: a}}
flows:
  s:
    initial: x
    states:
      x: {response: [say: X], on: {one: good, two: bad}}
      good: {final: true}
      bad: {final: true}
)";
    Played flow(text);
    CHECK(flow.fire("one") == Outcome::moved);
    CHECK(flow.path() == "good c");
    flow.fire("back");
    CHECK(flow.fire("two") == Outcome::moved);
    CHECK(flow.path() == "bad c");
    flow.fire("back");
    flow.set("vip", Value::boolean(true));
    flow.fire("one");
    CHECK(flow.path() == "good b");
}

TEST_CASE("same for an outcome begins the sub-flow anew and counts an attempt outside") {
    Played flow(R"(
states:
  a: {flow: s, on: {again: [{to: same, if: attempt < 3}, b]}}
  b: {response: [say: B]}
flows:
  s: {initial: x, states: {x: {response: [say: "{{ attempt }}"], on: {go: end}}, end: {final: again}}}
)");
    flow.fire("go");
    CHECK(place(flow) == "a/x");
    CHECK(flow.call().outer_attempts == std::vector<std::uint32_t>{2});
    CHECK(flow.call().attempt == 1);
    CHECK(flow.respond().front() == "say text=1");
    flow.fire("go");
    CHECK(place(flow) == "a/x");
    flow.fire("go");
    CHECK(place(flow) == "b");
}

TEST_CASE("an outcome that nobody takes is refused: the call stays, outer events still move it") {
    Played flow(R"(
states:
  a: {flow: s, on: {other: b}, after: [{run: lost, when: failure}]}
  b: {response: [say: B]}
flows:
  s: {initial: x, states: {x: {response: [say: X], on: {go: end}}, end: {final: done}}}
)");
    CHECK(flow.fire("go") == Outcome::refused);
    CHECK(flow.effects() == Texts{"lost"});
    CHECK(place(flow) == "a/end");
    CHECK_FALSE(flow.call().ended);
    CHECK(flow.fire("other") == Outcome::moved);
    CHECK(place(flow) == "b");
}

TEST_CASE("sub-flows stand in sub-flows, and their ends run through") {
    Played flow(R"(
vars: {log: ""}
states:
  a: {flow: outer, on: {done: b}}
  b: {response: [say: "{{ log }}"]}
flows:
  outer:
    initial: first
    states:
      first: {flow: inner, on: {up: {to: done, set: {log: 'log + state + "/" + event'}}}}
      done: {final: true}
  inner:
    initial: start
    states:
      start: {next: ask}
      ask: {response: [say: X], on: {go: up}}
      up: {final: true}
)");
    flow.start();
    CHECK(place(flow) == "a/first/ask");
    CHECK(flow.call().outer_attempts == std::vector<std::uint32_t>{1, 1});
    CHECK(flow.fire("go") == Outcome::moved);
    CHECK(flow.path() == "up done b");
    CHECK(flow.respond().front() == "say text=first/up");
}

TEST_CASE("state and attempt in an expression are those of the state that it is written in") {
    Played flow(R"(
vars: {seen: ""}
on: {whole: {to: same, set: {seen: 'state + string(attempt)'}}}
states:
  a:
    flow: s
    on: {out: {to: same, set: {seen: 'state + string(attempt)'}}}
flows:
  s:
    initial: x
    on: {own: {to: same, set: {seen: 'state + string(attempt)'}}}
    states:
      x: {response: [say: "{{ state }} {{ attempt }}"]}
)");
    flow.fire("own");
    CHECK(flow.var("seen") == "x1");
    flow.fire("out");
    CHECK(flow.var("seen") == "a1");
    flow.fire("whole");
    CHECK(flow.var("seen") == "a2");
    CHECK(flow.respond().front() == "say text=x 2"); // the response is the innermost state's
}

TEST_CASE("the input of the last event is kept for every state that is left") {
    Played flow(R"(
states:
  a: {flow: s, on: {out: b}}
  b: {response: [say: "{{ inputs.a.digits }} {{ inputs.x.digits }} {{ inputs.y.digits }}"]}
flows:
  s: {initial: x, states: {x: {response: [say: X], on: {go: y}}, y: {response: [say: Y]}}}
)");
    flow.fire("go", {{"digits", Value::string("1")}});
    flow.fire("out", {{"digits", Value::string("2")}});
    CHECK(flow.respond().front() == "say text=2 1 2");
}

TEST_CASE("a failed step leaves a call in a sub-flow as it was") {
    Played flow(R"(
vars: {n: 0}
states:
  a: {flow: s, timers: {tick: 9s}, on: {out: {to: b, set: {n: 1 / n}}, end: {to: b, set: {n: 1 / n}}, again: same}}
  b: {response: [say: B]}
flows:
  s: {initial: x, states: {x: {response: [say: X], timers: {tock: 5s}, on: {go: end, twice: same}}, end: {final: true}}}
)");
    flow.fire("again");
    flow.fire("twice");
    const std::string before = everything(flow.call());
    for (const char* event : {"out", "go"}) {
        CHECK(flow.fire(event) == Outcome::failed);
        CHECK(everything(flow.call()) == before);
        CHECK(flow.call().outer_attempts == std::vector<std::uint32_t>{2});
    }
}

TEST_CASE("signals outside are announced inside, and hang-ups are heard inside first") {
    Played flow(R"(
signals: {hangup: customer.hangs_up}
on: {customer.hangs_up: gone}
states:
  a: {flow: s, on: {lost: gone, failed: a}}
  gone: {final: true}
flows:
  s:
    initial: x
    states:
      x: {response: [say: X], next: y}
      y: {response: [say: Y], on: {customer.hangs_up: lost}, next: x}
      lost: {final: true}
)");
    const Texts answer = flow.respond("tropo");
    CHECK(std::count(answer.begin(), answer.end(), "on hangup /calls/flow?call_id=CA1&actor=customer&event=hangs_up") ==
          1);
    CHECK(std::count(answer.begin(), answer.end(), "on failed /calls/flow?call_id=CA1&event=failed") == 1);
    flow.fire("next");
    CHECK(flow.fire("customer.hangs_up") == Outcome::moved);
    CHECK(flow.path() == "lost gone");
    CHECK(flow.call().hung_up);
    CHECK(flow.call().ended);
}

TEST_CASE("a loop through a sub-flow is stopped with its path") {
    Played flow(R"(
states:
  a: {response: [say: A], on: {go: b}}
  b: {flow: s, next: b}
flows:
  s: {initial: x, states: {x: {next: end}, end: {final: true}}}
)");
    CHECK(flow.fire("go") == Outcome::failed);
    CHECK(flow.last().loop.size() >= 100);
    CHECK(place(flow) == "a");
}

TEST_CASE("where an event can lead is known without guards: sub-flows are gone through") {
    Played flow(survey);
    const Machine& machine = flow.machine();
    const auto arrivals = [&](std::string_view from, std::string_view event) {
        std::vector<callflow::engine::Configuration> all;
        machine.arrivals(machine.find(from), machine.request(event).event, all);
        Texts names;
        for (const auto one : all) names.push_back(machine.path(one));
        return names;
    };
    CHECK(arrivals("menu", "survey") == Texts{"survey/ask"});
    CHECK(arrivals("survey/ask", "rated") == Texts{"done", "survey/why"});
    CHECK(arrivals("survey/ask", "next") == Texts{"cancelled", "survey/ask"});
    CHECK(arrivals("survey/why", "operator") ==
          Texts{"survey/why"}); // without a guard nothing is left to the state around
    CHECK(arrivals("menu", "rated").empty());
}

TEST_CASE("an outcome that a state handles without a guard does not take its `next:` as well") {
    Played flow(R"(
states:
  a: {response: [say: A], on: {rate: survey, look: asks, guess: half}, next: a}
  survey: {flow: s, on: {completed: done}, next: odd}
  half: {flow: s, on: {completed: [{to: done, if: lucky}]}, next: odd}
  asks: {request: {url: "https://x.example/"}, on: {success: found, failure: lost}, next: odd}
  odd: {response: [say: Odd], next: done}
  found: {final: true}
  lost: {final: true}
  done: {final: true}
vars: {lucky: true}
flows:
  s: {initial: ask, states: {ask: {response: [say: Q], on: {rated: end}, next: none}, end: {final: completed}, none: {final: other}}}
)");
    const Machine& machine = flow.machine();
    const auto arrivals = [&](std::string_view from, std::string_view event) {
        std::vector<callflow::engine::Configuration> all;
        machine.arrivals(machine.find(from), machine.request(event).event, all);
        Texts names;
        for (const auto one : all) names.push_back(machine.path(one));
        return names;
    };
    CHECK(arrivals("survey/ask", "rated") == Texts{"done"});
    CHECK(arrivals("survey/ask", "next") == Texts{"odd"});
    CHECK(arrivals("half/ask", "rated") == Texts{"odd", "done"});
    CHECK(arrivals("a", "look") == Texts{"found", "lost"});
}

TEST_CASE("without sub-flows a configuration is a state") {
    Played flow("\nstates: {a: {response: [say: A], next: b}, b: {final: true}}\n");
    CHECK(flow.machine().configurations() == 2);
    CHECK(flow.machine().outer(1) == callflow::flow::none);
    CHECK(flow.machine().path(1) == "b");
}

TEST_CASE("a state given from outside may be one inside") {
    Played flow(survey);
    const Machine& machine = flow.machine();
    CHECK(machine.path(machine.find("why")) == "survey/why");
    machine.enter(flow.call(), machine.find("survey"));
    CHECK(place(flow) == "survey/ask");
    CHECK(flow.call().timers.size() == 1);
    machine.enter(flow.call(), machine.find("survey/why"));
    CHECK(flow.call().timers.size() == 2);
    CHECK(machine.find("menu/why") == callflow::flow::none);
}
