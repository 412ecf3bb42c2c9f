// How calls are told apart: those with one key go the same ways, as far as conditions tell.
#include "flow/sip_address.hpp"
#include "flow/uses.hpp"
#include "scenario/paths/search.hpp"

#include <algorithm>
#include <set>

namespace callflow::scenario {

using expr::Kind;
using expr::Value;

namespace {

void append(std::string& key, std::uint64_t number) {
    for (int i = 0; i < 8; ++i) key += static_cast<char>(number >> (8 * i) & 0xff);
}

} // namespace

void Search::choose_key() {
    // What decides: guards, switches, lists that are gone through.
    std::vector<const expr::Expression*> deciding;
    for (const KnownCondition& one : map_.conditions()) deciding.push_back(one.expression);
    flow::each_use(flow_, [&](const flow::Use& use) {
        if (use.kind == flow::Use::Kind::choice) deciding.push_back(use.expression);
    });
    std::set<expr::Slot> inputs;
    for (const expr::RecordSlot& one : flow_.scope.record_slots())
        if (one.path.starts_with("input.") || one.path.starts_with("transition.")) inputs.insert(one.slot);
    const flow::BuiltinSlots& names = flow_.builtins;
    const std::set<expr::Slot> passing = {names.event, names.actor, names.state, names.attempt, names.now};
    std::set<expr::Slot> by_value, by_part;
    const auto is_large = [&](expr::Slot slot) {
        const auto var = std::ranges::find(flow_.vars, slot, &flow::Var::slot);
        if (var == flow_.vars.end()) return true; // inputs.STATE.x, call.x
        return var->type.tag != expr::Type::Tag::plain ||
               (var->type.kind == Kind::string && var->domain.values.empty());
    };
    for (const expr::Expression* one : deciding) {
        const bool alone = std::ranges::none_of(one->references(), [&](const expr::Reference& each) {
            return inputs.contains(each.slot) || each.slot == names.now;
        });
        const ConditionParts* parts = map_.parts(*one);
        for (const expr::Reference& each : one->references()) {
            keeps_attempt_ = keeps_attempt_ || each.slot == names.attempt;
            if (inputs.contains(each.slot) || passing.contains(each.slot)) continue;
            (is_large(each.slot) && alone && parts != nullptr ? by_part : by_value).insert(each.slot);
        }
        if (!alone || parts == nullptr) continue;
        if (std::ranges::any_of(one->references(), [&](const expr::Reference& each) { return is_large(each.slot); }))
            for (const ConditionParts::Part& part : parts->parts) key_parts_.push_back(part.whole);
    }
    for (int round = 0; round < 4; ++round) { // what is copied into one that matters
        flow::each_setting(flow_, [&](const flow::Setting& one) {
            const expr::Slot to = flow_.vars[one.var].slot;
            if (one.value == nullptr || (!by_value.contains(to) && !by_part.contains(to))) return;
            for (const expr::Reference& each : one.value->references())
                if (!inputs.contains(each.slot) && !passing.contains(each.slot)) by_value.insert(each.slot);
        });
    }
    const auto range = [&](const std::string& path, KeySlot& slot) {
        const Hint* hint = inventor_.hint(path);
        if (hint == nullptr || !hint->others.empty()) return;
        for (const Value& one : hint->constants) {
            if (one.kind() != Kind::integer) continue;
            slot.least = std::min(slot.least.value_or(one.as_integer()), one.as_integer());
            slot.most = std::max(slot.most.value_or(one.as_integer()), one.as_integer());
        }
    };
    // All that lies between what a counter begins with, anew or again, and what it is compared with has to be told apart, or no call
    // gets from the one to the other; but for what is so far away that nobody counts to it.
    constexpr std::int64_t far = 100;
    const auto reach = [](KeySlot& slot, const Value& value) {
        if (value.kind() != Kind::integer || !slot.least) return;
        const std::int64_t from = value.as_integer();
        if (from < *slot.least && *slot.least - far <= from) slot.least = from;
        if (from > *slot.most && *slot.most + far >= from) slot.most = from;
    };
    const flow::Var* language = flow_.find_var("language");
    if (language != nullptr && !flow_.prompts.empty()) by_value.insert(language->slot);
    for (const expr::Slot slot : by_value) {
        KeySlot made{slot, {}, {}};
        const auto var = std::ranges::find(flow_.vars, slot, &flow::Var::slot);
        if (var != flow_.vars.end()) {
            range(var->name, made);
            reach(made, var->initial);
            flow::each_setting(flow_, [&](const flow::Setting& one) {
                if (flow_.vars[one.var].slot == slot && one.value != nullptr && one.value->references().empty() &&
                    one.value->ast().literals.size() == 1)
                    reach(made, one.value->ast().literals.front());
            });
        }
        key_slots_.push_back(made);
    }
    for (const flow::State& state : flow_.states)
        for (const flow::Transfer& one : state.transfers)
            for (const expr::Template& to : one.to)
                if (!to.is_literal()) key_names_.push_back(&to);
    KeySlot attempts;
    range("attempt", attempts);
    most_attempts_ = attempts.most.value_or(1) + 2;
}

std::string Search::key(const engine::Call& call, std::uint32_t world) const {
    std::string key;
    const auto attempt = [&](std::uint32_t number) {
        append(key, keeps_attempt_ ? static_cast<std::uint64_t>(std::min<std::int64_t>(number, most_attempts_)) : 0);
    };
    append(key, world);
    append(key, call.configuration);
    attempt(call.attempt);
    for (const std::uint32_t one : call.outer_attempts) attempt(one);
    key += static_cast<char>((call.ended ? 1 : 0) | (call.hung_up ? 2 : 0) | (call.request.waits ? 4 : 0));
    for (const engine::RunningTimer& one : call.timers) append(key, std::uint64_t{one.state} << 32 | one.index);
    for (const engine::SideMachine& one : call.beside) {
        append(key, one.configuration);
        attempt(one.attempt);
        key += static_cast<char>((one.ended ? 1 : 0) | (one.request.waits ? 4 : 0));
    }
    for (const KeySlot& one : key_slots_) {
        const Value& value = call.slots[one.slot];
        if (value.kind() == Kind::integer && one.least) {
            append(key, static_cast<std::uint64_t>(std::clamp(value.as_integer(), *one.least - 2, *one.most + 2)));
        } else if (value.kind() == Kind::boolean) {
            key += value.as_boolean() ? 't' : 'f';
        } else {
            key += value.to_json();
            key += '\0';
        }
    }
    for (const expr::Template* one : key_names_) {
        std::string name;
        const bool made = one->append(name, call.slots, expr::Template::Target::text, nullptr);
        key += !made ? '?' : flow::calls_nobody(name).empty() ? 't' : 'f';
    }
    for (const expr::Expression& one : key_parts_) {
        const Value value = one.evaluate(call.slots);
        key += value.is_error() ? "?" : value.to_text();
        key += '\0';
    }
    return key;
}

} // namespace callflow::scenario
