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

// All of those that a condition decides about, in the same order, and every condition once, with where it holds; by one walk, for those
// who ask often. They point into the flow.
class Guards {
public:
    struct Placed {
        StateId state = none; // none: an `on:` that holds in many states
        const Condition* condition = nullptr;
    };
    Guards() = default;
    explicit Guards(const Flow& flow);
    Guards(Guards&&) = default; // what spans look at stays where it is
    Guards& operator=(Guards&&) = default;

    [[nodiscard]] const std::vector<Guarded>& guarded() const { return guarded_; }
    [[nodiscard]] const std::vector<Placed>& conditions() const { return conditions_; }

private:
    std::vector<const Condition*> enclosing_; // what spans of guarded_ look at
    std::vector<Guarded> guarded_;
    std::vector<Placed> conditions_;
};

// What an expression that is only a name can give, as texts; empty where that is not known.
[[nodiscard]] std::vector<std::string> values_of(const Flow& flow, const expr::Expression& on);

} // namespace callflow::flow
