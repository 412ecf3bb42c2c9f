#include "base/text.hpp"
#include "engine/stepper.hpp"
#include "engine/values.hpp"

#include <algorithm>

namespace callflow::engine {

using expr::Value;

bool Stepper::fail(std::string message, base::Span where) {
    result_.error = {std::move(message), where};
    return false;
}

// A new effect at the end of the list, in the buffers of an old one.
RecordedEffect& Stepper::record(flow::EffectKind kind, Group group) {
    std::vector<RecordedEffect>& spare = result_.scratch.spare;
    if (spare.empty()) {
        result_.effects.emplace_back();
    } else {
        result_.effects.push_back(std::move(spare.back()));
        spare.pop_back();
    }
    RecordedEffect& effect = result_.effects.back();
    effect.kind = kind;
    effect.group = group;
    effect.hook.clear();
    effect.fields.clear();
    effect.event.clear();
    effect.written = nullptr;
    return effect;
}

bool Stepper::before_callbacks(const Transition& transition) {
    const flow::State& state = compiled_.flow.states[transition.to];
    for (const auto* callbacks : {&state.before, &compiled_.flow.bodies[state.body].before})
        for (const flow::Callback& one : *callbacks) {
            if (one.unique && transition.loopback) continue;
            if (compiled_.flow.defer_callbacks)
                defer(one, transition.to, callbacks == &state.before, true, true);
            else if (!carry_out(one.effect, Group::before))
                return false;
        }
    return true;
}

bool Stepper::after_callbacks(flow::StateId id, bool success, bool loopback) {
    const flow::When other = success ? flow::When::failure : flow::When::success;
    const Group group = success ? Group::success : Group::failure;
    const flow::State& state = compiled_.flow.states[id];
    for (const auto* callbacks : {&state.after, &compiled_.flow.bodies[state.body].after})
        for (const flow::Callback& one : *callbacks) {
            if (one.when == other || (one.unique && loopback)) continue;
            if (compiled_.flow.defer_callbacks)
                defer(one, id, callbacks == &state.after, false, success);
            else if (!carry_out(one.effect, group))
                return false;
        }
    return true;
}

bool Stepper::carry_out(const flow::Effect& effect, Group group) {
    switch (effect.kind) {
    case flow::EffectKind::run: record(effect.kind, group).hook = effect.hook; break;
    case flow::EffectKind::set:
        if (!assign(effect.set, group)) return false;
        break;
    default:
        if (!fill(effect, record(effect.kind, group))) return false;
    }
    result_.effects.back().written = &effect;
    return true;
}

// All right sides first, then the assignments.
bool Stepper::assign(const std::vector<flow::Assignment>& set, Group group) {
    std::vector<Value>& values = result_.scratch.values;
    values.clear();
    for (const flow::Assignment& one : set) {
        const flow::Var& var = compiled_.flow.vars[one.var];
        Value value = one.value.evaluate(call_.slots);
        if (value.is_error()) return fail(std::string(value.as_string()), one.where);
        if (!fits(value, var.type))
            return fail(base::quoted(var.name) + " takes " + to_string(var.type) + ", not " +
                            std::string(to_string(value.kind())),
                        one.where);
        if (std::string wrong = outside_domain(var, value); !wrong.empty())
            return fail(base::quoted(var.name) + ": " + wrong, one.where);
        values.push_back(std::move(value));
    }
    RecordedEffect& recorded = record(flow::EffectKind::set, group);
    for (std::size_t index = 0; index < set.size(); ++index) {
        recorded.fields.emplace_back(compiled_.flow.vars[set[index].var].name, values[index]);
        put(set[index].slot, std::move(values[index]));
    }
    return true;
}

bool Stepper::fill(const flow::Effect& effect, RecordedEffect& recorded) {
    StepError error;
    if (!evaluate_fields(compiled_, effect, call_.slots, recorded.fields, error))
        return fail(std::move(error.message), error.where);
    const auto event = std::ranges::find_if(effect.fields, is_event);
    return event == effect.fields.end() || refer(effect, *event, recorded);
}

// What a field comes to, lists and maps included.
bool Stepper::field_value(const flow::Field& field, Value& value) {
    StepError error;
    return evaluate_field(compiled_, field, call_.slots, value, error) || fail(std::move(error.message), error.where);
}

// `event:` of a redirect or an originated call, by name and as the address that the provider is to
// ask. Another call's address bears that call's id; a new call has none yet.
bool Stepper::refer(const flow::Effect& effect, const flow::Field& field, RecordedEffect& recorded) {
    const flow::EventReference& reference = field.event.front();
    Value other;
    const Value* call_id = effect.kind == flow::EffectKind::originate ? &other : nullptr;
    if (const flow::Field* call = effect.find("call"); call != nullptr && call_id == nullptr) {
        if (!field_value(*call, other)) return false;
        other = Value::string(other.to_text());
        call_id = &other;
    }
    std::string address;
    std::string why;
    if (!append_reference(compiled_, reference, call_.slots, call_id, address, &why))
        return fail(std::move(why), field.where);
    recorded.event.emplace_back("event", reference.event);
    recorded.event.emplace_back("actor", reference.actor);
    recorded.event.emplace_back("address", std::move(address));
    return true;
}

} // namespace callflow::engine
