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

} // namespace

std::string Machine::path(Configuration configuration) const {
    std::string text = flow().states[state_of(configuration)].name;
    for (Configuration at = outer(configuration); at != flow::none; at = outer(at))
        text.insert(0, "/").insert(0, flow().states[state_of(at)].name);
    return text;
}

// The stacks of a state that stands in a sub-flow come after the state alone, which no call of a machine is in.
Configuration Machine::find(std::string_view path, flow::BodyId root) const {
    const std::vector<flow::StateId> states = flow::find_states(flow(), path);
    const auto wanted = [&](Configuration at) {
        const flow::StateId state = state_of(at);
        if (std::ranges::find(states, state) == states.end()) return false;
        if (root != flow::none && this->root(at) != root) return false;
        return path.find('/') == std::string_view::npos || is_end_of(path, this->path(at));
    };
    Configuration alone = flow::none;
    for (Configuration at = 0; at < configurations() && !states.empty(); ++at) {
        if (!wanted(at)) continue;
        if (runs(at)) return at;
        if (alone == flow::none) alone = at;
    }
    return alone;
}

Configuration Machine::configuration_of(flow::StateId state) const {
    Configuration alone = state;
    for (Configuration at = state; at < configurations(); ++at) {
        if (state_of(at) != state) continue;
        if (runs(at)) return at;
        alone = std::min(alone, at);
    }
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
