#include "flow/responses.hpp"

#include <algorithm>
#include <string_view>

namespace callflow::flow {
namespace {

bool has_attribute(const Verb& verb, std::string_view name) {
    return std::any_of(verb.attributes.begin(), verb.attributes.end(),
                       [&](const Attribute& attribute) { return attribute.spec->name == name; });
}

// Whether the author says who answers when all is done: `on: {event: continue, next: …}`.
bool goes_on(const Verb& verb) {
    const auto is_continue = [](const Attribute& one) {
        return one.spec->name == "event" && one.value.is_literal() && one.value.literal() == "continue";
    };
    return verb.conditions.empty() && verb.spec != nullptr && verb.spec->name == "on" && has_attribute(verb, "next") &&
           std::any_of(verb.attributes.begin(), verb.attributes.end(), is_continue);
}

bool ends_call(const std::vector<Verb>& verbs) {
    const Verb* last = last_reached(verbs);
    return last != nullptr && (last->spec->name == "hangup" || last->spec->name == "reject");
}

} // namespace

bool always_takes_action(const Verb& verb) {
    return verb.spec != nullptr && verb.spec->action_always && has_attribute(verb, "action");
}

const Verb* last_reached(const std::vector<Verb>& verbs) {
    for (const Verb& verb : verbs) {
        if (!verb.conditions.empty() || verb.spec == nullptr) continue;
        if (verb.spec->ends_document || always_takes_action(verb)) return &verb;
    }
    return nullptr;
}

bool can_run_out(const std::vector<Verb>& verbs) {
    return last_reached(verbs) == nullptr && std::none_of(verbs.begin(), verbs.end(), goes_on);
}

bool can_run_out(const Response& response) {
    if (!response.present) return false;
    if (response.by_provider.empty()) return can_run_out(response.verbs);
    return std::any_of(response.by_provider.begin(), response.by_provider.end(),
                       [](const ProviderResponse& one) { return can_run_out(one.verbs); });
}

bool ends_call(const Response& response) {
    if (!response.present) return false;
    if (response.by_provider.empty()) return ends_call(response.verbs);
    return std::all_of(response.by_provider.begin(), response.by_provider.end(),
                       [](const ProviderResponse& one) { return ends_call(one.verbs); });
}

} // namespace callflow::flow
