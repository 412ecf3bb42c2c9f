#include "base/text.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        const flow::Body& body = context.flow.bodies[state.body];
        if (!state.final || !state.response.present || body.role != flow::BodyRole::sub_flow) continue;
        if (body.named_by.empty()) continue; // nobody hears any of it, which is a finding of its own
        auto& finding =
            diagnostics.report(page, state.response.where,
                               fmt::format("the response of state {} is never heard: the sub-flow {} ends there",
                                           base::quoted(state.name), base::quoted(body.name)));
        finding.help = "say it in a state before it, with `next:` to this one";
    }
}

} // namespace

extern const Rule unheard_response;
const Rule unheard_response{
    .page = {.code = "CF3023",
             .name = "unheard_response",
             .severity = base::Severity::warning,
             .summary = "A response in the final state of a sub-flow",
             .why = "When a sub-flow comes to a final state, the state outside goes on at once, and its response is "
                    "what the caller hears. Only the final states of the whole flow are answered.",
             .bad = R"(callflow: 1
name: shop
initial: survey
states:
  survey: {flow: questions, next: done}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask: {response: [say: Hello], next: completed}
      completed: {response: [say: Thank you], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: survey
states:
  survey: {flow: questions, next: done}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask: {response: [say: Hello], next: thanks}
      thanks: {response: [say: Thank you], next: completed}
      completed: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: survey
states:
  survey: {flow: questions, next: done}
  done: {response: [say: Thank you], final: true}
flows:
  questions:
    initial: ask
    states:
      ask: {response: [say: Hello], next: completed}
      completed: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
