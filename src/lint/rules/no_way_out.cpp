#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

// States from which the call can come to an end by the flow's own doing: final states, states whose
// response ends the call, and everything that leads to one of those.
std::vector<bool> ends(const Context& context) {
    const auto& states = context.flow.states;
    std::vector<std::vector<flow::StateId>> into(states.size());
    for (const flow::Edge& edge : context.edges) {
        if (edge.to < states.size()) into[edge.to].push_back(edge.from);
    }
    std::vector<bool> found(states.size(), false);
    std::vector<flow::StateId> open;
    const auto add = [&](flow::StateId id) {
        if (found[id]) return;
        found[id] = true;
        open.push_back(id);
    };
    for (flow::StateId id = 0; id < states.size(); ++id) {
        if (states[id].final || flow::ends_call(states[id].response)) add(id);
    }
    while (!open.empty()) {
        const flow::StateId id = open.back();
        open.pop_back();
        for (const flow::StateId from : into[id]) add(from);
    }
    return found;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const std::vector<bool> way_out = ends(context);
    for (std::size_t id = 0; id < context.flow.states.size(); ++id) {
        if (way_out[id] || !context.reachable[id]) continue; // an unreachable state has its own finding
        const flow::State& state = context.flow.states[id];
        auto& finding = diagnostics.report(
            page, state.where, fmt::format("from state {} no path leads to a final state", base::quoted(state.name)));
        finding.help = "lead a transition to a state with `final:`, or end the response with `hangup`";
    }
}

} // namespace

extern const Rule no_way_out;
const Rule no_way_out{
    .page = {.code = "CF3002",
             .name = "no_way_out",
             .severity = base::Severity::warning,
             .summary = "A state from which the call never ends by itself",
             .why = "A caller who gets here can only leave by hanging up, and the call never gets an "
                    "outcome for traces and reports.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: waiting
  waiting:
    response: [say: Please wait]
    next: greeting
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: waiting
  waiting:
    response: [say: Please wait]
    next: [{to: greeting, if: attempt < 3}, done]
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: We are closed, hangup]
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
