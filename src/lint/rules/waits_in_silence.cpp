#include "base/text.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

// The call's first request fires the event, and the state is left at once.
bool is_left_at_once(const flow::Flow& flow, const flow::State& state) {
    if (flow.start == flow::none || &state != &flow.states[flow.bodies.front().initial]) return false;
    const auto starts = [&](const flow::Handler& one) { return one.event == flow.start; };
    return std::ranges::any_of(state.on, starts) || std::ranges::any_of(flow.bodies.front().on, starts);
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        const bool moves_on = state.has_next || state.final || state.menu || state.request || state.sub_flow;
        // A machine beside the flow has nothing to say: the caller hears the flow.
        const bool beside = context.flow.bodies[state.body].role == flow::BodyRole::machine;
        if (state.response.present || moves_on || beside || state.talk) continue;
        if (is_left_at_once(context.flow, state)) continue;
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
                    "platforms. It is right where the application redirects the live call at once. A state in which "
                    "people talk (`talk: true`), and an initial one that `start:` leaves, are none.",
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
initial: idle
start: called
vars: {open: true}
states:
  idle: {on: {called: routing}}
  routing:
    next: [{to: talking, if: open}, closed]
  talking: {talk: true, on: {parted: closed}}
  closed: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
