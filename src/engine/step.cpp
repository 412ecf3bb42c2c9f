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
    remember();
    if (!run(request)) fail_and_signal(request);
}

// Entering the initial state runs no callbacks; the transient states that follow are transitions
// like any other.
void Stepper::start() {
    result_.at = call_.now;
    result_.scratch.input.assign(compiled_.inputs.size(), expr::Value());
    const flow::StateId initial = compiled_.flow.bodies.front().initial;
    settle(initial);
    result_.moves.push_back({flow::none, initial, flow::none, false, {}});
    entries_ = 1;
    remember();
    if (!run_on()) fail_and_signal({});
}

void Stepper::settle(flow::StateId state) {
    call_.started = true;
    call_.ended = false;
    call_.hung_up = false;
    call_.closed = false;
    call_.outcome.clear();
    call_.configuration = state;
    call_.attempt = 1;
    start_timers(state);
    put_state();
    if (compiled_.states[state].final) finish();
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
    const flow::Branch* branch = call_.closed ? nullptr : choose(tables.candidates(call_.configuration, request.event));
    if (branch == nullptr) return nobody_handles(request, signal);
    if (signal == compiled_.hangup && signal != flow::none) hang_up();
    return take(*branch, request.event) && run_on();
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
    const flow::StateId state = call_.configuration;
    if (compiled_.transition.any) put_transition({state, state, request.event, true}, true);
    return !compiled_.states[state].after || after_callbacks(state, false, true);
}

// Transient states, one after the other.
bool Stepper::run_on() {
    for (std::uint32_t count = 0; compiled_.states[call_.configuration].transient; ++count) {
        if (count == compiled_.limits.run_to_completion) return loops();
        put_next();
        const flow::Branch* branch = choose(compiled_.tables.candidates(call_.configuration, flow::next_event));
        if (branch == nullptr) return true;
        if (!take(*branch, flow::next_event)) return false;
    }
    return true;
}

bool Stepper::loops() {
    for (const Move& move : result_.moves) result_.loop.push_back(move.to);
    return fail("more than " + std::to_string(compiled_.limits.run_to_completion) +
                    " states in a row without anything to wait for",
                compiled_.flow.states[call_.configuration].where);
}

bool Stepper::take(const flow::Branch& branch, flow::EventId event) {
    const bool same = branch.kind == flow::Branch::Kind::same;
    const flow::StateId from = call_.configuration;
    const flow::StateId to = same ? from : branch.target;
    const Transition transition{from, to, event, from == to};
    if (compiled_.transition.any) put_transition(transition, false);
    if (compiled_.states[to].before && !before_callbacks(transition)) return false;
    if (!branch.set.empty() && !assign(branch.set, Group::transition)) return false;
    for (const flow::Effect& effect : branch.effects)
        if (!carry_out(effect, Group::transition)) return false;
    change(transition, same);
    result_.moves.push_back({from, to, event, transition.loopback, branch.where});
    return !compiled_.states[to].after || after_callbacks(to, true, transition.loopback);
}

void Stepper::change(const Transition& transition, bool same) {
    if (same) {
        ++call_.attempt;
    } else {
        if (compiled_.states[transition.from].kept_count != 0) keep_input(transition.from);
        call_.configuration = transition.to;
        call_.attempt = 1;
        start_timers(transition.to);
    }
    put_state();
    if (compiled_.states[transition.to].final) finish();
}

// A final state ends the flow.
void Stepper::finish() {
    call_.ended = true;
    call_.outcome = *compiled_.flow.states[call_.configuration].final;
}

// The call is over, whoever ended it: nothing is left that a timer could redirect.
void Stepper::hang_up() {
    call_.hung_up = true;
    call_.ended = true;
    stop_timers();
}

// --- undoing

void Stepper::remember() {
    result_.scratch.undo.clear();
    timers_saved_ = false;
    before_ = {call_.configuration, call_.attempt, call_.ended, call_.hung_up, !call_.outcome.empty()};
}

void Stepper::restore() {
    auto& undo = result_.scratch.undo;
    for (; !undo.empty(); undo.pop_back()) call_.slots[undo.back().first] = std::move(undo.back().second);
    call_.configuration = before_.configuration;
    call_.attempt = before_.attempt;
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
    const std::span<const Candidate> candidates = compiled_.tables.candidates(call_.configuration, event);
    if (candidates.empty()) return;
    const StepError error = result_.error;
    Request signal{event, request.input, request.params, {}, {}};
    signal.input.emplace_back("error", expr::Value::string(error.message));
    request_ = &signal;
    remember();
    put_input(signal);
    put_event(signal);
    if (compiled_.transition.any) clear_transition();
    const flow::Branch* branch = choose(candidates);
    result_.error_signal = branch != nullptr && take(*branch, event) && run_on();
    if (!result_.error_signal) drop();
    request_ = nullptr;
    result_.error = error;
}

} // namespace callflow::engine
