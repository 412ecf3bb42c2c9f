// Arrows from one box to another in the same row.
#pragma once

#include "draw/layout.hpp"

namespace callflow::draw {

// The curve of an arrow whose stops are its two boxes, and the place of its words: straight to a neighbour, or around what stands between.
void route_in_row(const LayoutRequest& request, Layout& layout, std::size_t edge);

} // namespace callflow::draw
