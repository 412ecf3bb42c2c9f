#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        if (state.has_next || state.final || !flow::can_run_out(state.response)) continue;
        auto& finding = diagnostics.report(
            page, state.where,
            fmt::format("the response of state {} can run out, and then the call drops", base::quoted(state.name)));
        finding.help = "say where the call goes then with `next:`, or end the response with `hangup`";
    }
}

} // namespace

extern const Rule call_drops;
const Rule call_drops{
    .page = {.code = "CF3006",
             .name = "call_drops",
             .severity = base::Severity::warning,
             .summary = "A response that runs out with nowhere to go",
             .why = "When everything has been said and nobody typed, a provider hangs up. The "
                    "caller is lost without an outcome.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response:
      - gather: {numDigits: 1, action: chose, prompt: [say: Press a key]}
    on: {chose: done}
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
states:
  greeting:
    response:
      - gather: {numDigits: 1, action: chose, prompt: [say: Press a key]}
      - say: We did not hear you.
      - hangup
    on: {chose: done}
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
