// Redirects before the answer, after which Tropo tells the application nothing.
#pragma once

#include "flow/model.hpp"

namespace callflow::flow {

// The redirect in a state's answer for Tropo, where nothing else in it comes back with an outcome; null where there is none.
[[nodiscard]] const Verb* silent_redirect(const State& state);
// Whether a value says where to, which may be nowhere: then it has failed before anything is sent.
[[nodiscard]] bool may_redirect_nowhere(const State& state);
// Whether an event is one that a transfer of the state comes back with.
[[nodiscard]] bool is_transfer_outcome(const Flow& flow, const State& state, EventId event);

} // namespace callflow::flow
