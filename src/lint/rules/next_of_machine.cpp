#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (flow::StateId id = 0; id < context.flow.states.size(); ++id) {
        const flow::State& state = context.flow.states[id];
        const flow::Body& body = context.flow.bodies[state.body];
        if (body.role != flow::BodyRole::machine || !state.has_next || !context.reachable[id]) continue;
        if (!flow::can_run_out(state.response)) continue;
        diagnostics
            .report(page, state.next_where.valid() ? state.next_where : state.where,
                    fmt::format("when the response of {} has run out, `next` comes to the flow, not to machine {}",
                                base::quoted(state.name), base::quoted(body.name)))
            .help = "end the response with `redirect:` to an event that this machine handles";
    }
}

} // namespace

extern const Rule next_of_machine;
const Rule next_of_machine{
    .page =
        {.code = "CF3017",
         .name = "next_of_machine",
         .severity = base::Severity::warning,
         .summary = "A machine beside the flow whose `next:` nobody brings",
         .why =
             "When a response has run out, the provider asks for the reserved event `next`, which every machine has, "
             "so it goes to the flow's own. In a machine under `machines:` an event of its own has to say it.",
         .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [gather: {action: chose, prompt: [say: Hello]}], on: {chose: done}, next: done}
  done: {final: true}
machines:
  whisper:
    initial: ring
    states:
      ring: {response: [say: A call for you], next: talk}
      talk: {response: [pause: {length: 1}, redirect: over], on: {over: ring}}
)",
         .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [gather: {action: chose, prompt: [say: Hello]}], on: {chose: done}, next: done}
  done: {final: true}
machines:
  whisper:
    initial: ring
    states:
      ring: {response: [say: A call for you, redirect: announced], on: {announced: talk}}
      talk: {response: [pause: {length: 1}, redirect: over], on: {over: ring}}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [gather: {action: chose, prompt: [say: Hello]}], on: {chose: done}, next: done}
  done: {final: true}
machines:
  whisper:
    initial: ring
    states:
      ring: {response: [say: A call for you, redirect: announced], on: {announced: talk}}
      talk: {next: again}
      again: {response: [pause: {length: 1}, redirect: over], on: {over: ring}}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
