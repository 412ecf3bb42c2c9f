// Where a flow evaluates expressions and sets vars.
#pragma once

#include "flow/model.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace callflow::flow {

// An expression of the flow, and which state evaluates it.
struct Use {
    enum class Kind : std::uint8_t { guard, choice, value, effect, response, request } kind = Kind::guard;
    StateId state = none; // none: an `on:` or callback that holds in many states
    StateId to = none;    // of a transition's `set` and effects: where it leads, `same` leads to the state itself
    const expr::Expression* expression = nullptr; // lives as long as the flow; never empty
    const Each* loop = nullptr;                   // the `each` whose list it gives
};

// A var that is set: `var` has its value in `state` and wherever one comes from there. Of vars that requests save too.
struct Setting {
    StateId state = none; // none: in any state
    std::uint32_t var = none;
    const expr::Expression* value = nullptr; // what it is set to; null for a request's answer
    base::Span where;
};

// An event that a document or an effect names as an address.
struct Named {
    StateId state = none;                  // none: an `on:` or callback that holds in many states
    const EventReference* event = nullptr; // lives as long as the flow
    bool redirects = false;                // named by a `redirect` effect
};

// Calls `visit` for every expression, addresses left out, in order of bodies, then states, each in document order.
void each_use(const Flow& flow, const std::function<void(const Use&)>& visit);
void each_setting(const Flow& flow, const std::function<void(const Setting&)>& visit);
void each_reference(const Flow& flow, const std::function<void(const Named&)>& visit);

// All of them, in the same order, by one walk: for those who ask often. They point into the flow.
struct Uses {
    std::vector<Use> uses;
    std::vector<Setting> settings;
    std::vector<Named> references;
};
[[nodiscard]] Uses all_uses(const Flow& flow);

// Events by which an application moves a live call: those that a `redirect` effect names, and those that somebody handles and
// nothing in the flow brings about: no document, effect, timer, signal or outcome. Sorted, each once.
[[nodiscard]] std::vector<EventId> sent_from_outside(const Flow& flow);
// Likewise, where `references`, those of all_uses(), are at hand.
[[nodiscard]] std::vector<EventId> sent_from_outside(const Flow& flow, const std::vector<Named>& references);

} // namespace callflow::flow
