// Who handles an event, guards not looked at.
#pragma once

#include "flow/model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::flow {

// The ids under which handlers may take an event: with its actor, and bare. `none` where no key of the flow is spelled
// so.
struct HandledAs {
    EventId own = none;
    EventId bare = none;
};
[[nodiscard]] HandledAs handled_as(const Flow& flow, std::string_view actor, std::string_view event);

// Whether one of the handlers takes the event.
[[nodiscard]] bool handles(const std::vector<Handler>& handlers, const HandledAs& event);
// Whether a state takes it itself, through its body's `on:` (neither holds in a final state), or, in a sub-flow, some
// state around it does.
[[nodiscard]] bool handles(const Flow& flow, const State& state, const HandledAs& event);
// The same for an event without an actor, whatever conditions say.
[[nodiscard]] bool takes_always(const Flow& flow, const State& state, EventId event);
// Whether some state that a call can be in takes it while the sub-flow of this state runs.
[[nodiscard]] bool handled_inside(const Flow& flow, const State& state, const HandledAs& event);
// Per EventId: whether some state or body has a handler for just that key. Linear.
[[nodiscard]] std::vector<bool> handled_events(const Flow& flow);
// The key of the state's or its body's `on:` that was probably meant by an event which nobody takes, as it is written;
// empty where none is near. Keys are compared whole, then without their actors.
[[nodiscard]] std::string nearest_key(const Flow& flow, const State& state, const Event& event);

} // namespace callflow::flow
