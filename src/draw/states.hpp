// What a state's box says: its words, its signs, what it is for.
#pragma once

#include "draw/diagram.hpp"

namespace callflow::draw {

// Fills a node of kind state, all but its frame and its arrows.
[[nodiscard]] Node node_of(const flow::Flow& flow, flow::StateId id, const Contents& contents);

} // namespace callflow::draw
