#include "engine/machines.hpp"

#include "engine/stepper.hpp"
#include "flow/bodies.hpp"

#include <algorithm>
#include <iterator>

namespace callflow::engine {

using expr::Value;

namespace {

void swap(Call& call, std::uint32_t machine) {
    if (machine == 0) return;
    SideMachine& other = call.beside[machine - 1];
    std::swap(call.configuration, other.configuration);
    std::swap(call.attempt, other.attempt);
    std::swap(call.outer_attempts, other.outer_attempts);
    std::swap(call.ended, other.ended);
    std::swap(call.outcome, other.outcome);
    std::swap(call.timers, other.timers);
    std::swap(call.request, other.request);
}

} // namespace

void bring_in(const Compiled& compiled, Call& call, std::uint32_t machine) {
    swap(call, machine);
    const flow::StateId state = compiled.configurations.state(call.configuration);
    call.slots[compiled.flow.builtins.state] = compiled.state_names[state];
    call.slots[compiled.flow.builtins.attempt] = Value::integer(call.attempt);
}

Turn::Turn(const Compiled& compiled, Call& call, std::uint32_t machine) : call_(call), machine_(machine) {
    bring_in(compiled, call, machine);
}

Turn::~Turn() { swap(call_, machine_); }

namespace {

// A hang-up, and the end of the top-level flow, end the call for all machines: nothing is left that a timer could
// redirect.
void end_others(Call& call) {
    if (call.hung_up) {
        call.ended = true;
        call.timers.clear();
    }
    if (!call.ended) return;
    for (SideMachine& other : call.beside) {
        other.ended = true;
        other.timers.clear();
    }
}

void append(StepResult& result, StepResult&& part) {
    const auto move = [](auto& from, auto& to) {
        to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    };
    for (Move& one : part.moves) {
        one.effects += static_cast<std::uint32_t>(result.effects.size());
        one.tried += static_cast<std::uint32_t>(result.tried.size());
    }
    move(part.moves, result.moves);
    move(part.effects, result.effects);
    move(part.tried, result.tried);
}

// What failed in one machine may be another's to handle: signal `error` goes to the one that has it.
void signal_error(const Compiled& compiled, Call& call, const Request& request, StepResult& result) {
    if (result.outcome != Outcome::failed || result.error_signal || call.closed) return;
    if (compiled.error_event == flow::none || request.event == compiled.error_event) return;
    Request signal{compiled.error_event, request.input, request.params};
    signal.input.emplace_back("error", Value::string(result.error.message));
    const std::uint32_t machine = compiled.machine_of(signal);
    if (machine == result.machine) return;
    StepResult part;
    part.keep_trace = result.keep_trace;
    Call before = call;
    {
        const Turn turn(compiled, call, machine);
        Stepper(compiled, call, part).fire(signal);
    }
    result.error_signal = part.outcome == Outcome::moved;
    if (result.error_signal)
        append(result, std::move(part));
    else // everything is as before the step that failed
        call = std::move(before);
}

} // namespace

void step_one(const Compiled& compiled, Call& call, const Request& request, StepResult& result) {
    result.machine = request.machine < compiled.machines.size() ? request.machine : compiled.machine_of(request);
    {
        const Turn turn(compiled, call, result.machine);
        Stepper(compiled, call, result).fire(request);
    }
    signal_error(compiled, call, request, result);
    end_others(call);
}

void answer_one(const Compiled& compiled, Call& call, const Answer& answer, StepResult& result, std::uint32_t machine) {
    result.machine = machine;
    {
        const Turn turn(compiled, call, machine);
        Stepper(compiled, call, result).answer(answer);
    }
    signal_error(compiled, call, {}, result);
    end_others(call);
}

void start_all(const Compiled& compiled, Call& call, Configuration at, StepResult& result) {
    const std::uint32_t chosen = at == flow::none ? flow::none : compiled.machine_of(at);
    for (std::uint32_t machine = 0; machine < compiled.machines.size(); ++machine) {
        StepResult part;
        part.keep_trace = result.keep_trace;
        {
            const Turn turn(compiled, call, machine);
            Stepper(compiled, call, part).start(machine == chosen ? at : call.configuration);
        }
        result.at = part.at;
        if (part.outcome == Outcome::failed && result.outcome != Outcome::failed) {
            result.outcome = part.outcome;
            result.error = part.error;
            result.loop = part.loop;
            result.error_signal = part.error_signal;
        }
        append(result, std::move(part));
    }
    end_others(call);
}

void enter_all(const Compiled& compiled, Call& call, Configuration at) {
    StepResult unused;
    const std::uint32_t chosen = compiled.machine_of(at);
    for (std::uint32_t machine = 0; machine < compiled.machines.size(); ++machine) {
        const Turn turn(compiled, call, machine);
        const Configuration initial = compiled.flow.bodies[compiled.machines[machine]].initial;
        Stepper(compiled, call, unused).settle(compiled.innermost(machine == chosen ? at : initial));
    }
    end_others(call);
}

std::vector<RunningTimer>& timers_of(Call& call, std::uint32_t machine) {
    return machine == 0 ? call.timers : call.beside[machine - 1].timers;
}

// Of timers due at the same time the top-level machine's comes first.
std::uint32_t next_due(const Call& call) {
    std::uint32_t found = call.timers.empty() ? flow::none : 0;
    Time due = call.timers.empty() ? 0 : call.timers.front().due;
    for (std::uint32_t index = 0; index < call.beside.size(); ++index) {
        const std::vector<RunningTimer>& timers = call.beside[index].timers;
        if (timers.empty() || (found != flow::none && timers.front().due >= due)) continue;
        found = index + 1;
        due = timers.front().due;
    }
    return found;
}

void Compiled::compile_machines() {
    machines = flow::machines(flow);
    mute.assign(machines.size(), false);
    if (machines.size() < 2) return;
    const std::vector<std::uint32_t> owner = flow::machine_of_bodies(flow);
    mute.assign(machines.size(), true);
    mute.front() = false;
    for (const flow::State& state : flow.states)
        if (state.response.present && owner[state.body] != flow::none) mute[owner[state.body]] = false;
    machine_of_event.assign(flow.events.size(), flow::none);
    const auto take = [&](flow::EventId event, flow::BodyId body) {
        if (owner[body] == flow::none) return;
        if (machine_of_event[event] == flow::none) machine_of_event[event] = owner[body];
        machine_of_name.emplace(flow.events[event].name, owner[body]);
    };
    // What a sub-flow comes back with is no event from outside, unless nobody else has it.
    for (const bool outcomes : {false, true}) {
        for (flow::BodyId body = 0; body < flow.bodies.size(); ++body)
            if (!outcomes)
                for (const flow::Handler& handler : flow.bodies[body].on) take(handler.event, body);
        for (const flow::State& state : flow.states)
            for (const flow::Handler& handler : state.on)
                if (flow::is_outcome(flow, state, handler.event) == outcomes) take(handler.event, state.body);
    }
}

// Its own key first, then the bare one, then whoever has the name under another actor; else the top-level machine.
std::uint32_t Compiled::machine_of(const Request& request) const {
    if (machine_of_event.empty()) return 0;
    std::string_view name = request.name;
    if (request.event != flow::none) {
        if (machine_of_event[request.event] != flow::none) return machine_of_event[request.event];
        const flow::Event& event = flow.events[request.event];
        const flow::EventId bare = flow.find_event("", event.name);
        if (bare != flow::none && machine_of_event[bare] != flow::none) return machine_of_event[bare];
        name = event.name;
    }
    const auto found = machine_of_name.find(name);
    return found == machine_of_name.end() ? 0 : found->second;
}

std::uint32_t Compiled::machine_of(Configuration at) const {
    while (configurations.outer(at) != flow::none) at = configurations.outer(at);
    return machine_of_body(flow.states[configurations.state(at)].body);
}

std::uint32_t Compiled::machine_of_body(flow::BodyId body) const {
    const auto found = std::ranges::find(machines, body);
    return found == machines.end() ? 0 : static_cast<std::uint32_t>(found - machines.begin());
}

Configuration Compiled::innermost(Configuration at) const {
    for (Configuration inner = configurations.initial_in(at); inner != flow::none;
         inner = configurations.initial_in(at))
        at = inner;
    return at;
}

} // namespace callflow::engine
