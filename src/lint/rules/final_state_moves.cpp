#include "base/text.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>
#include <string_view>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        if (!state.final) continue;
        if (state.on.empty() && state.timers.empty()) continue; // `next:` is refused on reading
        const std::string_view what = state.on.empty() ? "timers:" : "on:";
        auto& finding = diagnostics.report(
            page, state.where, fmt::format("`{}` of the final state {} is never used", what, base::quoted(state.name)));
        finding.help = "leave out `final:` if the call goes on from here, else leave out the transitions";
    }
}

} // namespace

extern const Rule final_state_moves;
const Rule final_state_moves{
    .page = {.code = "CF3011",
             .name = "final_state_moves",
             .severity = base::Severity::warning,
             .summary = "A final state with transitions that are never taken",
             .why = "In a final state the flow has ended: signals are ignored and all other events "
                    "are refused, so its `on:` and timers never lead anywhere.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done:
    final: true
    on: {again: greeting}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done:
    final: true
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done:
    final: true
    response: [say: Goodbye, hangup]
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
