// Questions about the graph of a flow.
#pragma once

#include "flow/model.hpp"

#include <cstdint>
#include <vector>

namespace callflow::flow {

enum class EdgeKind : std::uint8_t { event, flow_wide, next };

// A possible move, guards not looked at. `same` gives an edge to the state itself. A flow-wide
// handler is no move of a state whose own handler of that event always finds a candidate.
struct Edge {
    StateId from = none;
    StateId to = none;
    EventId event = none; // next_event for `next:`
    EdgeKind kind = EdgeKind::event;
    bool same = false;
    const Branch* branch = nullptr; // lives as long as the flow
};

// Every edge, flow-wide handlers once for each state that is not final, in order of state, then
// declaration.
[[nodiscard]] std::vector<Edge> edges(const Flow& flow);
// Edges of one state only.
void append_edges(const Flow& flow, StateId state, std::vector<Edge>& out);

// Per state: whether some path leads to it from its body's initial state, whether or not anything names that body.
// Linear.
[[nodiscard]] std::vector<bool> reachable(const Flow& flow);
// Per state: whether some path leads from it to a final state of its body, an unhandled hang-up not counted.
// Linear.
[[nodiscard]] std::vector<bool> can_finish(const Flow& flow);

// Calls `visit(branch)` for every branch below, switches' cases and else included.
template <class Visit> void each_branch(const std::vector<Branch>& branches, Visit&& visit) {
    for (const Branch& branch : branches) {
        if (branch.kind != Branch::Kind::choose) visit(branch);
        for (const Switch& choice : branch.choose) {
            for (const SwitchCase& one : choice.cases) each_branch(one.branches, visit);
            each_branch(choice.otherwise, visit);
        }
    }
}

} // namespace callflow::flow
