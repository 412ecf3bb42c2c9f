#include "engine/machine.hpp"

#include "base/text.hpp"
#include "engine/machines.hpp"
#include "engine/resolver.hpp"
#include "engine/stepper.hpp"
#include "engine/values.hpp"

#include <algorithm>

namespace callflow::engine {

using expr::Value;

namespace {

void add_places(const std::vector<CountedPlace>& all, std::vector<Configuration>& out) {
    for (const CountedPlace& one : all) out.push_back(one.at);
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

} // namespace

struct Machine::Impl : Compiled {
    using Compiled::Compiled;
};

Machine::Machine(const flow::Flow& flow, Limits limits) : impl_(std::make_unique<Impl>(flow, limits)) {}
Machine::~Machine() = default;
Machine::Machine(Machine&&) noexcept = default;

const flow::Flow& Machine::flow() const { return impl_->flow; }

std::uint32_t Machine::configurations() const { return impl_->configurations.count(); }

flow::StateId Machine::state_of(Configuration configuration) const {
    return impl_->configurations.state(configuration);
}

std::span<const Candidate> Machine::candidates(Configuration configuration, flow::EventId event) const {
    if (configuration >= configurations()) return {};
    return impl_->tables.candidates(impl_->configurations.state(configuration), event);
}

Configuration Machine::outer(Configuration configuration) const { return impl_->configurations.outer(configuration); }

void Machine::arrivals(Configuration configuration, flow::EventId event, std::vector<Configuration>& out,
                       const Known* known) const {
    std::vector<CountedPlace> arrived;
    append_arrivals(*impl_, nullptr, {configuration, 0}, event, known, arrived);
    add_places(arrived, out);
}
void Machine::passages(Configuration configuration, flow::EventId event, std::vector<Passage>& out,
                       const Known* known) const {
    std::vector<CountedPlace> arrived;
    append_arrivals(*impl_, nullptr, {configuration, 0}, event, known, arrived, &out);
}

void Machine::beginnings(std::vector<Configuration>& out, flow::BodyId begin) const {
    std::vector<CountedPlace> all;
    append_beginnings(*impl_, nullptr, begin, all);
    add_places(all, out);
}

void Machine::arrivals(const CountedPlace& from, flow::EventId event, std::vector<CountedPlace>& out,
                       const Counting& counting, const Known* known) const {
    append_arrivals(*impl_, counting.any() ? &counting : nullptr, from, event, known, out);
}
void Machine::passages(const CountedPlace& from, flow::EventId event, std::vector<Passage>& out,
                       const Counting& counting, const Known* known) const {
    std::vector<CountedPlace> arrived;
    append_arrivals(*impl_, counting.any() ? &counting : nullptr, from, event, known, arrived, &out);
}
void Machine::beginnings(std::vector<CountedPlace>& out, const Counting& counting, flow::BodyId begin) const {
    append_beginnings(*impl_, counting.any() ? &counting : nullptr, begin, out);
}
expr::Value Machine::value_of(const expr::Expression& one, const Known& known, std::uint8_t attempt) const {
    return known_value(*impl_, one, known, attempt);
}

std::uint32_t Machine::machines() const { return static_cast<std::uint32_t>(impl_->machines.size()); }

std::uint32_t Machine::machine_of_body(flow::BodyId body) const { return impl_->machine_of_body(body); }

std::string_view Machine::machine_name(std::uint32_t machine) const {
    return machine == 0 ? std::string_view() : impl_->flow.bodies[impl_->machines[machine]].name;
}

std::uint32_t Machine::machine_of(const Request& request) const { return impl_->machine_of(request); }

std::uint32_t Machine::machine_of(Configuration configuration) const { return impl_->machine_of(configuration); }

std::span<const flow::Revealing> Machine::revealing() const { return impl_->revealing; }

Call Machine::seen_by(const Call& call, std::uint32_t machine) const {
    Call seen = call;
    if (!call.beside.empty()) bring_in(*impl_, seen, machine);
    return seen;
}

std::uint32_t Machine::answering(std::uint32_t machine) const { return impl_->mute[machine] ? 0 : machine; }

bool Machine::knows(flow::EventId event) const { return impl_->tables.knows(event); }

Request Machine::request(std::string_view text) const {
    const std::size_t dot = text.find('.');
    Request request;
    if (dot != std::string_view::npos) request.actor = text.substr(0, dot);
    request.name = dot == std::string_view::npos ? text : text.substr(dot + 1);
    const flow::Flow& flow = impl_->flow;
    request.event = flow.find_event(request.actor, request.name);
    if (request.event != flow::none) {
        request.actor = {};
        request.name = {};
    } else if (request.event = flow.find_event("", request.name);
               request.event == flow::next_event ||
               (!request.actor.empty() && flow.find_actor(request.actor) == nullptr)) {
        request.event = flow::none; // `customer.next` is no event, and a misspelt actor is nobody
    } else if (request.event != flow::none) {
        request.name = {};
    }
    return request;
}

const flow::SignalSpec* Machine::signal_of(flow::EventId event) const {
    const std::uint32_t index = impl_->tables.signal_of(event);
    return index == flow::none ? nullptr : impl_->flow.signals[index].spec;
}

Call Machine::new_call(std::string id, std::span<const std::pair<std::string, Value>> info, Time now,
                       flow::BodyId begin) const {
    const flow::Flow& flow = impl_->flow;
    Call call;
    call.now = now;
    call.configuration = begin < flow.bodies.size() ? flow.bodies[begin].initial : 0;
    for (std::size_t machine = 1; machine < impl_->machines.size(); ++machine)
        call.beside.emplace_back().configuration = flow.bodies[impl_->machines[machine]].initial;
    call.slots.resize(flow.scope.slot_count());
    for (const flow::Var& var : flow.vars) call.slots[var.slot] = var.initial;
    call.slots[flow.builtins.now] = Value::timestamp(now);
    call.slots[flow.builtins.attempt] = Value::integer(1);
    if (call.configuration < flow.states.size())
        call.slots[flow.builtins.state] = impl_->state_names[call.configuration];
    set_info(call, "id", Value::string(id));
    call.id = std::move(id);
    for (const auto& [field, value] : info) set_info(call, field, value);
    return call;
}

base::Result<void> Machine::set_var(Call& call, std::string_view name, const Value& value) const {
    const flow::Var* var = impl_->flow.find_var(name);
    if (var == nullptr) return base::fail(base::ErrorKind::usage, "no var " + base::quoted(name));
    std::optional<Value> typed = converted(value, var->type);
    if (!typed)
        return base::fail(base::ErrorKind::usage, base::quoted(name) + " takes " + to_string(var->type) + ", not " +
                                                      std::string(to_string(value.kind())));
    if (const std::string wrong = outside_domain(*var, *typed); !wrong.empty())
        return base::fail(base::ErrorKind::usage, base::quoted(name) + ": " + wrong);
    call.slots[var->slot] = std::move(*typed);
    return {};
}

void Machine::set_info(Call& call, std::string_view field, const Value& value) const {
    if (field == "channel") call.text = value.kind() == expr::Kind::string && value.as_string() == "text";
    const NamedSlot* slot = impl_->find_info(field);
    if (slot == nullptr || slot->type == nullptr) return;
    if (value.is_absent()) {
        call.slots[slot->slot] = Value();
    } else if (std::optional<Value> typed = converted(value, *slot->type)) {
        call.slots[slot->slot] = std::move(*typed);
    }
}

void Machine::start(Call& call, StepResult& result) const {
    result.clear();
    call.slots[impl_->flow.builtins.now] = Value::timestamp(call.now);
    if (impl_->machines.size() == 1)
        Stepper(*impl_, call, result).start(call.configuration);
    else
        start_all(*impl_, call, flow::none, result);
}

void Machine::start_in(Call& call, Configuration configuration, StepResult& result) const {
    result.clear();
    call.slots[impl_->flow.builtins.now] = Value::timestamp(call.now);
    if (impl_->machines.size() == 1)
        Stepper(*impl_, call, result).start(configuration);
    else
        start_all(*impl_, call, configuration, result);
}

void Machine::enter(Call& call, Configuration configuration) const {
    StepResult unused;
    call.slots[impl_->flow.builtins.now] = Value::timestamp(call.now);
    if (impl_->machines.size() == 1)
        Stepper(*impl_, call, unused).settle(impl_->innermost(configuration));
    else
        enter_all(*impl_, call, configuration);
}

void Machine::step(Call& call, const Request& request, StepResult& result) const {
    result.clear();
    call.slots[impl_->flow.builtins.now] = Value::timestamp(call.now);
    if (impl_->machines.size() == 1)
        Stepper(*impl_, call, result).fire(request);
    else
        step_one(*impl_, call, request, result);
}

void Machine::bring(Call& call, const Request& request) const {
    StepResult unused;
    Stepper(*impl_, call, unused).bring(request);
}

void Machine::answer(Call& call, const Answer& answer, StepResult& result, std::uint32_t machine) const {
    result.clear();
    call.slots[impl_->flow.builtins.now] = Value::timestamp(call.now);
    if (impl_->machines.size() == 1)
        Stepper(*impl_, call, result).answer(answer);
    else
        answer_one(*impl_, call, answer, result, machine);
}

void Machine::flush(Call& call, DeferredCallback::Group group, StepResult& result) const {
    result.clear();
    call.slots[impl_->flow.builtins.now] = Value::timestamp(call.now);
    Stepper(*impl_, call, result).flush(group);
}

bool Machine::next_timer(const Call& call, Time& due) const {
    const std::uint32_t machine = next_due(call);
    if (machine == flow::none) return false;
    due = machine == 0 ? call.timers.front().due : call.beside[machine - 1].timers.front().due;
    return true;
}

DueTimer Machine::take_timer(Call& call) const {
    DueTimer taken;
    if (!next_timer(call, taken.due)) return taken;
    taken.machine = next_due(call);
    std::vector<RunningTimer>& timers = timers_of(call, taken.machine);
    taken.event = impl_->flow.states[timers.front().state].timers[timers.front().index].event;
    timers.erase(timers.begin());
    return taken;
}

// A timer that has fired is gone, whatever became of its event; so the clock always moves on.
void Machine::advance(Call& call, Time now, std::vector<StepResult>& results, bool keep_trace) const {
    Request request;
    std::uint32_t fired = 0;
    for (Time due = 0; next_timer(call, due) && due <= now; ++fired) {
        request.machine = next_due(call);
        std::vector<RunningTimer>& timers = timers_of(call, request.machine);
        const RunningTimer timer = timers.front();
        call.now = std::max(call.now, timer.due);
        results.emplace_back().keep_trace = keep_trace;
        if (fired == impl_->limits.timers) {
            results.back().outcome = Outcome::failed;
            results.back().at = call.now;
            results.back().error = {"more than " + std::to_string(fired) + " timers while waiting",
                                    impl_->flow.states[timer.state].timers[timer.index].where};
            break;
        }
        timers.erase(timers.begin());
        request.event = impl_->flow.states[timer.state].timers[timer.index].event;
        step(call, request, results.back());
    }
    call.now = std::max(call.now, now);
    call.slots[impl_->flow.builtins.now] = Value::timestamp(call.now);
}

base::Result<void> Machine::respond(const Call& call, std::string_view provider, flow::ResolvedResponse& out,
                                    StepError* where) const {
    Resolver resolver(*impl_, call, provider);
    if (resolver.resolve(out)) return {};
    out.clear();
    if (where != nullptr) *where = resolver.error();
    return base::fail(base::ErrorKind::usage, resolver.error().message);
}

base::Result<std::vector<std::pair<std::string, Value>>>
Machine::fields_of(const Call& call, const flow::Effect& effect, StepError* where) const {
    std::vector<std::pair<std::string, Value>> fields;
    StepError error;
    if (evaluate_fields(*impl_, effect, call.slots, fields, error)) return fields;
    if (where != nullptr) *where = error;
    return base::fail(base::ErrorKind::usage, error.message);
}

base::Result<std::string> Machine::address(const Call& call, std::string_view actor, std::string_view event) const {
    std::string address;
    std::string why;
    if (append_address(*impl_, event, actor, {}, call.slots, nullptr, address, &why)) return address;
    return base::fail(base::ErrorKind::usage, why);
}

base::Result<std::string> Machine::address_of_new(const Call& call, const flow::EventReference& event) const {
    std::string address;
    std::string why;
    const Value nobody;
    if (append_reference(*impl_, event, call.slots, &nobody, address, &why)) return address;
    return base::fail(base::ErrorKind::usage, why);
}

} // namespace callflow::engine
