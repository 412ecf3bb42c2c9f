#include "base/text.hpp"
#include "flow/bodies.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Per body: whether something outside can take the call out of it while it runs.
std::vector<bool> left_from_outside(const flow::Flow& flow) {
    std::vector<bool> left(flow.bodies.size(), false);
    std::vector<flow::BodyId> open;
    const auto add = [&](flow::BodyId body) {
        if (left[body]) return;
        left[body] = true;
        open.push_back(body);
    };
    std::vector<std::vector<flow::BodyId>> inside(flow.bodies.size());
    for (const flow::State& state : flow.states) {
        if (!state.sub_flow) continue;
        inside[state.body].push_back(state.sub_flow->body);
        const bool own = std::ranges::any_of(
            state.on, [&](const flow::Handler& handler) { return !flow::is_outcome(flow, state, handler.event); });
        if (own || !flow.bodies[state.body].on.empty()) add(state.sub_flow->body);
    }
    while (!open.empty()) {
        const flow::BodyId body = open.back();
        open.pop_back();
        for (const flow::BodyId inner : inside[body]) add(inner);
    }
    return left;
}

// Per body: whether some state that can be reached in it is such a one.
template <class Holds> std::vector<bool> some_state(const Context& context, Holds&& holds) {
    std::vector<bool> some(context.flow.bodies.size(), false);
    for (flow::StateId id = 0; id < context.flow.states.size(); ++id) {
        const flow::State& state = context.flow.states[id];
        if (context.reachable[id] && holds(state)) some[state.body] = true;
    }
    return some;
}

// Spreads what holds in a sub-flow to the bodies whose states run it.
void spread_outward(const flow::Flow& flow, std::vector<bool>& holds) {
    std::vector<flow::BodyId> open;
    for (flow::BodyId body = 0; body < holds.size(); ++body) {
        if (holds[body]) open.push_back(body);
    }
    while (!open.empty()) {
        const flow::BodyId body = open.back();
        open.pop_back();
        for (const flow::StateId outer : flow.bodies[body].named_by) {
            const flow::BodyId around = flow.states[outer].body;
            if (holds[around]) continue;
            holds[around] = true;
            open.push_back(around);
        }
    }
}

// States from which the call can come to an end by the flow's own doing: final states, states whose
// response ends the call, and everything that leads to one of those. The end of a sub-flow is left to the state around it.
std::vector<bool> ends(const Context& context) {
    const auto& states = context.flow.states;
    const auto hangs_up = [](const flow::State& state) { return flow::ends_call(state.response); };
    const std::vector<bool> left = left_from_outside(context.flow);
    const std::vector<bool> comes_back = some_state(context, [](const auto& state) { return state.final.has_value(); });
    std::vector<bool> ends_inside = some_state(context, hangs_up);
    spread_outward(context.flow, ends_inside);
    // What a sub-flow comes back with never comes about where it has no end.
    const flow::Arrows moves = flow::moves(context.flow, [&](flow::StateId id, flow::EventId event) {
        const flow::State& from = states[id];
        const bool answer = event == flow::next_event || flow::is_outcome(context.flow, from, event);
        return !from.sub_flow || !answer || comes_back[from.sub_flow->body];
    });
    std::vector<flow::Node> out;
    for (flow::StateId id = 0; id < states.size(); ++id) {
        const bool inside = states[id].sub_flow && ends_inside[states[id].sub_flow->body];
        if (states[id].final || hangs_up(states[id]) || left[states[id].body] || inside) out.push_back(id);
    }
    return flow::reached_from(moves.reversed(), out);
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    if (flow::is_by_text(context.flow)) return; // a conversation by text need not end
    const std::vector<bool> way_out = ends(context);
    const std::vector<bool> comes_back = some_state(context, [](const auto& state) { return state.final.has_value(); });
    for (std::size_t id = 0; id < context.flow.states.size(); ++id) {
        if (way_out[id] || !context.reachable[id]) continue; // an unreachable state has its own finding
        const flow::State& state = context.flow.states[id];
        // A machine beside the flow ends with the call, and a sub-flow without an end has findings of its own.
        if (context.flow.bodies[state.body].role == flow::BodyRole::machine) continue;
        if (state.sub_flow && !comes_back[state.sub_flow->body]) continue;
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
