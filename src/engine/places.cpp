// Where a call can stand, by the names that people use.
#include "engine/machine.hpp"
#include "flow/bodies.hpp"

#include <algorithm>

namespace callflow::engine {
namespace {

// Whether a path is the whole one or its inner end: `survey/ask` and `ask` of `sales/survey/ask`.
bool is_end_of(std::string_view end, std::string_view path) {
    return path == end ||
           (path.size() > end.size() && path.ends_with(end) && path[path.size() - end.size() - 1] == '/');
}

// Whether it may stand inside another one.
bool stands_inside(const flow::Flow& flow, flow::StateId state) {
    return flow.bodies[flow.states[state].body].role == flow::BodyRole::sub_flow;
}

} // namespace

std::string Machine::path(Configuration configuration) const {
    std::string text = flow().states[state_of(configuration)].name;
    for (Configuration at = outer(configuration); at != flow::none; at = outer(at))
        text.insert(0, "/").insert(0, flow().states[state_of(at)].name);
    return text;
}

// The stacks of a state that stands in a sub-flow come after the state alone, which no call of a machine is in.
Configuration Machine::find(std::string_view path, flow::BodyId root) const {
    std::vector<flow::StateId> states = flow::find_states(flow(), path);
    std::ranges::sort(states);
    Configuration alone = flow::none;
    const auto is_it = [&](Configuration at) {
        if (root != flow::none && this->root(at) != root) return false;
        if (path.find('/') != std::string_view::npos && !is_end_of(path, this->path(at))) return false;
        if (alone == flow::none) alone = at;
        return runs(at);
    };
    for (const flow::StateId state : states)
        if (is_it(state)) return state;
    const auto begin = static_cast<Configuration>(flow().states.size()); // behind the states come those inside others
    if (std::ranges::any_of(states, [&](flow::StateId one) { return stands_inside(flow(), one); }))
        for (Configuration at = begin; at < configurations(); ++at)
            if (std::ranges::binary_search(states, state_of(at)) && is_it(at)) return at;
    return alone;
}

flow::BodyId Machine::root(Configuration configuration) const {
    while (outer(configuration) != flow::none) configuration = outer(configuration);
    return flow().states[state_of(configuration)].body;
}

bool Machine::runs(Configuration configuration) const {
    return flow().bodies[root(configuration)].role != flow::BodyRole::sub_flow;
}

bool Machine::stands_in(Configuration configuration, std::string_view path) const {
    return is_end_of(path, this->path(configuration));
}

} // namespace callflow::engine
