#include "flow/call_graph.hpp"

#include "flow/bodies.hpp"
#include "flow/graph.hpp"

#include <algorithm>

namespace callflow::flow {
namespace {

bool has_same(const std::vector<Branch>& branches) {
    bool found = false;
    each_branch(branches, [&](const Branch& branch) { found = found || branch.kind == Branch::Kind::same; });
    return found;
}

bool has_same(const std::vector<Handler>& handlers) {
    return std::ranges::any_of(handlers, [](const Handler& one) { return has_same(one.branches); });
}

BodyId sub_flow_of(const State& state) { return state.sub_flow ? state.sub_flow->body : none; }

} // namespace

CallGraph::CallGraph(const Flow& flow, const std::vector<bool>& leaving)
    : deciding_(flow.states.size()), left_(flow.states.size(), none), arrows_(0, {}) {
    const FlowWide wide(flow, static_cast<Node>(flow.states.size()));
    Node next = inside_ = wide.end();
    next += static_cast<Node>(flow.bodies.size());
    for (StateId id = 0; id < flow.states.size(); ++id) {
        deciding_[id] = sub_flow_of(flow.states[id]) == none ? id : next++;
        if (leaving[id]) left_[id] = next++;
    }
    std::vector<Arrows::Pair> pairs;
    wide.append_arrows(pairs);
    std::vector<Node> open;
    std::vector<bool> wide_same;
    wide_same.reserve(flow.bodies.size());
    for (const Body& body : flow.bodies) wide_same.push_back(has_same(body.on));
    for (StateId id = 0; id < flow.states.size(); ++id) {
        const State& state = flow.states[id];
        const Node from = left_[id] == none ? deciding_[id] : left_[id];
        if (from != deciding_[id]) pairs.emplace_back(deciding_[id], from);
        const auto lead = [&](const Branch& branch) {
            if (branch.kind == Branch::Kind::state && branch.target != none) pairs.emplace_back(from, branch.target);
        };
        for (const Handler& handler : state.on) each_branch(handler.branches, lead);
        each_branch(state.next, lead);
        open.clear();
        wide.append_open(state, open);
        for (const Node node : open) pairs.emplace_back(from, node);
        pairs.emplace_back(deciding_[id], inside(state.body));
        const BodyId inner = sub_flow_of(state);
        if (inner == none) continue;
        if (flow.bodies[inner].initial != none) pairs.emplace_back(id, flow.bodies[inner].initial);
        pairs.emplace_back(id, deciding_[id]); // an event may arrive before the sub-flow has done anything
        pairs.emplace_back(inside(inner), deciding_[id]);
        // `same` begins the sub-flow anew.
        if (wide_same[state.body] || has_same(state.on) || has_same(state.next)) pairs.emplace_back(deciding_[id], id);
    }
    arrows_ = Arrows(next, pairs);
    find_machines(flow);
}

void CallGraph::find_machines(const Flow& flow) {
    const std::vector<BodyId> roots = machines(flow);
    if (roots.size() < 2) return;
    const std::vector<std::uint32_t> first = machine_of_bodies(flow);
    std::vector<BodyId> open;
    std::vector<bool> several(flow.bodies.size());
    const auto spread = [&](BodyId body) {
        if (several[body]) return;
        several[body] = true;
        open.push_back(body);
    };
    for (const State& state : flow.states) {
        const BodyId inner = sub_flow_of(state);
        if (inner == none || first[state.body] == none) continue;
        if (first[inner] != first[state.body]) spread(inner);
    }
    std::vector<std::vector<BodyId>> inside(flow.bodies.size());
    for (const State& state : flow.states)
        if (const BodyId inner = sub_flow_of(state); inner != none) inside[state.body].push_back(inner);
    while (!open.empty()) {
        const BodyId body = open.back();
        open.pop_back();
        for (const BodyId inner : inside[body]) spread(inner);
    }
    for (const State& state : flow.states) {
        machine_.push_back(first[state.body]);
        shared_.push_back(several[state.body]);
    }
}

CallGraph::Origin CallGraph::origin(std::span<const StateId> states) const {
    Origin found;
    if (machine_.empty()) return found;
    for (const StateId id : states) {
        if (machine_[id] == none) continue;
        found.several = found.several || shared_[id] || (found.machine != none && found.machine != machine_[id]);
        found.machine = machine_[id];
    }
    return found;
}

bool CallGraph::beside(const Origin& origin, StateId state) const {
    if (origin.machine == none || machine_[state] == none) return false;
    return origin.several || shared_[state] || origin.machine != machine_[state];
}

} // namespace callflow::flow
