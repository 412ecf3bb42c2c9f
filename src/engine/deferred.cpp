// Callbacks of a flow with `defer_callbacks`: collected as they fall due, run when their group is flushed.
#include "engine/stepper.hpp"

#include <algorithm>

namespace callflow::engine {

// A deferred `always` joins both groups, as in call_center.
void Stepper::defer(const flow::Callback& callback, flow::StateId id, bool own, bool before, bool success) {
    using Wait = DeferredCallback::Group;
    const flow::State& state = compiled_.flow.states[id];
    const flow::Body& body = compiled_.flow.bodies[state.body];
    const auto& list = before ? (own ? state.before : body.before) : (own ? state.after : body.after);
    DeferredCallback waiting{Wait::before, own ? id : flow::none, state.body, before,
                             static_cast<std::uint32_t>(&callback - list.data())};
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

// They see the names as they are now.
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
        if (!carry_out(list[one.index].effect, recorded)) return false;
    }
    std::erase_if(call_.deferred, [group](const DeferredCallback& one) { return one.group == group; });
    return true;
}

} // namespace callflow::engine
