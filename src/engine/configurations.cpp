#include "engine/configurations.hpp"

#include "flow/bodies.hpp"

namespace callflow::engine {

// No sub-flow runs inside itself, and how many stacks there are was bounded when the flow was read: so this ends.
Configurations::Configurations(const flow::Flow& flow) : base_(static_cast<std::uint32_t>(flow.states.size())) {
    bool flat = true;
    for (const flow::State& state : flow.states) flat = flat && !(state.sub_flow && state.sub_flow->body != flow::none);
    if (flat) return;
    place_.resize(flow.states.size());
    for (const flow::Body& body : flow.bodies)
        for (std::uint32_t place = 0; place < body.states.size(); ++place) place_[body.states[place]] = place;
    for (Configuration at = 0; at < count() && count() <= flow::max_configurations; ++at) {
        const flow::State& outer = flow.states[state(at)];
        if (!outer.sub_flow || outer.sub_flow->body == flow::none) {
            inner_.push_back(flow::none);
            continue;
        }
        const flow::Body& body = flow.bodies[outer.sub_flow->body];
        const Configuration first = count();
        const std::uint32_t inside = depth(at) + 1;
        for (const flow::StateId id : body.states) nodes_.push_back({id, at, first, inside});
        inner_.push_back(first + place_[body.initial]);
    }
}

} // namespace callflow::engine
