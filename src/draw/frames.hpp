// Frames of a finished layout: where their titles stand, and how far they reach.
#pragma once

#include "draw/layout.hpp"

namespace callflow::draw {

// Makes room within frames for the labels of the arrows within them that Graphviz has placed across their right borders (it reckons with
// boxes alone): widens the frame, and moves what is in its way. For a layout as Graphviz has made it, before anything of it is settled.
void make_room(const LayoutRequest& request, Layout& layout);

// Puts the title of each frame where along its upper border the fewest arrows and no box are under it, as far to the left as that goes.
void settle_titles(const LayoutRequest& request, Layout& layout);

// Makes frames large enough for the labels of the arrows within them, where no box, label or frame that does not belong there is in
// the way.
void grow_frames(const LayoutRequest& request, Layout& layout);

} // namespace callflow::draw
