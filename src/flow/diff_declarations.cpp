// What a flow declares besides its states, compared.
#include "flow/diff_parts.hpp"
#include "flow/spell.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace callflow::flow {
namespace {

std::string yes(bool flag) { return flag ? "true" : ""; }

std::string spell_values(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& one : values) out += (out.empty() ? "" : ", ") + one;
    return out;
}

// Calls `visit(old, now)` for every name, in the new order, then for those that are gone; null where there is none.
template <class Item, class Visit>
void each_name(const std::vector<Item>& old, const std::vector<Item>& now, Visit&& visit) {
    std::map<std::string_view, const Item*> was;
    for (const Item& one : old) was.emplace(one.name, &one);
    for (const Item& one : now) {
        const auto found = was.find(one.name);
        visit(found == was.end() ? nullptr : found->second, &one);
        if (found != was.end()) was.erase(found);
    }
    for (const Item& one : old)
        if (was.contains(one.name)) visit(&one, nullptr);
}

std::string spell_var(const Var& var) {
    return expr::to_string(var.type) + " = " + (var.sensitive ? "(sensitive)" : spell(var.initial));
}

void compare_vars(Changes& changes, const Versions& flows) {
    each_name(flows.old.vars, flows.now.vars, [&](const Var* old, const Var* now) {
        const Var& there = now == nullptr ? *old : *now;
        const std::string path = "vars/" + there.name;
        if (old == nullptr || now == nullptr)
            return compare_texts(changes, path, old == nullptr ? "" : spell_var(*old),
                                 now == nullptr ? "" : spell_var(*now), there.where);
        const auto text = [&](std::string_view name, std::string was, std::string is) {
            compare_texts(changes, path + "/" + std::string(name), std::move(was), std::move(is), now->where);
        };
        const auto bound = [](const std::optional<expr::Value>& value) { return value ? spell(*value) : ""; };
        text("type", expr::to_string(old->type), expr::to_string(now->type));
        if (old->sensitive || now->sensitive) {
            if (spell(old->initial) != spell(now->initial))
                changes.push_back({path + "/default", "(sensitive)", "(sensitive)", now->where});
        } else {
            text("default", spell(old->initial), spell(now->initial));
        }
        text("values", spell_values(old->domain.values), spell_values(now->domain.values));
        text("min", bound(old->domain.minimum), bound(now->domain.minimum));
        text("max", bound(old->domain.maximum), bound(now->domain.maximum));
        text("sensitive", yes(old->sensitive), yes(now->sensitive));
        text("description", old->description, now->description);
    });
}

void compare_actors(Changes& changes, const Versions& flows) {
    const auto address = [](const Actor& actor) { return actor.address ? spell(*actor.address) : ""; };
    each_name(flows.old.actors, flows.now.actors, [&](const Actor* old, const Actor* now) {
        const Actor& there = now == nullptr ? *old : *now;
        const std::string path = "actors/" + there.name;
        if (old == nullptr || now == nullptr)
            return compare_texts(changes, path, old == nullptr ? "" : "actor " + address(*old),
                                 now == nullptr ? "" : "actor " + address(*now), there.where);
        compare_texts(changes, path + "/url", address(*old), address(*now), now->where);
    });
}

void compare_prompts(Changes& changes, const Versions& flows) {
    static const Prompt nothing;
    each_name(flows.old.prompts, flows.now.prompts, [&](const Prompt* old, const Prompt* now) {
        std::map<std::string, std::pair<std::string, std::string>> texts;
        for (const PromptText& one : (old == nullptr ? nothing : *old).texts)
            texts[one.language].first = spell(one.text);
        for (const PromptText& one : (now == nullptr ? nothing : *now).texts)
            texts[one.language].second = spell(one.text);
        const Prompt& there = now == nullptr ? *old : *now;
        for (auto& [language, both] : texts)
            compare_texts(changes, "prompts/" + there.name + (language.empty() ? "" : "/" + language),
                          std::move(both.first), std::move(both.second), there.where);
    });
}

void compare_signals(Changes& changes, const Versions& flows) {
    const auto event = [](const Flow& flow, std::size_t index) {
        const EventId id = index < flow.signals.size() ? flow.signals[index].event : none;
        return id == none ? std::string() : flow.events[id].text();
    };
    for (std::size_t i = 0; i < signal_specs().size(); ++i)
        compare_texts(changes, "signals/" + std::string(signal_specs()[i].name), event(flows.old, i),
                      event(flows.now, i), i < flows.now.signals.size() ? flows.now.signals[i].where : base::Span{});
}

} // namespace

void compare_declarations(Changes& changes, const Versions& flows) {
    const auto text = [&](std::string_view name, std::string was, std::string is) {
        compare_texts(changes, std::string(name), std::move(was), std::move(is), {});
    };
    const auto start = [](const Flow& flow) {
        return flow.start == none ? std::string() : flow.events[flow.start].text();
    };
    text("name", flows.old.name, flows.now.name);
    text("description", flows.old.description, flows.now.description);
    text("url", spell(flows.old.address), spell(flows.now.address));
    text("start", start(flows.old), start(flows.now));
    text("defer_callbacks", yes(flows.old.defer_callbacks), yes(flows.now.defer_callbacks));
    compare_vars(changes, flows);
    compare_actors(changes, flows);
    compare_signals(changes, flows);
    compare_prompts(changes, flows);
}

} // namespace callflow::flow
