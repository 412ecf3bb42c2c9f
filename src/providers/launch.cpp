#include "providers/launch.hpp"

#include "flow/responses.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace callflow::providers {
namespace {

bool is_one_of(const flow::VerbSpec* verb, std::span<const std::string_view> names) {
    return verb != nullptr && std::ranges::find(names, verb->name) != names.end();
}

} // namespace

bool calls_somewhere(const flow::Flow& flow, std::string_view provider) {
    constexpr std::string_view calling[] = {"call", "message", "raw"};
    const auto calls = [&](const std::vector<flow::Verb>& verbs) {
        bool found = false;
        flow::each_verb(verbs, [&](const flow::Verb& verb) { found = found || is_one_of(verb.spec, calling); });
        return found;
    };
    return std::ranges::any_of(flow.states, [&](const flow::State& state) {
        const auto of_provider = [&](const flow::ProviderResponse& one) {
            return one.provider == provider && calls(one.verbs);
        };
        return calls(state.response.verbs) || std::ranges::any_of(state.response.by_provider, of_provider);
    });
}

bool calls_by_itself(const flow::ResolvedResponse& response) {
    constexpr std::string_view calling[] = {"call", "raw"};
    constexpr std::string_view needs_nobody[] = {"message", "on", "generalLogSecurity", "pause"};
    bool messages = false;
    for (const flow::ResolvedVerb& verb : response.verbs) {
        if (is_one_of(verb.spec, calling)) return true;
        if (!is_one_of(verb.spec, needs_nobody)) return false;
        messages = messages || verb.spec->name == "message";
    }
    return messages;
}

} // namespace callflow::providers
