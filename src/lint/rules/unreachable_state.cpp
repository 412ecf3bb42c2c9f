#include "base/text.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

// Reachability comes from the graph, so the order of declaration plays no part.
void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (std::size_t id = 0; id < context.flow.states.size(); ++id) {
        if (context.reachable[id]) continue;
        const flow::State& state = context.flow.states[id];
        auto& finding = diagnostics.report(page, state.where,
                                           fmt::format("no transition leads to state {}", base::quoted(state.name)));
        finding.help = "lead a transition to it, or remove it";
    }
}

} // namespace

extern const Rule unreachable_state;
const Rule unreachable_state{
    .page = {.code = "CF3001",
             .name = "unreachable_state",
             .severity = base::Severity::warning,
             .summary = "A state that no path from the initial state leads to",
             .why = "No call can ever be in this state. Usually a transition was renamed, forgotten, "
                    "or leads to a similar state.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: goodbye
  opening_hours:
    response: [say: We open at nine]
    next: goodbye
  goodbye: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: opening_hours
  opening_hours:
    response: [say: We open at nine]
    next: goodbye
  goodbye: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  goodbye: {final: true}
  opening_hours:
    response: [say: We open at nine]
    next: goodbye
  greeting:
    response: [say: Hello]
    next: opening_hours
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
