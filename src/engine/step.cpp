#include "engine/step.hpp"

#include "engine/stepper.hpp"

namespace callflow::engine {

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
    case Outcome::moved: return "moved";
    case Outcome::refused: return "refused";
    case Outcome::ignored: return "ignored";
    case Outcome::ended: return "ended";
    case Outcome::failed: return "failed";
    case Outcome::unknown: return "unknown";
    }
    return "";
}

void StepResult::clear() {
    outcome = Outcome::moved;
    event = flow::none;
    machine = 0;
    at = 0;
    moves.clear();
    for (RecordedEffect& effect : effects) scratch.spare.push_back(std::move(effect));
    effects.clear();
    tried.clear();
    error.message.clear();
    error.where = {};
    error_signal = false;
    loop.clear();
}

void Stepper::fire(const Request& request) {
    request_ = &request;
    result_.event = request.event;
    result_.at = call_.now;
    call_.alone = 0;
    remember();
    if (!run(request)) fail_and_signal(request);
}

// Entering the first state runs no callbacks; the transient states that follow are transitions
// like any other.
void Stepper::start(Configuration at) {
    result_.at = call_.now;
    result_.scratch.input.assign(compiled_.inputs.size(), expr::Value());
    settle(at);
    result_.moves.push_back({flow::none, state(), flow::none, false, {}, flow::none, call_.configuration});
    count_move();
    entries_ = 1;
    remember();
    if (!run_on()) fail_and_signal({});
}

void Stepper::settle(Configuration at) {
    call_.started = true;
    call_.ended = false;
    call_.hung_up = false;
    call_.closed = false;
    call_.outcome.clear();
    call_.request.waits = call_.request.handed_over = false;
    call_.configuration = at;
    call_.attempt = 1;
    call_.outer_attempts.assign(compiled_.configurations.depth(at), 1);
    call_.timers.clear();
    std::vector<Configuration> levels;
    for (; at != flow::none; at = compiled_.configurations.outer(at)) levels.push_back(at);
    for (auto level = levels.rbegin(); level != levels.rend(); ++level) start_timers(*level);
    put_state();
    if (compiled_.states[state()].final) finish();
}

bool Stepper::run(const Request& request) {
    const Tables& tables = compiled_.tables;
    const std::uint32_t signal = signal_of(request);
    const bool known = request.event != flow::none ? tables.knows(request.event) : tables.knows_name(request.name);
    if (!known && signal == flow::none) {
        result_.outcome = Outcome::unknown;
        return true;
    }
    put_input(request);
    put_event(request);
    if (compiled_.transition.any) clear_transition();
    const flow::Branch* branch = call_.closed ? nullptr : find(request.event);
    if (branch == nullptr) return nobody_handles(request, signal);
    if (signal == compiled_.hangup && signal != flow::none) hang_up();
    return take(*branch, request.event, call_.configuration) && run_on();
}

// `customer.hangs_up` is not the signal `hangs_up`, also where the flow never names it so.
std::uint32_t Stepper::signal_of(const Request& request) const {
    return request.actor.empty() ? compiled_.tables.signal_of(request.event) : flow::none;
}

bool Stepper::nobody_handles(const Request& request, std::uint32_t signal) {
    if (signal == flow::none) return refuse(request);
    result_.outcome = Outcome::ignored;
    if (signal == compiled_.hangup) {
        if (!call_.ended) result_.outcome = Outcome::ended;
        hang_up();
        call_.closed = true;
    }
    return true;
}

bool Stepper::refuse(const Request& request) {
    result_.outcome = Outcome::refused;
    const flow::StateId id = state();
    if (compiled_.transition.any) put_transition({id, id, request.event, true}, true);
    return !compiled_.states[id].after || after_callbacks(id, false, true);
}

// Transient states, one after the other, and sub-flows that begin and end.
bool Stepper::run_on() {
    using Onward = CompiledState::Onward;
    for (;; ++call_.alone) {
        const Onward onward = compiled_.states[state()].onward;
        const bool hands_over = compiled_.states[state()].hands_over;
        if (onward == Onward::rests && !hands_over) return true; // nearly always
        const bool alone = compiled_.configurations.outer(call_.configuration) == flow::none;
        if (onward == Onward::ends_sub_flow && alone) return true;
        if (onward == Onward::asks && (call_.request.waits || call_.request.handed_over)) return true;
        if (call_.alone >= compiled_.limits.run_to_completion) return loops();
        bool moved = false;
        if (hands_over && !call_nobody(moved)) return false;
        if (moved) continue;
        if (onward == Onward::asks) return ask();
        if (onward == Onward::rests) return true;
        moved = true;
        if (onward == Onward::enters) {
            go_in();
        } else if (onward == Onward::ends_sub_flow) {
            if (!come_out(moved)) return false;
        } else {
            put_own_event(flow::next_event);
            const flow::Branch* branch = find(flow::next_event);
            moved = branch != nullptr;
            if (moved && !take(*branch, flow::next_event, call_.configuration)) return false;
        }
        if (!moved) return true;
    }
}

bool Stepper::loops() {
    for (const Move& move : result_.moves) result_.loop.push_back(move.to);
    return fail("more than " + std::to_string(compiled_.limits.run_to_completion) +
                    " states in a row without anything to wait for",
                compiled_.flow.states[state()].where);
}

// Takes what a state on `level_` has chosen. `before` is where the call stood when it chose.
bool Stepper::take(const flow::Branch& branch, flow::EventId event, Configuration before) {
    const bool same = branch.kind == flow::Branch::Kind::same;
    const flow::StateId from = compiled_.configurations.state(level_);
    const flow::StateId to = same ? from : branch.target;
    const Transition transition{from, to, event, from == to};
    if (compiled_.transition.any) put_transition(transition, false);
    if (compiled_.states[to].before && !before_callbacks(transition)) return false;
    if (!branch.set.empty() && !assign(branch.set, Group::transition)) return false;
    for (const flow::Effect& effect : branch.effects)
        if (!carry_out(effect, Group::transition)) return false;
    change(transition, same);
    result_.moves.push_back({from, to, event, transition.loopback, branch.where, before, call_.configuration});
    if (compiled_.states[to].after && !after_callbacks(to, true, transition.loopback)) return false;
    count_move();
    if (level_ != call_.configuration) put_state(); // `same` of a state further out
    return true;
}

// What has been done so far belongs to the last move.
void Stepper::count_move() {
    result_.moves.back().effects = static_cast<std::uint32_t>(result_.effects.size());
    result_.moves.back().tried = static_cast<std::uint32_t>(result_.tried.size());
}

void Stepper::change(const Transition& transition, bool same) {
    if (!same || level_ == call_.configuration) call_.request.waits = false;
    if (!same) call_.request.handed_over = false;
    if (same) { // the states inside stay where they are
        ++attempt_of(level_);
        put_level();
        return;
    }
    leave();
    level_ = call_.configuration = compiled_.configurations.beside(level_, transition.to);
    call_.attempt = 1;
    start_timers(call_.configuration);
    put_state();
    if (compiled_.states[transition.to].final) finish();
}

// Everything from the innermost state out to the one whose transition it is.
void Stepper::leave() {
    const Configurations& configurations = compiled_.configurations;
    for (Configuration at = call_.configuration;; at = configurations.outer(at)) {
        const flow::StateId id = configurations.state(at);
        if (compiled_.states[id].kept_count != 0) keep_input(id);
        if (at == level_) break;
    }
    const std::uint32_t depth = configurations.depth(level_);
    if (!call_.timers.empty()) stop_timers(depth);
    if (!configurations.flat()) call_.outer_attempts.resize(depth);
}

// A final state ends the flow; that of a sub-flow only the sub-flow.
void Stepper::finish() {
    if (compiled_.configurations.outer(call_.configuration) != flow::none) return;
    call_.ended = true;
    call_.outcome = *compiled_.flow.states[state()].final;
}

// The call is over, whoever ended it: nothing is left that a timer could redirect.
void Stepper::hang_up() {
    call_.hung_up = true;
    call_.ended = true;
    stop_timers(0);
}

// --- undoing

void Stepper::remember() {
    result_.scratch.undo.clear();
    timers_saved_ = false;
    if (!compiled_.configurations.flat()) result_.scratch.outer_attempts = call_.outer_attempts;
    was_waiting_ = call_.request.waits;
    was_handed_over_ = call_.request.handed_over;
    deferred_ = call_.deferred.size();
    before_ = {call_.configuration, call_.attempt, call_.ended, call_.hung_up, !call_.outcome.empty()};
}

void Stepper::restore() {
    auto& undo = result_.scratch.undo;
    for (; !undo.empty(); undo.pop_back()) call_.slots[undo.back().first] = std::move(undo.back().second);
    call_.configuration = before_.configuration;
    call_.attempt = before_.attempt;
    if (!compiled_.configurations.flat()) call_.outer_attempts = result_.scratch.outer_attempts;
    call_.request.waits = was_waiting_;
    call_.request.handed_over = was_handed_over_;
    call_.deferred.resize(deferred_);
    call_.ended = before_.ended;
    call_.hung_up = before_.hung_up;
    if (!before_.finished) call_.outcome.clear();
    if (timers_saved_) std::swap(call_.timers, result_.scratch.timers);
    timers_saved_ = false;
}

// What a step that failed has done so far.
void Stepper::drop() {
    restore();
    result_.moves.resize(entries_);
    for (RecordedEffect& effect : result_.effects) result_.scratch.spare.push_back(std::move(effect));
    result_.effects.clear();
}

// After a failed step everything is as before, and somebody may want to know: signal `error`.
void Stepper::fail_and_signal(const Request& request) {
    drop();
    result_.outcome = Outcome::failed;
    if (compiled_.hangup != flow::none && signal_of(request) == compiled_.hangup)
        hang_up(); // that the step failed does not bring the caller back
    const flow::EventId event = compiled_.error_event;
    if (event == flow::none || request.event == event || call_.closed) return;
    if (!handled(event)) return;
    const StepError error = result_.error;
    Request signal{event, request.input, request.params, {}, {}};
    signal.input.emplace_back("error", expr::Value::string(error.message));
    request_ = &signal;
    remember();
    put_input(signal);
    put_event(signal);
    if (compiled_.transition.any) clear_transition();
    const flow::Branch* branch = find(event);
    result_.error_signal = branch != nullptr && take(*branch, event, call_.configuration) && run_on();
    StepError both = error;
    if (!result_.error_signal) {
        if (branch != nullptr && result_.error.message != error.message)
            both.message.append(handler_failed_too).append(result_.error.message);
        drop();
    }
    request_ = nullptr;
    result_.error = std::move(both);
}

} // namespace callflow::engine
