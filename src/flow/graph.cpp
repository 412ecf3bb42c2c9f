#include "flow/graph.hpp"

#include <algorithm>
#include <bit>

namespace callflow::flow {
namespace {

bool takes_always(const Branch& branch) {
    if (!branch.conditions.empty()) return false;
    return branch.kind != Branch::Kind::choose || std::ranges::any_of(branch.choose, [](const Switch& choice) {
               return flow::takes_always(choice.otherwise);
           });
}

template <class Visit> void each_target(const std::vector<Branch>& branches, Visit&& visit) {
    each_branch(branches, [&](const Branch& branch) {
        if (branch.kind == Branch::Kind::state && branch.target != none) visit(branch.target);
    });
}

} // namespace

bool takes_always(const std::vector<Branch>& branches) {
    return std::ranges::any_of(branches, [](const Branch& one) { return takes_always(one); });
}

bool takes_always(const Handler& handler) { return handler.conditions.empty() && takes_always(handler.branches); }

FlowWide::FlowWide(const Flow& flow, Node first) : trees_(flow.bodies.size()), end_(first) {
    for (std::size_t body = 0; body < trees_.size(); ++body) {
        Tree& tree = trees_[body];
        tree.first = end_;
        for (const Handler& handler : flow.bodies[body].on) tree.handlers.push_back(&handler);
        if (tree.handlers.empty()) continue;
        std::ranges::stable_sort(tree.handlers, {}, &Handler::event);
        tree.width = std::bit_ceil(static_cast<Node>(tree.handlers.size()));
        end_ += 2 * tree.width; // [1] is the root, [width] the first leaf, [0] is nothing
    }
}

void FlowWide::append_open(const State& state, std::vector<Node>& nodes) const {
    const Tree& tree = trees_[state.body];
    if (tree.width == 0 || state.final) return;
    std::vector<std::pair<Node, Node>> hidden;
    for (const Handler& own : state.on) {
        const auto [begin, end] = std::ranges::equal_range(tree.handlers, own.event, {}, &Handler::event);
        if (begin == end || !takes_always(own)) continue;
        hidden.emplace_back(begin - tree.handlers.begin(), end - tree.handlers.begin());
    }
    std::ranges::sort(hidden);
    hidden.emplace_back(tree.width, tree.width);
    Node at = 0;
    for (const auto& [begin, end] : hidden) {
        // The nodes that together cover the leaves from `at` to `begin`, from below.
        for (Node left = at + tree.width, right = begin + tree.width; left < right; left /= 2, right /= 2) {
            if (left % 2 == 1) nodes.push_back(tree.first + left++);
            if (right % 2 == 1) nodes.push_back(tree.first + --right);
        }
        at = std::max(at, end);
    }
}

void FlowWide::append_arrows(std::vector<Arrows::Pair>& pairs) const {
    for (const Tree& tree : trees_) {
        for (Node node = 2; node < 2 * tree.width; ++node) pairs.emplace_back(tree.first + node / 2, tree.first + node);
        for (Node leaf = 0; leaf < tree.handlers.size(); ++leaf)
            each_target(tree.handlers[leaf]->branches,
                        [&](StateId to) { pairs.emplace_back(tree.first + tree.width + leaf, to); });
    }
}

Arrows moves(const Flow& flow, const std::function<bool(StateId, EventId)>& takes) {
    const FlowWide wide(flow, static_cast<Node>(flow.states.size()));
    std::vector<Arrows::Pair> pairs;
    wide.append_arrows(pairs);
    std::vector<Node> open;
    for (StateId id = 0; id < flow.states.size(); ++id) {
        const State& state = flow.states[id];
        const auto lead = [&](StateId to) { pairs.emplace_back(id, to); };
        for (const Handler& handler : state.on)
            if (!takes || takes(id, handler.event)) each_target(handler.branches, lead);
        if (!takes || takes(id, next_event)) each_target(state.next, lead);
        open.clear();
        wide.append_open(state, open);
        for (const Node node : open) lead(node);
    }
    return {wide.end(), pairs};
}

std::vector<bool> reachable(const Flow& flow) {
    std::vector<Node> initial;
    for (const Body& body : flow.bodies)
        if (body.initial != none) initial.push_back(body.initial);
    std::vector<bool> reached = reached_from(moves(flow), initial);
    reached.resize(flow.states.size());
    return reached;
}

} // namespace callflow::flow
