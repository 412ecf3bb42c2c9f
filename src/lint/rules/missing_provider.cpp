#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>

namespace callflow::lint::rules {
namespace {

struct Meant {
    bool at_all = false; // a response that is not for some other provider alone
    bool by_name = false;
};

bool has_list(const flow::Response& response, std::string_view provider) {
    return std::ranges::find(response.by_provider, provider, &flow::ProviderResponse::provider) !=
           response.by_provider.end();
}

// Whether anything in the flow says that it is rendered for the provider.
Meant meant_for(const flow::Flow& flow, std::string_view provider) {
    Meant meant;
    for (const flow::State& state : flow.states) {
        if (!state.response.present) continue;
        const bool list = has_list(state.response, provider);
        meant.at_all = meant.at_all || list || state.response.by_provider.empty();
        meant.by_name = meant.by_name || list;
        flow::each_verb(state.response.verbs, [&](const flow::Verb& verb) {
            meant.by_name =
                meant.by_name || std::ranges::find(verb.overrides, provider, &flow::ProviderAttributes::provider) !=
                                     verb.overrides.end();
        });
    }
    return meant;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const auto is_split = [](const flow::State& state) { return !state.response.by_provider.empty(); };
    if (std::ranges::none_of(context.flow.states, is_split)) return;
    for (const std::string_view provider : flow::provider_keys()) {
        const Meant meant = meant_for(context.flow, provider);
        if (!meant.at_all) continue;
        for (const flow::State& state : context.flow.states) {
            if (!is_split(state) || has_list(state.response, provider)) continue;
            auto& finding = diagnostics.report(
                page, state.response.where,
                fmt::format("the response of state {} says nothing on {}", base::quoted(state.name), provider));
            if (!meant.by_name) finding.severity = base::Severity::note;
            finding.help = fmt::format("add `{}:` beside the other, or take the provider's key away", provider);
        }
    }
}

} // namespace

extern const Rule missing_provider;
const Rule missing_provider{
    .page =
        {.code = "CF5021",
         .name = "missing_provider",
         .severity = base::Severity::warning,
         .summary = "A response for one provider in a flow that is rendered for another too",
         .why =
             "`response: {twilio: [...]}` without `tropo:` is an empty document on Tropo: the caller hears nothing, and "
             "the call goes on with `next:` at once, or drops. It is a warning where the flow names the other provider "
             "elsewhere, by a response of its own or below a verb, and a note where it only has responses "
             "for any provider. A flow whose responses are all for one provider is meant for that one.",
         .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: {twilio: [say: Hello]}, next: goodbye}
  goodbye: {response: [say: Goodbye], final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: {twilio: [say: Hello], tropo: [say: Hi]}, next: goodbye}
  goodbye: {response: [say: Goodbye], final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: {twilio: [say: Hello]}, next: goodbye}
  goodbye: {response: {twilio: [say: Goodbye]}, final: true}
)"},
    .category = "portability",
    .check = find,
};

} // namespace callflow::lint::rules
