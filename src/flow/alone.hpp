// What a call does by itself, at once: states without a response, requests, documents that only redirect, and sub-flows
// that run through to their end.
#pragma once

#include "flow/model.hpp"

#include <vector>

namespace callflow::flow {

// A move that nobody outside has to ask for.
struct LoneMove {
    StateId to = none;
    const Branch* branch = nullptr; // lives as long as the flow
    EventId event = none;           // next_event, the outcome of a sub-flow or request, or what a redirect names
    std::vector<expr::Slot> reads;  // of the conditions and switches that decide about it
};

struct LoneState {
    std::vector<LoneMove> moves;  // in the order in which they are tried; none where the state waits
    std::vector<EventId> refused; // that nobody may take here: they go outward
    bool may_rest = true;         // the call may stay here, or in the sub-flow
};

// All that calls do by themselves, guards not looked at. No sub-flow may run inside itself.
class Alone {
public:
    explicit Alone(const Flow& flow);

    [[nodiscard]] const LoneState& operator[](StateId id) const { return states_[id]; }
    // The states through which the sub-flow of a state comes back with an event of the state's moves, in order, those
    // of sub-flows inside it included, as far as `most` of them.
    [[nodiscard]] std::vector<StateId> way_through(StateId state, EventId event, std::size_t most) const;

private:
    struct End {
        EventId event = none;
        StateId last = none; // of the body: a final state, or one that does not take the event
        bool outcome = true; // false: comes from further in, and no `next:` takes it
    };
    struct Summary {
        std::vector<End> ends; // each event once
        bool may_rest = false;
    };
    struct Asking;

    void look_at(BodyId body);
    void look_at_state(StateId id);
    void append_way(StateId state, EventId event, std::size_t most, std::vector<StateId>& way) const;

    const Flow& flow_;
    std::vector<LoneState> states_;
    std::vector<Summary> bodies_;
    std::vector<StateId> came_from_; // per state: how it is come to from its body's initial state
    std::vector<EventId> came_by_;
};

} // namespace callflow::flow
