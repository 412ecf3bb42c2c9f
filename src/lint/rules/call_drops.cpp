#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        if (state.has_next || state.final) continue;
        const bool twilio = flow::can_run_out(state.response, "twilio");
        if (!twilio && !flow::can_run_out(state.response, "tropo")) continue;
        const bool only_tropo = !twilio && state.response.by_provider.empty();
        auto& finding = diagnostics.report(
            page, state.where,
            fmt::format("{}the response of state {} can run out, and then the call drops",
                        only_tropo ? "on Tropo, which repeats nothing without end, " : "", base::quoted(state.name)));
        if (only_tropo) finding.severity = base::Severity::note;
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
             .why =
                 "When everything has been said and nobody typed, a provider hangs up. The "
                 "caller is lost without an outcome. A response cannot run out behind a prompt with `loop: 0`, which "
                 "Tropo repeats a few times only (a note), nor behind a gather with an `action` and "
                 "`actionOnEmptyResult`.",
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
    on: {chose: asked}
  asked:
    response: [gather: {numDigits: 1, action: chose, actionOnEmptyResult: true, prompt: [say: Are you sure]}]
    on: {chose: done}
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
