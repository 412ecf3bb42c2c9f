// Where arrows begin and end on the borders of their boxes.
#pragma once

#include "draw/layout.hpp"

namespace callflow::draw {

// Moves those ends of curves apart, along the sides of their boxes, that stand on each other or nearly so: heads stay apart from heads and
// from where other arrows begin, and two arrows between neighbours are parallel. As far apart as the side has room for, at most the
// breadth of a head and a little. Deterministic, and linear but for sorting.
void spread_ends(const LayoutRequest& request, Layout& layout);

} // namespace callflow::draw
