#include "engine/stepper.hpp"

#include <algorithm>

namespace callflow::engine {

// As they are before the first change, for a step that fails.
void Stepper::save_timers() {
    if (timers_saved_) return;
    result_.scratch.timers = call_.timers;
    timers_saved_ = true;
}

// Those of the states that are left stop: the ones with so many states around them, or more.
void Stepper::stop_timers(std::uint32_t depth) {
    if (call_.timers.empty()) return;
    save_timers();
    std::erase_if(call_.timers, [depth](const RunningTimer& timer) { return timer.depth >= depth; });
}

// Of a call that is over none start: there is nothing that a timer could redirect.
void Stepper::start_timers(Configuration at) {
    const flow::StateId id = compiled_.configurations.state(at);
    const CompiledState& state = compiled_.states[id];
    if (state.timer_count == 0 || state.final || call_.ended) return;
    save_timers();
    const std::uint32_t depth = compiled_.configurations.depth(at);
    for (std::uint32_t index = 0; index < state.timer_count; ++index) {
        const CompiledTimer& timer = compiled_.timers[state.timers + index];
        Time due = 0;
        if (__builtin_add_overflow(call_.now, timer.after, &due)) continue; // never
        // Timers of the states around may be due later; of equal ones the outer state's fires first.
        const auto place = std::ranges::upper_bound(call_.timers, due, {}, &RunningTimer::due);
        call_.timers.insert(place, {id, timer.index, depth, due});
    }
}

} // namespace callflow::engine
