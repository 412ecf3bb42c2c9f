#include "flow/responses.hpp"

#include <algorithm>
#include <string_view>

namespace callflow::flow {
namespace {

const Attribute* find_attribute(const Verb& verb, std::string_view name) {
    const auto at = std::ranges::find_if(verb.attributes, [&](const Attribute& one) { return one.spec->name == name; });
    return at == verb.attributes.end() ? nullptr : &*at;
}

// Whether an attribute was given as just that.
bool says(const Verb& verb, std::string_view name, std::string_view value) {
    const Attribute* one = name.empty() ? nullptr : find_attribute(verb, name);
    return one != nullptr && one->event.empty() && one->value.is_literal() && one->value.literal() == value;
}

// Whether the author says who answers when all is done: `on: {event: continue, next: …}`.
bool goes_on(const Verb& verb) {
    const auto is_continue = [](const Attribute& one) {
        return one.spec->name == "event" && one.value.is_literal() && one.value.literal() == "continue";
    };
    return verb.conditions.empty() && verb.spec != nullptr && verb.spec->name == "on" &&
           find_attribute(verb, "next") != nullptr &&
           std::any_of(verb.attributes.begin(), verb.attributes.end(), is_continue);
}

bool ends_call(const std::vector<Verb>& verbs) {
    const Verb* last = last_reached(verbs);
    return last != nullptr && (last->spec->name == "hangup" || last->spec->name == "reject");
}

} // namespace

bool always_takes_action(const Verb& verb) {
    if (verb.spec == nullptr || find_attribute(verb, "action") == nullptr) return false;
    return verb.spec->action_always || says(verb, verb.spec->action_if, "true");
}

bool is_endless(const Verb& verb) {
    if (verb.spec == nullptr) return false;
    return says(verb, verb.spec->endless_if_0, "0") || std::ranges::any_of(verb.children, [](const Verb& one) {
               return one.conditions.empty() && is_endless(one);
           });
}

bool stops_document(const Verb& verb, Loops loops) {
    if (verb.spec == nullptr) return false;
    return verb.spec->ends_document || always_takes_action(verb) || (loops == Loops::endless && is_endless(verb));
}

const Verb* last_reached(const std::vector<Verb>& verbs, Loops loops) {
    const auto at = std::ranges::find_if(
        verbs, [&](const Verb& verb) { return verb.conditions.empty() && stops_document(verb, loops); });
    return at == verbs.end() ? nullptr : &*at;
}

bool can_run_out(const std::vector<Verb>& verbs, Loops loops) {
    return last_reached(verbs, loops) == nullptr && std::none_of(verbs.begin(), verbs.end(), goes_on);
}

bool can_run_out(const Response& response, std::string_view provider) {
    if (!response.present) return false;
    const Loops loops = provider == "tropo" ? Loops::limited : Loops::endless;
    if (response.by_provider.empty()) return can_run_out(response.verbs, loops);
    const auto own = std::ranges::find(response.by_provider, provider, &ProviderResponse::provider);
    return own != response.by_provider.end() && can_run_out(own->verbs, loops);
}

bool has_continue(const Response& response) {
    return std::ranges::any_of(response.verbs, goes_on) ||
           std::ranges::any_of(response.by_provider,
                               [](const ProviderResponse& one) { return std::ranges::any_of(one.verbs, goes_on); });
}

bool is_by_text(const Flow& flow) {
    bool messages = false;
    for (const State& state : flow.states) {
        bool others = false;
        const auto look = [&](const std::vector<Verb>& verbs) {
            for (const Verb& verb : verbs) {
                const bool message = verb.spec != nullptr && verb.spec->name == "message";
                messages = messages || message;
                others = others || (!message && verb.spec != nullptr && verb.spec->name != "redirect");
            }
        };
        look(state.response.verbs);
        for (const ProviderResponse& one : state.response.by_provider) look(one.verbs);
        if (others) return false;
    }
    return messages;
}

bool ends_call(const Response& response) {
    if (!response.present) return false;
    if (response.by_provider.empty()) return ends_call(response.verbs);
    return std::all_of(response.by_provider.begin(), response.by_provider.end(),
                       [](const ProviderResponse& one) { return ends_call(one.verbs); });
}

} // namespace callflow::flow
