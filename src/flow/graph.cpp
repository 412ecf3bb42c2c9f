#include "flow/graph.hpp"

#include <algorithm>

namespace callflow::flow {
namespace {

bool always(const std::vector<Branch>& branches);

// Whether a branch is taken whenever it is asked.
bool always(const Branch& branch) {
    if (!branch.conditions.empty()) {
        return false;
    }
    return branch.kind != Branch::Kind::choose ||
           std::ranges::any_of(branch.choose, [](const Switch& choice) { return always(choice.otherwise); });
}

bool always(const std::vector<Branch>& branches) {
    return std::ranges::any_of(branches, [](const Branch& one) { return always(one); });
}

// Whether the state's own handlers leave nothing of that event to the flow's.
bool shadows(const State& state, EventId event) {
    return std::ranges::any_of(state.on, [&](const Handler& own) {
        return own.event == event && own.conditions.empty() && always(own.branches);
    });
}

template <class Visit> void each_target(const State& state, Visit&& visit) {
    const auto pass = [&](const Branch& branch) {
        if (branch.kind == Branch::Kind::state && branch.target != none) {
            visit(branch.target);
        }
    };
    for (const Handler& handler : state.on) {
        each_branch(handler.branches, pass);
    }
    each_branch(state.next, pass);
}

void append_branches(const std::vector<Branch>& branches, Edge edge, std::vector<Edge>& out) {
    each_branch(branches, [&](const Branch& branch) {
        edge.branch = &branch;
        edge.same = branch.kind == Branch::Kind::same;
        edge.to = edge.same ? edge.from : branch.target;
        if (edge.to != none) {
            out.push_back(edge);
        }
    });
}

} // namespace

void append_edges(const Flow& flow, StateId id, std::vector<Edge>& out) {
    const State& state = flow.states[id];
    for (const Handler& handler : state.on) {
        append_branches(handler.branches, {.from = id, .event = handler.event}, out);
    }
    append_branches(state.next, {.from = id, .event = next_event, .kind = EdgeKind::next}, out);
    if (state.final) {
        return;
    }
    for (const Handler& handler : flow.bodies[state.body].on) {
        if (!shadows(state, handler.event)) {
            append_branches(handler.branches, {.from = id, .event = handler.event, .kind = EdgeKind::flow_wide}, out);
        }
    }
}

std::vector<Edge> edges(const Flow& flow) {
    std::vector<Edge> result;
    for (StateId id = 0; id < flow.states.size(); ++id) {
        append_edges(flow, id, result);
    }
    return result;
}

std::vector<bool> reachable(const Flow& flow) {
    std::vector<bool> reached(flow.states.size());
    std::vector<StateId> open;
    const auto reach = [&](StateId id) {
        if (!reached[id]) {
            reached[id] = true;
            open.push_back(id);
        }
    };
    // Flow-wide handlers that no reached state has let through yet. One that stays is shadowed by
    // the state at hand, so that the walk over them costs no more than the states' own handlers.
    std::vector<std::vector<const Handler*>> waiting(flow.bodies.size());
    for (std::size_t body = 0; body < flow.bodies.size(); ++body) {
        for (const Handler& handler : flow.bodies[body].on) {
            waiting[body].push_back(&handler);
        }
        if (flow.bodies[body].initial != none) {
            reach(flow.bodies[body].initial);
        }
    }
    while (!open.empty()) {
        const State& state = flow.states[open.back()];
        open.pop_back();
        each_target(state, reach);
        if (state.final) {
            continue;
        }
        std::erase_if(waiting[state.body], [&](const Handler* handler) {
            if (shadows(state, handler->event)) {
                return false;
            }
            each_branch(handler->branches, [&](const Branch& branch) {
                if (branch.kind == Branch::Kind::state && branch.target != none) {
                    reach(branch.target);
                }
            });
            return true;
        });
    }
    return reached;
}

namespace {

// The backward walk of can_finish(): states, then flow-wide handlers, as nodes of one graph.
class Finishing {
public:
    explicit Finishing(const Flow& flow) : flow_(flow) {
        for (const Body& body : flow.bodies) {
            for (const Handler& handler : body.on) {
                handlers_.push_back(&handler);
                bodies_.push_back(static_cast<BodyId>(&body - flow.bodies.data()));
            }
        }
        const std::size_t states = flow.states.size();
        reached_.resize(states + handlers_.size());
        // Counts, then places: arrows into each state, in one array.
        begin_.resize(states + 1);
        each_arrow([&](std::uint32_t, StateId to) { ++begin_[to + 1]; });
        for (std::size_t i = 1; i <= states; ++i) {
            begin_[i] += begin_[i - 1];
        }
        from_.resize(begin_.back());
        std::vector<std::uint32_t> at(begin_.begin(), begin_.end() - 1);
        each_arrow([&](std::uint32_t from, StateId to) { from_[at[to]++] = from; });
        left_.resize(flow.bodies.size());
        for (StateId id = 0; id < states; ++id) {
            if (!flow.states[id].final) {
                left_[flow.states[id].body].push_back(id);
            }
        }
    }

    std::vector<bool> run() {
        const auto states = static_cast<std::uint32_t>(flow_.states.size());
        for (StateId id = 0; id < states; ++id) {
            if (flow_.states[id].final) {
                reach(id);
            }
        }
        while (!open_.empty()) {
            const std::uint32_t node = open_.back();
            open_.pop_back();
            if (node >= states) {
                let_through(node - states);
                continue;
            }
            for (std::uint32_t i = begin_[node]; i < begin_[node + 1]; ++i) {
                reach(from_[i]);
            }
        }
        reached_.resize(states);
        return reached_;
    }

private:
    template <class Visit> void each_arrow(Visit&& visit) const {
        for (StateId id = 0; id < flow_.states.size(); ++id) {
            each_target(flow_.states[id], [&](StateId to) { visit(id, to); });
        }
        for (std::size_t i = 0; i < handlers_.size(); ++i) {
            each_branch(handlers_[i]->branches, [&](const Branch& branch) {
                if (branch.kind == Branch::Kind::state && branch.target != none) {
                    visit(static_cast<std::uint32_t>(flow_.states.size() + i), branch.target);
                }
            });
        }
    }

    void reach(std::uint32_t node) {
        if (!reached_[node]) {
            reached_[node] = true;
            open_.push_back(node);
        }
    }

    // Every state that lets this handler through can finish by it. A state that stays in the list
    // has a handler of its own for the event, which pays for the look at it.
    void let_through(std::size_t index) {
        std::erase_if(left_[bodies_[index]], [&](StateId id) {
            if (reached_[id]) {
                return true;
            }
            if (shadows(flow_.states[id], handlers_[index]->event)) {
                return false;
            }
            reach(id);
            return true;
        });
    }

    const Flow& flow_;
    std::vector<const Handler*> handlers_;
    std::vector<BodyId> bodies_;       // of the handlers
    std::vector<std::uint32_t> begin_; // per state: its first arrow in from_
    std::vector<std::uint32_t> from_;
    std::vector<std::vector<StateId>> left_; // per body: states not known to finish
    std::vector<bool> reached_;
    std::vector<std::uint32_t> open_;
};

} // namespace

std::vector<bool> can_finish(const Flow& flow) { return Finishing(flow).run(); }

} // namespace callflow::flow
