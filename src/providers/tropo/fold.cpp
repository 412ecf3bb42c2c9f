#include "providers/tropo/fold.hpp"

#include <algorithm>
#include <optional>

namespace callflow::providers::tropo {

namespace {

using flow::ResolvedVerb;

// Null where the verb is no handler of the event, or holds more than where to go and what to say.
const std::string* event_of(const ResolvedVerb& verb) { return verb.spec->name == "on" ? verb.find("event") : nullptr; }

bool is_simple(const ResolvedVerb& handler, bool may_speak) {
    const bool attributes = std::ranges::all_of(handler.attributes, [](const flow::ResolvedAttribute& one) {
        return one.spec->name == "event" || one.spec->name == "next";
    });
    const bool children = std::ranges::all_of(
        handler.children, [](const ResolvedVerb& one) { return one.spec->name == "say" || one.spec->name == "play"; });
    return attributes && children && (may_speak || handler.children.empty());
}

ResolvedVerb redirect(std::string address, base::Span where) {
    ResolvedVerb out;
    out.spec = flow::find_verb("redirect");
    out.where = where;
    out.attributes.push_back({flow::find_attribute(*out.spec, "url"), std::move(address), where});
    return out;
}

// The only handler of the event; null where there is none, several, or one that says more.
const ResolvedVerb* find_handler(const std::vector<ResolvedVerb>& verbs, std::string_view event, bool may_speak) {
    const ResolvedVerb* found = nullptr;
    for (const ResolvedVerb& one : verbs) {
        const std::string* of = event_of(one);
        if (of == nullptr || *of != event) continue;
        if (found != nullptr || !is_simple(one, may_speak)) return nullptr;
        found = &one;
    }
    return found;
}

} // namespace

bool has_outcome(const ResolvedVerb& verb) {
    const std::string_view name = verb.spec->name;
    return name == "gather" || name == "record" || name == "dial";
}

bool fold_handlers(ParsedDocument& document) {
    flow::ResolvedResponse& response = document.response;
    const ResolvedVerb* next = find_handler(response.verbs, "continue", false);
    const std::string* address = next == nullptr ? nullptr : next->find("next");
    if (address == nullptr) return false;
    const ResolvedVerb* incomplete = find_handler(response.verbs, "incomplete", true);

    ParsedDocument out;
    const auto add = [&out](ResolvedVerb verb, base::Span whole) {
        out.response.verbs.push_back(std::move(verb));
        out.whole.push_back(whole);
    };
    for (const bool handlers : {false, true}) {
        for (std::size_t i = 0; i < response.verbs.size(); ++i) {
            const ResolvedVerb& one = response.verbs[i];
            if (&one != next && &one != incomplete && (one.spec->name == "on") == handlers) add(one, document.whole[i]);
        }
        if (handlers) continue;
        auto& steps = out.response.verbs;
        if (std::ranges::any_of(steps, [](const ResolvedVerb& one) { return one.spec->ends_document; })) return false;
        if (!steps.empty() && has_outcome(steps.back())) {
            ResolvedVerb& last = steps.back();
            last.attributes.push_back({flow::find_attribute(*last.spec, "action"), *address, next->where});
            address = nullptr;
        }
    }
    if (address != nullptr) {
        if (incomplete != nullptr) add(*incomplete, incomplete->where);
        add(redirect(*address, next->where), next->where);
    } else if (incomplete != nullptr) {
        for (const ResolvedVerb& one : incomplete->children) add(one, incomplete->where);
        const std::string* then = incomplete->find("next");
        if (then != nullptr) add(redirect(*then, incomplete->where), incomplete->where);
    }
    response.verbs = std::move(out.response.verbs);
    document.whole = std::move(out.whole);
    return true;
}

} // namespace callflow::providers::tropo
