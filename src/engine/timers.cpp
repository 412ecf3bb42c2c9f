#include "engine/stepper.hpp"

namespace callflow::engine {

// Those of the state that was left stop; they are kept for a step that fails.
void Stepper::stop_timers() {
    if (call_.timers.empty()) return;
    if (!timers_saved_) {
        std::swap(call_.timers, result_.scratch.timers);
        timers_saved_ = true;
    }
    call_.timers.clear();
}

// Of a call that is over none start: there is nothing that a timer could redirect.
void Stepper::start_timers(flow::StateId id) {
    if (!call_.timers.empty()) stop_timers();
    const CompiledState& state = compiled_.states[id];
    if (state.timer_count == 0 || state.final || call_.ended) return;
    if (!timers_saved_) { // none were running: that is what a failed step goes back to
        result_.scratch.timers.clear();
        timers_saved_ = true;
    }
    for (std::uint32_t index = 0; index < state.timer_count; ++index) {
        const CompiledTimer& timer = compiled_.timers[state.timers + index];
        Time due = 0;
        if (__builtin_add_overflow(call_.now, timer.after, &due)) continue; // never
        call_.timers.push_back({timer.index, due});
    }
}

} // namespace callflow::engine
