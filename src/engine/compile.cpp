#include "engine/compiled.hpp"
#include "flow/sip_address.hpp"
#include "flow/uses.hpp"

#include <algorithm>
#include <map>

namespace callflow::engine {
namespace {

using expr::Value;

// The part of `path` after `prefix`, nothing where it does not begin with it.
std::string_view after(std::string_view path, std::string_view prefix) {
    return path.starts_with(prefix) ? path.substr(prefix.size()) : std::string_view{};
}

const expr::Type* type_of(std::span<const expr::Field> fields, std::string_view name) {
    const auto found = std::ranges::find(fields, name, &expr::Field::name);
    return found == fields.end() ? nullptr : &found->type;
}

CompiledState::Onward onward(const flow::Flow& flow, const flow::State& state) {
    using enum CompiledState::Onward;
    if (state.final) return flow.bodies[state.body].role == flow::BodyRole::sub_flow ? ends_sub_flow : rests;
    if (state.sub_flow) return enters;
    if (state.request) return asks;
    return !state.next.empty() && !state.response.present && !state.menu && !state.request ? transient : rests;
}

} // namespace

Compiled::Compiled(const flow::Flow& of, Limits with) : flow(of), limits(with), tables(of), configurations(of) {
    compile_states();
    compile_machines();
    compile_records();
    compile_names();
    compile_addresses();
    revealing = flow::revealing(of);
}

void Compiled::compile_states() {
    for (std::uint32_t index = 0; index < flow.signals.size(); ++index) {
        if (flow.signals[index].spec == nullptr) continue;
        if (flow.signals[index].spec->name == "error") error_event = flow.signals[index].event;
        if (flow.signals[index].spec->name == "hangup") hangup = index;
    }
    success = flow.find_event("", "success");
    failure = flow.find_event("", "failure");
    redirected = flow::sent_from_outside(flow);
    std::vector<std::uint32_t> handled; // signals that anybody handles at all
    for (std::uint32_t index = 0; index < flow.signals.size(); ++index)
        if (tables.knows(flow.signals[index].event)) handled.push_back(index);
    states.reserve(flow.states.size());
    for (flow::StateId id = 0; id < flow.states.size(); ++id) {
        const flow::State& state = flow.states[id];
        const flow::Body& body = flow.bodies[state.body];
        CompiledState& compiled = states.emplace_back();
        compiled.onward = onward(flow, state);
        if (compiled.onward == CompiledState::Onward::ends_sub_flow)
            compiled.outcome = flow.find_event("", *state.final);
        compiled.final = state.final.has_value();
        compiled.hands_over = std::ranges::any_of(state.transfers, [](const flow::Transfer& one) {
            return std::ranges::any_of(one.to, [](const expr::Template& to) {
                return !to.is_literal() || !flow::calls_nobody(to.literal()).empty();
            });
        });
        compiled.before = !state.before.empty() || !body.before.empty();
        compiled.after = !state.after.empty() || !body.after.empty();
        for (const std::uint32_t index : handled)
            if (!tables.candidates(id, flow.signals[index].event).empty()) compiled.signals |= 1U << index;
        compiled.timers = static_cast<std::uint32_t>(timers.size());
        compiled.timer_count = static_cast<std::uint32_t>(state.timers.size());
        for (std::uint32_t index = 0; index < state.timers.size(); ++index)
            timers.push_back({index, state.timers[index].after});
        std::sort(timers.begin() + compiled.timers, timers.end(), [](const CompiledTimer& a, const CompiledTimer& b) {
            return std::pair(a.after, a.index) < std::pair(b.after, b.index);
        });
    }
}

void Compiled::compile_records() {
    std::map<std::string_view, InputField> by_name;
    struct Kept {
        flow::StateId state;
        std::string_view field;
        expr::Slot slot;
    };
    std::vector<Kept> all_kept;
    // Several bodies may have a state of a name: the record holds what came when one of them was left last.
    std::unordered_multimap<std::string_view, flow::StateId> by_state;
    for (flow::StateId id = 0; id < flow.states.size(); ++id) by_state.emplace(flow.states[id].name, id);
    for (const expr::RecordSlot& one : flow.scope.record_slots()) {
        if (const std::string_view name = after(one.path, "input."); !name.empty()) {
            by_name[name].slot = one.slot;
        } else if (const std::string_view rest = after(one.path, "inputs."); !rest.empty()) {
            const std::size_t dot = rest.find('.');
            const auto [begin, end] = by_state.equal_range(rest.substr(0, dot));
            if (dot == std::string_view::npos || begin == end) continue;
            for (auto at = begin; at != end; ++at) all_kept.push_back({at->second, rest.substr(dot + 1), one.slot});
            by_name[rest.substr(dot + 1)];
        } else if (const std::string_view field = after(one.path, "call."); !field.empty()) {
            info.push_back({field, type_of(flow::call_fields(), field), one.slot});
            if (field == "id") call_id = one.slot;
        } else if (const std::string_view of = after(one.path, "transition."); !of.empty()) {
            transition.any = true;
            (of == "event"      ? transition.event
             : of == "from"     ? transition.from
             : of == "to"       ? transition.to
             : of == "loopback" ? transition.loopback
                                : transition.refused) = one.slot;
        }
    }
    std::ranges::sort(info, {}, &NamedSlot::name);
    for (auto& [name, field] : by_name) {
        field.name = name;
        field.type = type_of(flow::input_fields(), name);
        inputs.push_back(field);
    }
    std::ranges::sort(all_kept, {}, [](const Kept& one) { return std::pair(one.state, one.slot); });
    for (const Kept& one : all_kept) {
        CompiledState& state = states[one.state];
        if (state.kept_count++ == 0) state.kept = static_cast<std::uint32_t>(kept.size());
        const auto field = std::ranges::lower_bound(inputs, one.field, {}, &InputField::name);
        kept.push_back({one.slot, static_cast<std::uint32_t>(field - inputs.begin())});
    }
}

void Compiled::compile_names() {
    if (const flow::Var* var = flow.find_var("language")) language = var->slot;
    for (const flow::Event& event : flow.events) {
        event_names.push_back(Value::string(event.name));
        event_actors.push_back(Value::string(event.actor));
        if (transition.event != flow::none)
            event_texts.push_back(event.actor.empty() ? event_names.back() : Value::string(event.text()));
    }
    for (const flow::State& state : flow.states) state_names.push_back(Value::string(state.name));
    if (!limits.only_names_read) return;
    const std::vector<bool> read = slots_read(flow);
    // Addresses keep their expressions to themselves; a name that does not stand in their text is
    // not read by them.
    const auto needed = [&](expr::Slot slot, std::string_view name) {
        const auto in_text = [&](const flow::AddressTemplate& address) {
            return address.text().find(name) != std::string::npos;
        };
        return read[slot] || in_text(flow.address) || std::ranges::any_of(flow.actors, [&](const flow::Actor& actor) {
                   return actor.address && in_text(*actor.address);
               });
    };
    // An address's own `event` and `actor` come from the reference, not from the slots.
    keeps_event = read[flow.builtins.event];
    keeps_actor = read[flow.builtins.actor];
    keeps_state = needed(flow.builtins.state, "state");
    keeps_attempt = needed(flow.builtins.attempt, "attempt");
}

const InputField* Compiled::find_input(std::string_view name) const {
    const auto found = std::ranges::lower_bound(inputs, name, {}, &InputField::name);
    return found != inputs.end() && found->name == name ? &*found : nullptr;
}

const NamedSlot* Compiled::find_info(std::string_view name) const {
    const auto found = std::ranges::lower_bound(info, name, {}, &NamedSlot::name);
    return found != info.end() && found->name == name ? &*found : nullptr;
}

} // namespace callflow::engine
