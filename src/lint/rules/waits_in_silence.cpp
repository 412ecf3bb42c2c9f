#include "base/text.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        const bool moves_on = state.has_next || state.final || state.menu || state.request || state.sub_flow;
        // A machine beside the flow has nothing to say: the caller hears the flow.
        const bool beside = context.flow.bodies[state.body].role == flow::BodyRole::machine;
        if (state.response.present || moves_on || beside) continue;
        auto& finding = diagnostics.report(page, state.where,
                                           fmt::format("state {} waits without a response", base::quoted(state.name)));
        finding.help = "give it a `response:`, or a `next:` if the call should go on at once";
    }
}

} // namespace

extern const Rule waits_in_silence;
const Rule waits_in_silence{
    .page = {.code = "CF3005",
             .name = "waits_in_silence",
             .severity = base::Severity::note,
             .summary = "A state that waits for an event while the caller hears nothing",
             .why = "Without a response the provider gets an empty document, which hangs up on most "
                    "platforms. It is right where the application redirects the live call at once.",
             .bad = R"(callflow: 1
name: shop
initial: routing
states:
  routing:
    on: {agent_found: talking}
  talking: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: routing
states:
  routing:
    response: [say: One moment please]
    on: {agent_found: talking}
    next: same
  talking: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: routing
vars: {open: true}
states:
  routing:
    next: [{to: talking, if: open}, closed]
  talking: {final: true}
  closed: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
