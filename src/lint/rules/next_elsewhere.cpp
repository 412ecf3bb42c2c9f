#include "base/text.hpp"
#include "flow/bodies.hpp"
#include "lint/ends.hpp"
#include "lint/rule.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <vector>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    if (flow::machines(flow).size() < 2) return;
    const std::vector<std::uint32_t> machine = flow::machine_of_bodies(flow);
    Ends ends(flow);
    for (const flow::State& state : flow.states) {
        if (!state.has_next || machine[state.body] == flow::none || machine[state.body] == machine.front()) continue;
        if (!ends.may_run_out(state.response, "twilio") && !ends.may_run_out(state.response, "tropo")) continue;
        auto& finding = diagnostics.report(
            page, state.next_where,
            fmt::format("when the response of state {} has run out, `next` comes back to the flow's own machine",
                        base::quoted(state.name)));
        finding.help = "end the response with `redirect:` to an event of this machine, and lead that on";
    }
}

} // namespace

extern const Rule next_elsewhere;
const Rule next_elsewhere{
    .page = {.code = "CF3033",
             .name = "next_elsewhere",
             .severity = base::Severity::warning,
             .summary = "A response with `next:` in a machine that runs beside the flow's own",
             .why = "A document that has run out asks for `next`, and that address names no machine: it is answered by "
                    "the flow's own. Events have one machine each, so an event leads where it is meant to.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [say: Hello], next: done}
  done: {final: true}
machines:
  outgoing:
    initial: ringing
    states:
      ringing: {response: [say: One moment], next: reached}
      reached: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [say: Hello], next: done}
  done: {final: true}
machines:
  outgoing:
    initial: ringing
    states:
      ringing: {response: [say: One moment, redirect: answered], on: {answered: reached}}
      reached: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [say: Hello], next: done}
  done: {final: true}
machines:
  outgoing:
    initial: ringing
    states:
      ringing: {next: reached}
      reached: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
