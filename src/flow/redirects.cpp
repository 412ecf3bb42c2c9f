#include "flow/redirects.hpp"

#include "flow/responses.hpp"

#include <algorithm>

namespace callflow::flow {

const Verb* silent_redirect(const State& state) {
    const auto own = std::ranges::find(state.response.by_provider, "tropo", &ProviderResponse::provider);
    const std::vector<Verb>& verbs = own == state.response.by_provider.end() ? state.response.verbs : own->verbs;
    const Verb* redirect = nullptr;
    bool other = state.request.has_value(); // which brings `success` by itself
    each_verb(verbs, [&](const Verb& verb) {
        if (verb.spec == nullptr) return;
        if (verb.spec->name == "deflect") redirect = &verb;
        other = other || verb.spec->name == "dial" || verb.spec->name == "refer";
    });
    return other ? nullptr : redirect;
}

bool may_redirect_nowhere(const State& state) {
    return std::ranges::any_of(state.transfers, [](const Transfer& one) {
        return one.via == Via::redirect &&
               std::ranges::any_of(one.to, [](const expr::Template& to) { return !to.is_literal(); });
    });
}

bool is_transfer_outcome(const Flow& flow, const State& state, EventId event) {
    const Event& named = flow.events[event];
    return (named.actor.empty() && (named.name == "success" || named.name == "failure")) ||
           std::ranges::any_of(state.transfers, [&](const Transfer& one) { return one.event == event; });
}

} // namespace callflow::flow
