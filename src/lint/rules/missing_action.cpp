#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

bool has_action(const flow::Verb& verb) {
    return std::any_of(verb.attributes.begin(), verb.attributes.end(),
                       [](const flow::Attribute& one) { return one.spec->name == "action"; });
}

// Verbs that ask for the present document once more where they have no action.
bool takes_something(const flow::VerbSpec& verb) {
    return verb.name == "gather" || verb.name == "record" || verb.name == "pay";
}

// Every verb but those of a handler: what is asked there while somebody is rung goes nowhere, it has to be answered.
template <class Visit> void each_of_call(const std::vector<flow::Verb>& verbs, const Visit& visit) {
    for (const flow::Verb& verb : verbs) {
        visit(verb);
        if (verb.spec->name != "on") each_of_call(verb.children, visit);
        for (const flow::Each& each : verb.each) each_of_call(each.body, visit);
    }
}

bool has_override(const flow::Verb& verb, std::string_view provider) {
    return std::ranges::find(verb.overrides, provider, &flow::ProviderAttributes::provider) != verb.overrides.end();
}

bool names_twilio(const flow::Flow& flow) {
    return std::ranges::any_of(flow.states, [](const flow::State& state) {
        bool found = std::ranges::find(state.response.by_provider, "twilio", &flow::ProviderResponse::provider) !=
                     state.response.by_provider.end();
        flow::each_verb(state.response, [&](const flow::Verb& verb) { found = found || has_override(verb, "twilio"); });
        return found;
    });
}

// Whether Tropo's document says where it goes once its steps are done: what an ask took comes along.
bool goes_somewhere(const flow::State& state, const std::vector<flow::Verb>& verbs) {
    return !state.next.empty() || std::ranges::any_of(verbs, [](const flow::Verb& one) {
        return one.spec != nullptr && (one.spec->name == "redirect" || has_action(one));
    });
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const bool twilio = names_twilio(context.flow);
    for (const flow::State& state : context.flow.states) {
        if (flow::has_continue(state.response)) continue; // Tropo is told so
        const auto look = [&](const std::vector<flow::Verb>& verbs, std::string_view provider) {
            const bool goes_on = provider != "twilio" && goes_somewhere(state, verbs);
            each_of_call(verbs, [&](const flow::Verb& verb) {
                if (!takes_something(*verb.spec) || has_action(verb)) return;
                // A record has to say there where it is kept, whoever else it is for.
                const bool grammar = verb.spec->name == "gather" && has_override(verb, "tropo");
                const bool for_tropo = provider == "tropo" || (!twilio && grammar);
                if (for_tropo && goes_on) return;
                auto& finding = diagnostics.report(
                    page, verb.where,
                    fmt::format("this {} says nothing about where what it takes goes", base::quoted(verb.spec->name)));
                finding.help = "name the event: `action: EVENT`, and where that leads in `on:`";
            });
        };
        look(state.response.verbs, {});
        for (const flow::ProviderResponse& one : state.response.by_provider) look(one.verbs, one.provider);
    }
}

} // namespace

extern const Rule missing_action;
const Rule missing_action{
    .page = {.code = "CF3013",
             .name = "missing_action",
             .severity = base::Severity::warning,
             .summary = "A gather, record or pay without an action",
             .why =
                 "What was typed, said or recorded is sent to the `action`. Without one Twilio asks for the address "
                 "of the present document once more: the event that led here is fired again, and its transitions "
                 "decide about digits they were not written for. Tropo goes where the document goes on, so what is "
                 "written for Tropo alone needs none where a redirect, a later verb's `action` or `next:` says that.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response:
      - gather: {numDigits: 1, prompt: [say: Press a key]}
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response:
      - gather: {numDigits: 1, action: chose, prompt: [say: Press a key]}
    on: {chose: done}
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
defaults: {gather: {action: chose}}
states:
  greeting:
    response:
      - gather: {numDigits: 1, prompt: [say: Press a key]}
    on: {chose: done}
    next: done
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
