// How far arrows keep off the boxes that they pass.
#pragma once

#include "draw/layout.hpp"

namespace callflow::draw {

// Graphviz leads a curve along a box's border, as if it were of the box. Those pieces are moved off it, and those of several arrows one
// behind the other; the rest of each curve stays where it is, and so does a piece that has no room. Arrows with stops keep off by themselves
// (route()). Takes the product of arrows and boxes.
void keep_off_boxes(const LayoutRequest& request, Layout& layout);

} // namespace callflow::draw
