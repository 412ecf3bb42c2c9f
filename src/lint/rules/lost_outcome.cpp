#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "flow/bodies.hpp"
#include "flow/handling.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Keys of the state's `on:` that are no outcome: one of them may be a misspelt one.
std::vector<std::string_view> other_keys(const flow::Flow& flow, const flow::State& state) {
    std::vector<std::string_view> names;
    for (const flow::Handler& handler : state.on) {
        if (!flow::is_outcome(flow, state, handler.event)) names.push_back(flow.events[handler.event].name);
    }
    return names;
}

void look(const Context& context, const flow::State& state, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    const flow::Body& inner = flow.bodies[state.sub_flow->body];
    std::vector<std::string> lost;
    const flow::State* end = nullptr;
    for (const flow::StateId id : inner.states) {
        const flow::State& final = flow.states[id];
        if (!final.final || !context.reachable[id] || std::ranges::find(lost, *final.final) != lost.end()) continue;
        const flow::EventId outcome = flow.find_event("", *final.final);
        if (flow::handles(flow, state, {outcome, flow::none})) continue;
        end = end == nullptr ? &final : end;
        lost.push_back(*final.final);
        if (lost.size() == 20) break; // enough to say
    }
    if (end == nullptr) return;
    auto& finding =
        diagnostics.report(page, state.sub_flow->where,
                           fmt::format("state {} does not say where the call goes when {} comes back with {}",
                                       base::quoted(state.name), base::quoted(inner.name), fmt::join(lost, ", ")));
    finding.notes.push_back({end->where, fmt::format("the sub-flow ends here with {}", lost.front())});
    const std::string_view near = base::nearest(lost.front(), other_keys(flow, state));
    finding.help =
        near.empty() ? fmt::format("add `{}:` to its `on:`, or a `next:` for whatever is not named there", lost.front())
                     : fmt::format("its `on:` has `{}`: did you mean `{}`?", near, lost.front());
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        if (state.sub_flow && !state.has_next) look(context, state, page, diagnostics);
    }
}

} // namespace

extern const Rule lost_outcome;
const Rule lost_outcome{
    .page = {.code = "CF3021",
             .name = "lost_outcome",
             .severity = base::Severity::warning,
             .summary = "An outcome of a sub-flow that nobody handles",
             .why = "What a sub-flow ends with comes back as an event in the state that has `flow:`. Where its `on:` "
                    "does not name it and there is no `next:`, the outcome is refused and the caller is left in the "
                    "sub-flow's last state for ever.",
             .bad = R"(callflow: 1
name: shop
initial: survey
states:
  survey: {flow: questions, on: {completed: done}}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask:
        response: [gather: {action: rated, prompt: [say: From 1 to 5]}]
        on: {rated: completed}
        next: abandoned
      completed: {final: true}
      abandoned: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: survey
states:
  survey: {flow: questions, on: {completed: done, abandoned: done}}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask:
        response: [gather: {action: rated, prompt: [say: From 1 to 5]}]
        on: {rated: completed}
        next: abandoned
      completed: {final: true}
      abandoned: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: survey
states:
  survey: {flow: questions, on: {completed: done}, next: survey}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask:
        response: [gather: {action: rated, prompt: [say: From 1 to 5]}]
        on: {rated: completed}
        next: abandoned
      completed: {final: true}
      abandoned: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
