// A step of a call from one set of states to another, and how an event fits there. Private to replay but for what of a record is believed.
#pragma once

#include "replay/names.hpp"
#include "replay/texts.hpp"

#include <cstdint>

namespace callflow::replay {

// What of a record is believed.
enum class By : std::uint8_t {
    event, // its event alone
    state, // its event and the state it names must both fit one transition
    both,  // its event; a state that does not fit is a deviation of its own
};

// How an event fits the flow.
enum class Fit : std::uint8_t { moved, ignored, unknown_event, not_allowed, after_end, wrong_state };

using SetId = std::uint32_t;
using StepId = std::uint32_t;

// What an event does to a call that is somewhere in a set.
struct Step {
    SetId from = 0;
    NameId name = 0;
    TextId state = 0;  // that the log names
    TextId digits = 0; // 0 where they decide nothing
    SetId to = 0;
    SetId was = 0; // those of `from` that take the event: there the call has been
    Fit fit = Fit::moved;
    bool anew = false;   // the call is where it was, having left it and come back
    bool beside = false; // a machine beside the flow has moved, and the call itself is where it was
};

} // namespace callflow::replay
