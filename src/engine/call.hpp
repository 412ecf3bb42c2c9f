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
    std::uint32_t index = 0; // into the state's timers
    Time due = 0;
};

// Identity and state of one call. Plain data; copying it copies the call.
struct Call {
    std::string id;
    Configuration configuration = 0;
    std::uint32_t attempt = 1;
    bool started = false; // the initial state has been entered
    bool ended = false;   // hung up, or a final state was reached
    bool hung_up = false;
    bool closed = false;    // a hang-up that nobody handled: no event moves the call again
    bool text = false;      // text messages instead of a voice call: `call.channel` is `text`
    std::string outcome;    // of the final state reached; empty before
    std::uint64_t seed = 0; // of whatever is drawn by lot for this call
    Time now = 0;
    std::vector<expr::Value> slots;   // of the flow's scope
    std::vector<RunningTimer> timers; // of the present state, in order of due time
};

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
};

} // namespace callflow::engine
