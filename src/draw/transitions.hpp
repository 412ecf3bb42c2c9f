// A flow's transitions as an author would say them.
#pragma once

#include "draw/diagram.hpp"

#include <functional>

namespace callflow::draw {

// One way out of a state, or out of every state of a body.
struct Way {
    Label label;
    flow::StateId target = flow::none; // none: it stays
    Edge::Kind kind = Edge::Kind::event;
};

// The ways out of a state by its own `on:`, menu and `next:`, in the author's order. Timers that nothing of its own handles come last,
// with neither target nor `to`.
[[nodiscard]] std::vector<Way> ways_of(const flow::Flow& flow, const flow::State& state, const Contents& contents);
// The ways out of every state of a body by its `on:`.
[[nodiscard]] std::vector<Way> ways_of(const flow::Flow& flow, const flow::Body& body, const Contents& contents);

// Adds one more label to those of an arrow: to the one of the same guard, where there is one.
void add_label(std::vector<Label>& labels, Label label);

// Of several transitions, which various states have, one label that says how many there are.
void sum_up(std::vector<Label>& labels);

// Takes labels apart of whose parts not all have the same mark and `was`: those that do keep one label. Takes the marks of parts for
// those of their labels.
void take_apart(std::vector<Label>& labels);

} // namespace callflow::draw
