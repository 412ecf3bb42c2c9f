#include "base/text.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        if (!state.request || !state.request->hands_over) continue;
        const bool waits = !state.response.verbs.empty() ||
                           std::ranges::any_of(state.response.by_provider,
                                               [](const flow::ProviderResponse& one) { return !one.verbs.empty(); });
        if (waits) continue;
        diagnostics
            .report(page, state.request->where,
                    fmt::format(
                        "state {} says nothing while the SIP side rings, so the call is over before anybody answers",
                        base::quoted(state.name)))
            .help = "add `- say: One moment please.` and `- pause: {length: 40}` behind the transfer";
    }
}

} // namespace

extern const Rule no_time_to_ring;
const Rule no_time_to_ring{
    .page = {.code = "CF6028",
             .name = "no_time_to_ring",
             .severity = base::Severity::warning,
             .summary = "A transfer by http with nothing to keep the call alive",
             .why = "The SIP side moves the caller when somebody has answered, which takes as long as it rings. Until "
                    "then the call has to be where it was: a response with nothing in it ends at once, and with it the "
                    "call that was to be moved.",
             .bad = R"(callflow: 1
name: shop
initial: move
states:
  move:
    response: [transfer: {to: "507", url: "https://sip.example.com/blindtransfer", user: joe, callid: "{{ call.id }}"}]
    on: {success: done, failure: done}
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: move
states:
  move:
    response:
      - transfer: {to: "507", url: "https://sip.example.com/blindtransfer", user: joe, callid: "{{ call.id }}"}
      - say: One moment please.
      - pause: {length: 40}
    on: {success: done, failure: done}
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: look_up
states:
  look_up: {request: {url: "https://sip.example.com/who"}, on: {success: done, failure: done}}
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
