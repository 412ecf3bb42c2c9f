#include "flow/bodies.hpp"

#include <algorithm>

namespace callflow::flow {
namespace {

// Per body: its states with a sub-flow that is there.
std::vector<std::vector<StateId>> entrances(const Flow& flow) {
    std::vector<std::vector<StateId>> found(flow.bodies.size());
    for (StateId id = 0; id < flow.states.size(); ++id) {
        const State& state = flow.states[id];
        if (state.sub_flow && state.sub_flow->body != none) found[state.body].push_back(id);
    }
    return found;
}

// A walk through bodies by way of sub-flows, deepest first, without recursion.
class Walk {
public:
    explicit Walk(const Flow& flow)
        : flow_(flow), entrances_(entrances(flow)), next_(flow.bodies.size()), seen_(flow.bodies.size(), Seen::no) {}

    // Calls `left(body)` for each body after all that its states name; stops where a body is come to inside itself, and
    // says by which states.
    template <class Left> std::vector<StateId> run(Left&& left) {
        for (BodyId body = 0; body < flow_.bodies.size(); ++body) {
            if (seen_[body] != Seen::no) continue;
            open(body);
            while (!stack_.empty()) {
                const BodyId top = stack_.back();
                if (next_[top] == entrances_[top].size()) {
                    seen_[top] = Seen::done;
                    left(top, entrances_[top]);
                    stack_.pop_back();
                    continue;
                }
                const BodyId inner = flow_.states[entrances_[top][next_[top]]].sub_flow->body;
                if (seen_[inner] == Seen::open) return circle(inner);
                ++next_[top];
                if (seen_[inner] == Seen::no) open(inner);
            }
        }
        return {};
    }

private:
    enum class Seen : std::uint8_t { no, open, done };

    void open(BodyId body) {
        seen_[body] = Seen::open;
        stack_.push_back(body);
    }
    // Every open body but the last one went on by the entrance before its next one.
    [[nodiscard]] std::vector<StateId> circle(BodyId begin) const {
        std::vector<StateId> states;
        for (auto at = std::ranges::find(stack_, begin); at != stack_.end(); ++at) {
            const std::size_t next = next_[*at];
            states.push_back(entrances_[*at][*at == stack_.back() ? next : next - 1]);
        }
        return states;
    }

    const Flow& flow_;
    std::vector<std::vector<StateId>> entrances_;
    std::vector<std::size_t> next_; // per body: the entrance to look into next
    std::vector<Seen> seen_;
    std::vector<BodyId> stack_;
};

// Whether the states around one can be those of a path, read from its end.
bool stands_in(const Flow& flow, StateId id, std::string_view path) {
    std::vector<StateId> level = {id};
    for (;;) {
        const std::size_t slash = path.rfind('/');
        const std::string_view part = slash == std::string_view::npos ? path : path.substr(slash + 1);
        std::vector<StateId> around;
        for (const StateId inner : level) {
            for (const StateId outer : flow.bodies[flow.states[inner].body].named_by) {
                if (flow.states[outer].name == part) around.push_back(outer);
            }
        }
        std::ranges::sort(around);
        around.erase(std::unique(around.begin(), around.end()), around.end());
        if (around.empty() || slash == std::string_view::npos) return !around.empty();
        path = path.substr(0, slash);
        level = std::move(around);
    }
}

} // namespace

std::vector<BodyId> machines(const Flow& flow) {
    std::vector<BodyId> found;
    for (BodyId body = 0; body < flow.bodies.size(); ++body) {
        if (flow.bodies[body].role != BodyRole::sub_flow) found.push_back(body);
    }
    return found;
}

std::vector<std::uint32_t> machine_of_bodies(const Flow& flow) {
    const auto inside = entrances(flow);
    const std::vector<BodyId> roots = machines(flow);
    std::vector<std::uint32_t> machine(flow.bodies.size(), none);
    std::vector<BodyId> open;
    for (std::uint32_t index = 0; index < roots.size(); ++index) {
        open.push_back(roots[index]);
        while (!open.empty()) {
            const BodyId body = open.back();
            open.pop_back();
            if (machine[body] != none) continue;
            machine[body] = index;
            for (const StateId state : inside[body]) open.push_back(flow.states[state].sub_flow->body);
        }
    }
    return machine;
}

std::vector<StateId> find_recursion(const Flow& flow) {
    return Walk(flow).run([](BodyId, const std::vector<StateId>&) {});
}

std::vector<BodyId> innermost_first(const Flow& flow) {
    std::vector<BodyId> bodies;
    (void)Walk(flow).run([&](BodyId body, const std::vector<StateId>&) { bodies.push_back(body); });
    return bodies;
}

std::uint64_t count_configurations(const Flow& flow) {
    std::vector<std::uint64_t> size(flow.bodies.size());
    std::uint64_t all = 0;
    (void)Walk(flow).run([&](BodyId body, const std::vector<StateId>& inside) {
        size[body] = flow.bodies[body].states.size();
        for (const StateId state : inside) {
            size[body] = std::min(size[body] + size[flow.states[state].sub_flow->body], max_configurations + 1);
        }
        all = std::min(all + size[body], max_configurations + 1);
    });
    return all;
}

bool is_outcome(const Flow& flow, const State& state, EventId event) {
    return state.sub_flow && state.sub_flow->body != none &&
           std::ranges::binary_search(flow.bodies[state.sub_flow->body].outcomes, event);
}

BodyId find_body(const Flow& flow, std::string_view name) {
    const auto found = std::ranges::find_if(
        flow.bodies, [&](const Body& body) { return body.role != BodyRole::main && body.name == name; });
    if (found != flow.bodies.end()) return static_cast<BodyId>(found - flow.bodies.begin());
    return name == flow.name ? 0 : none;
}

std::vector<StateId> find_states(const Flow& flow, std::string_view path) {
    const std::size_t slash = path.rfind('/');
    const bool inside = slash != std::string_view::npos;
    std::vector<StateId> found;
    for (BodyId body = 0; body < flow.bodies.size(); ++body) {
        const StateId id = flow.find_state(body, inside ? path.substr(slash + 1) : path);
        if (id != none && (!inside || stands_in(flow, id, path.substr(0, slash)))) found.push_back(id);
    }
    return found;
}

} // namespace callflow::flow
