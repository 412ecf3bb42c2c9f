// States around the innermost one: whose candidates are asked, and how sub-flows begin and end.
#include "engine/stepper.hpp"

namespace callflow::engine {

std::uint32_t& Stepper::attempt_of(Configuration level) {
    return level == call_.configuration ? call_.attempt : call_.outer_attempts[compiled_.configurations.depth(level)];
}

// An expression sees the state in whose body it is written.
void Stepper::put_level() {
    const flow::BuiltinSlots& slots = compiled_.flow.builtins;
    if (compiled_.keeps_state) put_name(slots.state, compiled_.state_names[compiled_.configurations.state(level_)]);
    if (compiled_.keeps_attempt) put(slots.attempt, expr::Value::integer(attempt_of(level_)));
}

// The innermost state and its flow's `on:`, then outward. `next` is what the innermost state alone does.
const flow::Branch* Stepper::find(flow::EventId event) {
    level_ = call_.configuration;
    const flow::Branch* branch = choose(compiled_.tables.candidates(state(), event));
    return branch != nullptr || event == flow::next_event ? branch : find_outward(event);
}

// What the states around `level_` say; where none of them has a candidate that holds, it is the innermost one again.
const flow::Branch* Stepper::find_outward(flow::EventId event) {
    const Configurations& configurations = compiled_.configurations;
    if (configurations.outer(level_) == flow::none) return nullptr;
    for (level_ = configurations.outer(level_); level_ != flow::none; level_ = configurations.outer(level_)) {
        const auto candidates = compiled_.tables.candidates(configurations.state(level_), event);
        if (candidates.empty()) continue;
        put_level();
        if (const flow::Branch* branch = choose(candidates)) return branch;
    }
    level_ = call_.configuration;
    put_level();
    return nullptr;
}

// Whether there is a candidate at all, guards not looked at.
bool Stepper::handled(flow::EventId event) const {
    const Configurations& configurations = compiled_.configurations;
    for (Configuration at = call_.configuration; at != flow::none; at = configurations.outer(at))
        if (!compiled_.tables.candidates(configurations.state(at), event).empty()) return true;
    return false;
}

// Entering the initial state of a sub-flow runs no callbacks.
void Stepper::go_in() {
    const Configuration outer = call_.configuration;
    call_.outer_attempts.push_back(call_.attempt);
    call_.configuration = compiled_.configurations.initial_in(outer);
    call_.attempt = 1;
    start_timers(call_.configuration);
    put_state();
    result_.moves.push_back({flow::none, state(), flow::none, false, {}, outer, call_.configuration});
    count_move();
}

// A sub-flow has come to its end: the state around it takes the outcome by its `on:`, its flow's, then its `next:`, and
// last by what stands further out. Where nobody does, the outcome is refused and the call stays where it is.
bool Stepper::come_out(bool& moved) {
    const Configurations& configurations = compiled_.configurations;
    const flow::StateId inner = state();
    const flow::EventId outcome = compiled_.states[inner].outcome;
    put_own_event(outcome);
    level_ = configurations.outer(call_.configuration);
    const Configuration around = level_;
    const flow::StateId id = configurations.state(around);
    put_level();
    const flow::Branch* branch = choose(compiled_.tables.candidates(id, outcome));
    if (branch == nullptr) branch = choose(compiled_.tables.candidates(id, flow::next_event));
    if (branch == nullptr) branch = find_outward(outcome);
    moved = branch != nullptr;
    if (!moved) {
        result_.outcome = Outcome::refused;
        if (compiled_.transition.any) put_transition({id, id, outcome, true}, true);
        const bool fine = !compiled_.states[id].after || after_callbacks(id, false, true);
        put_state();
        return fine;
    }
    const Configuration before = call_.configuration;
    if (compiled_.states[inner].kept_count != 0) keep_input(inner);
    call_.configuration = around;
    call_.attempt = call_.outer_attempts.back();
    call_.outer_attempts.pop_back();
    return take(*branch, outcome, before);
}

} // namespace callflow::engine
