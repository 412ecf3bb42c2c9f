// The curves of arrows, drawn through the places that a layout keeps free for them between its boxes.
#pragma once

#include "draw/layout.hpp"

namespace callflow::draw {

// Draws the curve of each arrow that has stops: as short as the places allow, smooth, and through no box. The others keep theirs, and a
// layout without rows stays as it is. Its time grows with the stops of all arrows, for an arrow with many bends with their product.
void route(const LayoutRequest& request, Layout& layout);

} // namespace callflow::draw
