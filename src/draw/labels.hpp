// Where the words on arrows go, so that nothing covers them and they cover nothing.
#pragma once

#include "draw/layout.hpp"

#include <cstddef>

namespace callflow::draw {

struct Settled {
    std::size_t faults = 0; // labels that still lie on something, or whose lines to their arrows do
    bool whole = true;
};

// Moves those labels of a full layout that lie on a box, on another label, on a line, on a frame or outside of the picture to the nearest better
// place beside their arrow, and those that are far from their arrow to the best one along all of it. Deterministic; its time grows with
// the labels times what lies near one. Where more than `most` have no room there, that is all; else those go further off, and those
// that seem to belong to another arrow nearer to their own, or are marked to be led there by a line. Layout::covered are those that
// lie on something all the same.
Settled settle_labels(const LayoutRequest& request, Layout& layout, std::size_t most = static_cast<std::size_t>(-1));

} // namespace callflow::draw
