// What can happen to a call one after the other, across sub-flows and machines: for questions about what is known
// where.
#pragma once

#include "flow/arrows.hpp"
#include "flow/model.hpp"

#include <span>
#include <vector>

namespace callflow::flow {

// A state is entered, and then decides where to go; between the two its sub-flow runs, whose bodies all states that
// name it share: what is known when one of them enters it counts as known wherever it comes back. Guards are not looked
// at.
class CallGraph {
public:
    // Per state whether left() will be asked for.
    CallGraph(const Flow& flow, const std::vector<bool>& leaving);

    [[nodiscard]] const Arrows& arrows() const { return arrows_; }
    // The call has come to the state, by a transition or as the initial one.
    [[nodiscard]] static Node entered(StateId state) { return state; }
    // The state looks at its guards, and at all else it holds; after entered() and all that its sub-flow does.
    [[nodiscard]] Node deciding(StateId state) const { return deciding_[state]; }
    // The state is left by a transition of its own or of its flow's `on:`, `same` not counted.
    [[nodiscard]] Node left(StateId state) const { return left_[state]; }
    // Something in the body has happened that may be followed by a transition further out.
    [[nodiscard]] Node inside(BodyId body) const { return inside_ + body; }

    // Which machines run these states.
    struct Origin {
        std::uint32_t machine = none; // the first; none where none does
        bool several = false;
    };
    [[nodiscard]] Origin origin(std::span<const StateId> states) const;
    // Whether what happens there may have happened at any time before the call is in the state, because the two run
    // side by side.
    [[nodiscard]] bool beside(const Origin& origin, StateId state) const;

private:
    void find_machines(const Flow& flow);

    std::vector<Node> deciding_;
    std::vector<Node> left_; // none where it was not asked for
    Node inside_ = 0;
    Arrows arrows_;
    std::vector<std::uint32_t> machine_; // per state; empty where there is but one machine
    std::vector<bool> shared_;           // per state: whether several machines run it
};

} // namespace callflow::flow
