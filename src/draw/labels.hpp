// Where the words on arrows go, so that nothing covers them and they cover nothing.
#pragma once

#include "draw/layout.hpp"

#include <cstddef>

namespace callflow::draw {

// Moves those labels of a full layout that lie on a box, on another label, on a line, on a frame or outside of the picture to the nearest better
// place beside their arrow, and those that are far from their arrow to the best one along all of it. Deterministic; its time grows with
// the labels times what lies near one. How many still lie on something.
std::size_t settle_labels(const LayoutRequest& request, Layout& layout);

// Moves those that still do to places further off, and those that seem to belong to another arrow nearer to their own, or marks them to be
// led there by a line. How many of them, or of those lines, lie on something all the same; Layout::covered is those whose letters do.
std::size_t lead_labels(const LayoutRequest& request, Layout& layout);

} // namespace callflow::draw
