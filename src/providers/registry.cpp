#include "providers/provider.hpp"
#include "providers/tropo/tropo.hpp"
#include "providers/twilio/twilio.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace callflow::providers {

namespace {

// One row per provider, in the order in which they are listed everywhere.
constexpr std::array<const Provider*, 2> providers{
    &twilio::provider,
    &tropo::provider,
};

} // namespace

std::span<const Provider* const> registry() { return providers; }

const Provider* find_provider(std::string_view name) {
    const auto* at = std::ranges::find(providers, name, &Provider::name);
    return at == providers.end() ? nullptr : *at;
}

const VerbSupport* find_support(const Provider& provider, std::string_view verb) {
    const auto at = std::ranges::lower_bound(provider.verbs, verb, {}, &VerbSupport::verb);
    return at != provider.verbs.end() && at->verb == verb ? &*at : nullptr;
}

bool expresses(const Provider& provider, const flow::VerbSpec& verb, std::string_view attribute) {
    const VerbSupport* support = find_support(provider, verb.name);
    return support != nullptr && std::ranges::find(support->attributes, attribute) != support->attributes.end();
}

UsualValue usual_value(const flow::VerbSpec& verb, std::string_view attribute) {
    if (verb.name == "transfer")
        return {}; // becomes other verbs, and its attributes say what holds where they are left out
    std::vector<std::pair<std::string_view, std::string_view>> known; // provider, value
    std::size_t asked = 0;
    for (const Provider* provider : registry()) {
        if (!expresses(*provider, verb, attribute)) continue;
        ++asked;
        const std::string_view value = provider->default_of(verb, attribute);
        if (!value.empty()) known.emplace_back(provider->name, value);
    }
    UsualValue out;
    if (known.empty()) return out;
    const auto differs = [&](const auto& one) { return one.second != known.front().second; };
    if (known.size() == asked && std::ranges::none_of(known, differs)) {
        out.value = known.front().second; // the provider's, not a part of what is handed out
        out.text = known.front().second;
        return out;
    }
    for (const auto& [provider, value] : known) {
        out.text += fmt::format("{}{} on {}", out.text.empty() ? "" : ", ", value, provider);
    }
    return out;
}

} // namespace callflow::providers
