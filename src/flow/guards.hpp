// Where a flow has conditions, and which hold together.
#pragma once

#include "flow/model.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace callflow::flow {

// What stands behind conditions: a transition, a block of them, or a verb. All conditions hold together.
struct Guarded {
    StateId state = none;                        // none: an `on:` that holds in many states
    std::span<const Condition* const> enclosing; // of what it stands in, outermost first; valid while visited
    std::span<const Condition> own;              // live as long as the flow; may be empty
    base::Span where;                            // the transition's target, or the verb
};

// Calls `visit` for every transition and verb of the flow, in order of bodies, then states, each in document order.
void each_guarded(const Flow& flow, const std::function<void(const Guarded&)>& visit);

// What an expression that is only a name can give, as texts; empty where that is not known.
[[nodiscard]] std::vector<std::string> values_of(const Flow& flow, const expr::Expression& on);

} // namespace callflow::flow
