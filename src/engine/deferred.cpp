// Callbacks of a flow with `defer_callbacks`: collected as they fall due, run when their group is flushed.
#include "engine/stepper.hpp"

#include <algorithm>
#include <array>

namespace callflow::engine {
namespace {

std::array<expr::Slot, 5> transition_slots(const TransitionSlots& slots) {
    return {slots.event, slots.from, slots.to, slots.loopback, slots.refused};
}

} // namespace

// A deferred `always` joins both groups, as in call_center.
void Stepper::defer(const flow::Callback& callback, flow::StateId id, bool own, bool before, bool success) {
    using Wait = DeferredCallback::Group;
    const flow::State& state = compiled_.flow.states[id];
    const flow::Body& body = compiled_.flow.bodies[state.body];
    const auto& list = before ? (own ? state.before : body.before) : (own ? state.after : body.after);
    DeferredCallback waiting{Wait::before,
                             own ? id : flow::none,
                             state.body,
                             before,
                             static_cast<std::uint32_t>(&callback - list.data()),
                             {}};
    for (const expr::Slot slot : transition_slots(compiled_.transition))
        if (compiled_.transition.any)
            waiting.transition.push_back(slot == flow::none ? expr::Value() : call_.slots[slot]);
    if (before) {
        call_.deferred.push_back(waiting);
        return;
    }
    for (const Wait group : {Wait::after, Wait::failure}) {
        if (callback.when != flow::When::always && (group == Wait::after) != success) continue;
        waiting.group = group;
        call_.deferred.push_back(waiting);
    }
}

void Stepper::flush(DeferredCallback::Group group) {
    result_.at = call_.now;
    remember();
    if (!run_deferred(group)) fail_and_signal({});
}

// They see the names as they are now, but for `transition`, which is the one that they belong to.
bool Stepper::run_deferred(DeferredCallback::Group group) {
    const Group recorded = group == DeferredCallback::Group::before  ? Group::before
                           : group == DeferredCallback::Group::after ? Group::success
                                                                     : Group::failure;
    for (const DeferredCallback& one : call_.deferred) {
        if (one.group != group) continue;
        const flow::Body& body = compiled_.flow.bodies[one.body];
        const flow::State* own = one.state == flow::none ? nullptr : &compiled_.flow.states[one.state];
        const auto& list =
            one.before ? (own != nullptr ? own->before : body.before) : (own != nullptr ? own->after : body.after);
        const auto slots = transition_slots(compiled_.transition);
        for (std::size_t i = 0; i < slots.size() && i < one.transition.size(); ++i) {
            if (slots[i] != flow::none) put(slots[i], one.transition[i]);
        }
        if (!carry_out(list[one.index].effect, recorded)) return false;
    }
    if (compiled_.transition.any) clear_transition();
    std::erase_if(call_.deferred, [group](const DeferredCallback& one) { return one.group == group; });
    return true;
}

} // namespace callflow::engine
