// Where guards count tries, a call that the machine has taken follows the flow, and one that it would have refused does not.
#include "properties/flow_of_text.hpp"
#include "properties/law.hpp"
#include "replay/run.hpp"

#include <fmt/format.h>
#include <memory>
#include <string>
#include <vector>

using namespace callflow;
using laws::below;
using laws::one_of;

namespace {

// Guards read nothing but tries: of a state, of its flow, of a state around a sub-flow, of a machine beside, of states in which nobody
// waits.
constexpr std::string_view counted = R"(callflow: 1
name: tries
initial: menu
on: {again: {to: same, if: attempt < 4}, leave: [{to: gone, if: attempt == 2}, {to: same, if: attempt > 5}]}
states:
  menu:
    response: [say: "Menu"]
    on:
      press: [{to: same, if: attempt < 3}, {to: survey, if: attempt == 3}, talk]
      odd: {to: talk, if: attempt % 2 == 0}
      back: menu
    next: [{to: same, unless: attempt >= 2}, hop]
  survey:
    flow: ask
    on: {answered: [{to: same, if: attempt < 3}, talk], press: [{to: same, if: attempt < 2}]}
    next: menu
  hop: {next: [{to: talk, if: attempt > 1}, menu]}
  talk: {response: [say: "Talk"], on: {back: menu, press: gone, odd: same}}
  gone: {final: true}
flows:
  ask:
    initial: question
    states:
      question:
        response: [say: "Question"]
        on: {odd: [{to: same, if: attempt < 2}, answered], back: [{to: question, if: attempt == 2}, same]}
      answered: {final: answered}
machines:
  recording:
    initial: paused
    states:
      paused: {response: [say: "Paused"], on: {tick: [{to: same, if: attempt < 3}, running]}}
      running: {response: [say: "Running"], on: {tock: paused}}
)";

// The same with what a log may lack: keys and vars.
constexpr std::string_view keyed = R"(callflow: 1
name: tries
initial: menu
vars: {open: false}
states:
  menu:
    response: [gather: {numDigits: 1, action: press, prompt: [say: "Menu"]}]
    on:
      press:
        - {to: talk, if: 'input.digits == "1" && attempt < 3'}
        - {to: same, if: 'attempt < 2 || open'}
        - {to: again, if: 'input.digits == "2"'}
        - {switch: input.digits, case: {3: same, 4: {to: again, if: attempt > 3}}, else: {to: same, set: {open: true}, if: attempt < 6}}
      back: menu
  again: {response: [say: "Again"], on: {back: [{to: same, if: attempt < 3}, menu], press: [{to: same, unless: open}, menu]}}
  talk: {response: [say: "Talk"], on: {back: menu, press: gone}}
  gone: {final: true}
)";

// Requests that are made again, a switch, a state that goes on by itself, a sub-flow that ends in two ways, tries held against a var.
constexpr std::string_view asking = R"(callflow: 1
name: tries
initial: fetch
vars: {open: true, left: 2}
on: {again: {to: same, if: attempt < 3}}
states:
  fetch:
    request: {url: "https://x.example.com/q"}
    on: {success: menu, failure: [{to: same, if: attempt < 3}, sorry]}
  menu:
    response: [gather: {numDigits: 1, action: press, prompt: [say: "Menu"]}]
    on:
      press:
        - switch: input.digits
          case: {1: [{to: asked, if: open}, same], 2: hop, 3: fetch}
          else: [{to: same, if: 'attempt <= 2', set: {left: left + 1}}, sorry]
    next: [{to: same, if: 'attempt < left'}, sorry]
  hop: {next: [{to: menu, if: open}, sorry]}
  asked: {flow: poll, on: {done: [{to: same, if: attempt < 3}, menu], bad: sorry}}
  sorry: {response: [say: "Sorry."], on: {back: fetch, odd: {to: same, if: attempt % 3 != 0}}, next: gone}
  gone: {final: true}
flows:
  poll:
    initial: q1
    on: {odd: [{to: same, if: attempt > 1}, bad]}
    states:
      q1:
        response: [gather: {numDigits: 1, action: press, prompt: [say: "One?"]}]
        on: {press: q2}
        next: [{to: same, if: attempt == 1}, bad]
      q2:
        response: [gather: {numDigits: 1, action: press, prompt: [say: "Two?"]}]
        on: {press: done, back: q1}
        next: [{to: q2, if: attempt == 1}, bad]
      done: {final: done}
      bad: {final: bad}
)";

struct Played : laws::FlowOfText {
    using FlowOfText::FlowOfText;
    // The first fault of the log's only call.
    [[nodiscard]] replay::Fault fault(const std::string& log, replay::By by = replay::By::event) const {
        replay::Options options;
        options.by = by;
        replay::Fault out;
        options.fault = [&](const replay::Fault& one) { out = one; };
        std::vector<replay::Source> sources_of;
        sources_of.push_back({"log", [&] {
                                  logs::Settings settings;
                                  settings.mapping =
                                      *logs::parse_mapping("call=call,event=event,time=time,digits=digits,state=state");
                                  return logs::LogFile::open("log", base::stream_over(log), settings);
                              }});
        RC_ASSERT(replay::replay(*machine, std::move(sources_of), options).has_value());
        return out;
    }
};

std::string record(std::size_t at, std::string_view event, std::string_view digits, std::string_view state = {}) {
    return fmt::format(R"({{"call": "C", "event": "{}", "time": {}, "digits": "{}", "state": "{}"}})"
                       "\n",
                       event, 1'767'225'600'000 + static_cast<std::int64_t>(at) * 1000, digits, state);
}

} // namespace

TEST_CASE("where guards read nothing but tries a log says of every event whether the machine takes it") {
    const Played played(counted);
    static constexpr std::string_view events[] = {"press", "press", "again", "odd", "back",
                                                  "next",  "leave", "tick",  "tock"};
    laws::check(400, [&] {
        engine::Call call = played.machine->new_call("C", {}, 0);
        engine::StepResult result;
        played.machine->start(call, result);
        std::string log;
        std::uint32_t wrong = 0; // which event the machine did not take, from 1
        const std::size_t count = 1 + below(40);
        for (std::uint32_t i = 1; i <= count && wrong == 0 && !call.ended; ++i) {
            const std::string_view event = one_of(events);
            log += record(i, event, "");
            played.machine->step(call, played.machine->request(event), result);
            if (result.outcome != engine::Outcome::moved) wrong = i;
        }
        const replay::Fault fault = played.fault(log);
        RC_LOG() << log << " " << static_cast<int>(fault.verdict) << " at " << fault.at << ", not " << wrong;
        RC_ASSERT((fault.verdict == replay::Verdict::not_allowed ? fault.at : 0U) == wrong);
    });
}

TEST_CASE("a call that the machine has taken is never accused, however much of it the log shows") {
    const Played flows[] = {Played(keyed), Played(counted), Played(asking)};
    static constexpr std::string_view events[] = {"press", "press", "press", "press", "back",
                                                  "odd",   "again", "next",  "tick"};
    static constexpr std::string_view keys[] = {"1", "2", "3", "4", "5"};
    static constexpr replay::By beliefs[] = {replay::By::event, replay::By::state, replay::By::both};
    laws::check(600, [&] {
        const Played& played = flows[below(3)];
        const replay::By by = one_of(beliefs);
        engine::Call call = played.machine->new_call("C", {}, 0);
        engine::StepResult result;
        const auto answered = [&] {
            for (int i = 0; i < 10 && call.request.waits; ++i)
                played.machine->answer(call, engine::Answer{.status = below(2) == 0 ? 200 : 500}, result);
        };
        played.machine->start(call, result);
        answered();
        std::string log;
        const std::size_t count = 1 + below(30);
        for (std::size_t i = 1; i <= count && !call.ended; ++i) {
            const std::string_view event = one_of(events), digits = one_of(keys);
            engine::Request request = played.machine->request(event);
            request.input.emplace_back("digits", expr::Value::string(digits));
            played.machine->step(call, request, result);
            const bool moved = result.outcome == engine::Outcome::moved;
            answered();
            if (moved) {
                const bool states = by != replay::By::event && below(4) != 0;
                log += record(i, event, below(3) == 0 ? "" : digits,
                              states ? played.machine->path(call.configuration) : std::string());
            }
        }
        RC_PRE(!log.empty());
        const replay::Verdict verdict = played.fault(log, by).verdict;
        RC_LOG() << log;
        RC_ASSERT((verdict == replay::Verdict::ok || verdict == replay::Verdict::unfinished));
    });
}
