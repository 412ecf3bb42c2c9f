// Questions about the graph of a flow.
#pragma once

#include "flow/arrows.hpp"
#include "flow/model.hpp"

#include <functional>
#include <vector>

namespace callflow::flow {

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

// Calls `visit(effect)` for every effect of transitions and callbacks, in order of bodies, then states.
template <class Visit> void each_effect(const Flow& flow, Visit&& visit) {
    const auto branches = [&](const std::vector<Branch>& all) {
        each_branch(all, [&](const Branch& branch) {
            for (const Effect& one : branch.effects) visit(one);
        });
    };
    const auto owner = [&](const auto& one) { // a body or a state
        for (const Handler& handler : one.on) branches(handler.branches);
        for (const Callback& callback : one.before) visit(callback.effect);
        for (const Callback& callback : one.after) visit(callback.effect);
    };
    for (const Body& body : flow.bodies) owner(body);
    for (const State& state : flow.states) {
        owner(state);
        branches(state.next);
    }
}

// Whether one of the candidates is taken whatever conditions say.
[[nodiscard]] bool takes_always(const std::vector<Branch>& branches);
// Whether the handler takes its event whatever conditions say.
[[nodiscard]] bool takes_always(const Handler& handler);

// Flow-wide handlers as nodes of a graph of moves. Were each state's arrows to them written out, there would be as many
// as states times handlers. So those of a body are the leaves of a tree, and a state has arrows to the few nodes below
// which are just those that it lets through: all but the events for which its own handlers always find a candidate.
class FlowWide {
public:
    // The nodes are numbered from `first` on.
    FlowWide(const Flow& flow, Node first);

    [[nodiscard]] Node end() const { return end_; } // the first number that is free
    // The nodes to which the state has arrows; none where it is final.
    void append_open(const State& state, std::vector<Node>& nodes) const;
    // The arrows between the nodes, and from them to the states that the handlers lead to, `same` left out.
    void append_arrows(std::vector<Arrows::Pair>& pairs) const;

private:
    struct Tree {
        Node first = 0;
        Node width = 0;                       // leaves, a power of two; 0 where there are no handlers
        std::vector<const Handler*> handlers; // by event, so that those of one event stand side by side
    };
    std::vector<Tree> trees_; // per body
    Node end_;
};

// Where calls move from state to state, guards not looked at: the states by their numbers, and behind them flow-wide
// handlers. Sub-flows are not looked into. `takes(state, event)` says which of a state's own handlers and, as
// next_event, whether its `next:` count; empty, all do.
[[nodiscard]] Arrows moves(const Flow& flow, const std::function<bool(StateId, EventId)>& takes = {});

// Per state: whether some path leads to it from its body's initial state, whether or not anything names that body.
// Linear.
[[nodiscard]] std::vector<bool> reachable(const Flow& flow);

} // namespace callflow::flow
