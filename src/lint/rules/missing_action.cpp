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
template <class Visit> void each_verb(const std::vector<flow::Verb>& verbs, const Visit& visit) {
    for (const flow::Verb& verb : verbs) {
        visit(verb);
        if (verb.spec->name != "on") each_verb(verb.children, visit);
        for (const flow::Each& each : verb.each) each_verb(each.body, visit);
    }
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        if (flow::has_continue(state.response)) continue; // Tropo is told so
        const auto look = [&](const flow::Verb& verb) {
            if (!takes_something(*verb.spec) || has_action(verb)) return;
            auto& finding = diagnostics.report(
                page, verb.where,
                fmt::format("this {} says nothing about where what it takes goes", base::quoted(verb.spec->name)));
            finding.help = "name the event: `action: EVENT`, and where that leads in `on:`";
        };
        each_verb(state.response.verbs, look);
        for (const flow::ProviderResponse& one : state.response.by_provider) each_verb(one.verbs, look);
    }
}

} // namespace

extern const Rule missing_action;
const Rule missing_action{
    .page = {.code = "CF3013",
             .name = "missing_action",
             .severity = base::Severity::warning,
             .summary = "A gather, record or pay without an action",
             .why = "What was typed, said or recorded is sent to the `action`. Without one Twilio asks for the address "
                    "of the present document once more: the event that led here is fired again, and its transitions "
                    "decide about digits they were not written for. Tropo goes where the document goes on.",
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
