// The stacks of states that a call can be in, numbered. Private to the machine.
#pragma once

#include "engine/call.hpp"
#include "flow/model.hpp"

#include <cstdint>
#include <vector>

namespace callflow::engine {

// The first numbers are the states themselves, with nothing around them: in a flow without sub-flows a configuration is
// a state. Then comes, for each of them and each further one whose state has `flow:`, every state of that sub-flow.
class Configurations {
public:
    explicit Configurations(const flow::Flow& flow);

    [[nodiscard]] std::uint32_t count() const { return base_ + static_cast<std::uint32_t>(nodes_.size()); }
    // Whether no state stands inside another: nothing needs to be known of states around.
    [[nodiscard]] bool flat() const { return nodes_.empty(); }
    // The innermost state.
    [[nodiscard]] flow::StateId state(Configuration at) const { return at < base_ ? at : nodes_[at - base_].state; }
    // The stack without its innermost state; none where that is all of it.
    [[nodiscard]] Configuration outer(Configuration at) const {
        return at < base_ ? flow::none : nodes_[at - base_].outer;
    }
    // How many states stand around the innermost one.
    [[nodiscard]] std::uint32_t depth(Configuration at) const { return at < base_ ? 0 : nodes_[at - base_].depth; }
    // The same stack with another state of the innermost body.
    [[nodiscard]] Configuration beside(Configuration at, flow::StateId state) const {
        return at < base_ ? state : nodes_[at - base_].first + place_[state];
    }
    // The stack with one state more: where the sub-flow of the innermost state begins, none without one.
    [[nodiscard]] Configuration initial_in(Configuration at) const { return inner_.empty() ? flow::none : inner_[at]; }

private:
    struct Node {
        flow::StateId state = flow::none;
        Configuration outer = flow::none;
        Configuration first = flow::none; // of the sub-flow's states around this one
        std::uint32_t depth = 0;
    };
    std::uint32_t base_ = 0;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> place_; // per state: which of its body it is; empty where there are no nodes
    std::vector<Configuration> inner_; // per configuration; empty where there are no nodes
};

} // namespace callflow::engine
