#include "providers/provider.hpp"
#include "providers/tropo/tropo.hpp"
#include "providers/twilio/twilio.hpp"

#include <algorithm>
#include <array>

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

} // namespace callflow::providers
