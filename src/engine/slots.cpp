#include "engine/stepper.hpp"
#include "engine/values.hpp"

namespace callflow::engine {

using expr::Value;

// Changes a slot so that the step can undo it.
void Stepper::put(expr::Slot slot, Value value) {
    Value& place = call_.slots[slot];
    std::swap(place, value);
    result_.scratch.undo.emplace_back(slot, std::move(value));
}

// A name that is there already need not be copied: that counts references, which takes its time.
void Stepper::put_name(expr::Slot slot, const Value& name) {
    const Value& old = call_.slots[slot];
    if (old.kind() == expr::Kind::string && old.as_string().data() == name.as_string().data()) return;
    put(slot, name);
}

// `input.*` is what this request brought and nothing older; values of a wrong kind count as not
// brought, since expressions rely on the declared types. `params` are those of the last request that had any: what
// the application does by itself is no request of the provider's.
void Stepper::put_input(const Request& request) {
    if (!request.params.is_absent()) put(compiled_.flow.builtins.params, request.params);
    if (compiled_.inputs.empty()) return;
    std::vector<Value>& brought = result_.scratch.input;
    brought.assign(compiled_.inputs.size(), Value());
    for (const auto& [name, value] : request.input) {
        const InputField* field = compiled_.find_input(name);
        if (field == nullptr) continue;
        if (std::optional<Value> typed = converted(value, *field->type))
            brought[static_cast<std::size_t>(field - compiled_.inputs.data())] = std::move(*typed);
    }
    for (std::size_t index = 0; index < brought.size(); ++index) {
        const expr::Slot slot = compiled_.inputs[index].slot;
        if (slot != flow::none && !(brought[index].is_absent() && call_.slots[slot].is_absent()))
            put(slot, brought[index]);
    }
}

void Stepper::put_event(const Request& request) {
    const flow::BuiltinSlots& slots = compiled_.flow.builtins;
    const bool known = request.event != flow::none;
    if (compiled_.keeps_event) {
        if (known)
            put_name(slots.event, compiled_.event_names[request.event]);
        else
            put(slots.event, Value::string(request.name));
    }
    if (compiled_.keeps_actor) {
        if (known && request.actor.empty())
            put_name(slots.actor, compiled_.event_actors[request.event]);
        else
            put(slots.actor, Value::string(request.actor));
    }
}

// Of a move that the call makes by itself: `next`, or what a sub-flow comes back with.
void Stepper::put_own_event(flow::EventId event) {
    const flow::BuiltinSlots& slots = compiled_.flow.builtins;
    if (compiled_.keeps_event) put_name(slots.event, compiled_.event_names[event]);
    if (compiled_.keeps_actor) put_name(slots.actor, compiled_.event_actors[event]);
}

void Stepper::put_transition(const Transition& transition, bool refused) {
    const TransitionSlots& slots = compiled_.transition;
    if (slots.event != flow::none) put(slots.event, event_text(transition.event));
    if (slots.from != flow::none) put(slots.from, compiled_.state_names[transition.from]);
    if (slots.to != flow::none) put(slots.to, compiled_.state_names[transition.to]);
    if (slots.loopback != flow::none) put(slots.loopback, Value::boolean(transition.loopback));
    if (slots.refused != flow::none) put(slots.refused, Value::boolean(refused));
}

void Stepper::clear_transition() {
    const TransitionSlots& slots = compiled_.transition;
    for (const expr::Slot slot : {slots.event, slots.from, slots.to, slots.loopback, slots.refused})
        if (slot != flow::none && !call_.slots[slot].is_absent()) put(slot, Value());
}

// `customer.hangs_up`: as fired, also where the flow does not name the event with this actor.
Value Stepper::event_text(flow::EventId event) {
    const bool fired = request_ != nullptr && event == request_->event;
    if (!fired || (event != flow::none && request_->actor.empty())) return compiled_.event_texts[event];
    std::string text(request_->actor);
    if (!text.empty()) text += '.';
    text += event != flow::none ? std::string_view(compiled_.flow.events[event].name) : request_->name;
    return Value::string(text);
}

void Stepper::keep_input(flow::StateId state) {
    const CompiledState& compiled = compiled_.states[state];
    for (std::uint32_t index = 0; index < compiled.kept_count; ++index) {
        const KeptInput& kept = compiled_.kept[compiled.kept + index];
        put(kept.slot, result_.scratch.input[kept.field]);
    }
}

void Stepper::put_state() {
    const flow::BuiltinSlots& slots = compiled_.flow.builtins;
    if (compiled_.keeps_state) put_name(slots.state, compiled_.state_names[state()]);
    if (compiled_.keeps_attempt) put(slots.attempt, Value::integer(call_.attempt));
}

} // namespace callflow::engine
