// An open call: everything that a step changes.
#pragma once

#include "expr/value.hpp"
#include "flow/model.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::engine {

using Configuration = std::uint32_t; // a numbered (machine, state, sub-flow stack); without sub-flows the StateId
using Time = std::int64_t;           // nanoseconds since 1970 on the clock of the run

struct RunningTimer {
    flow::StateId state = flow::none; // whose timer it is
    std::uint32_t index = 0;          // into the state's timers
    std::uint32_t depth = 0;          // how many states stand around that one
    Time due = 0;
};

// The HTTP request of the state a call is in, every template evaluated: the application makes it while the caller waits, and
// hands what came of it to Machine::answer().
struct OpenRequest {
    bool waits = false;
    bool handed_over =
        false; // the SIP side has agreed to take the call: it rests in the state that asked until that happens
    std::vector<std::pair<std::string, expr::Value>> fields; // url, method, query, headers, json|form|body
};

// A callback that waits for its group to be flushed.
struct DeferredCallback {
    enum class Group : std::uint8_t { before, after, failure } group = Group::before;
    flow::StateId state = flow::none; // whose it is; none: its body's
    flow::BodyId body = 0;
    bool before = false;                      // among `before:`, else among `after:`
    std::uint32_t index = 0;                  // there
    std::vector<expr::Value> transition = {}; // what `transition` was then: event, from, to, loopback, refused
};

// Where a machine stands that runs beside the top-level one.
struct SideMachine {
    Configuration configuration = 0;
    std::uint32_t attempt = 1;
    std::vector<std::uint32_t> outer_attempts;
    bool ended = false;
    std::string outcome;
    std::vector<RunningTimer> timers;
    OpenRequest request;
};

// Identity and state of one call. Plain data; copying it copies the call. Where the call stands is said of the top-level
// machine; of the others in `beside`.
struct Call {
    std::string id;
    Configuration configuration = 0;
    std::uint32_t attempt = 1;                 // of the innermost state
    std::vector<std::uint32_t> outer_attempts; // of the states around it, the outermost first
    bool started = false;                      // the initial state has been entered
    bool ended = false;                        // hung up, or a final state was reached
    bool hung_up = false;
    bool closed = false;    // a hang-up that nobody handled: no event moves the call again
    bool text = false;      // text messages instead of a voice call: `call.channel` is `text`
    std::string outcome;    // of the final state reached; empty before
    std::uint64_t seed = 0; // of whatever is drawn by lot for this call
    Time now = 0;
    std::vector<expr::Value> slots;         // of the flow's scope
    std::vector<RunningTimer> timers;       // of the present state and those around it, in order of due time
    std::vector<SideMachine> beside;        // machines 1, 2, … of the flow
    OpenRequest request;                    // waits where the state has one that was not answered yet
    std::vector<DeferredCallback> deferred; // in the order in which they were to run
    std::uint32_t alone = 0;                // moves that the call made by itself since somebody did something
};

// What came of a state's request.
struct Answer {
    std::int64_t status = 0; // HTTP's; 0: there was no answer
    expr::Value json = {};   // the body, where it is JSON: numbers without a fraction are int
    std::string body = {};   // the body as it came
};

// Whether the answer to a transfer's request says that the SIP side takes the call; false for any other request.
[[nodiscard]] bool agrees(const flow::Request& request, const Answer& answer);

// What a request brings: an event with its `input` fields. Views are only used during the call that
// takes them.
struct Request {
    flow::EventId event = flow::none;
    // By field name of flow::input_fields().
    std::vector<std::pair<std::string, expr::Value>> input = {};
    expr::Value params = {}; // map(string, dyn), absent for none
    // Both as fired, and only where the flow never names the event so (Machine::request() sees to
    // it): the actor when `event` is the bare event instead, actor and name when `event` is none.
    std::string_view actor = {};
    std::string_view name = {};
    // The machine it is meant for; none: the one that has the event.
    std::uint32_t machine = flow::none;
};

} // namespace callflow::engine
