// Where arrows pass the rows between their boxes.
#pragma once

#include "draw/layout.hpp"

#include <vector>

namespace callflow::draw {

// Across a row: where an arrow comes into it and where it leaves it, seen from the first row; of boxes and words the same place twice.
struct Lane {
    double begin = 0, end = 0;
    bool crosses = false; // the one before it in the row, just before that or behind it
};

// The lanes of each row's slots. Arrows that pass rows side by side keep their distance and go on as straight as can be: Graphviz
// spreads them in rows of boxes and draws them together in rows of words, so that all change places in each thin band between
// two rows. Their order stays, and so do boxes and the side on which frames are passed. Words move along with their arrows.
[[nodiscard]] std::vector<std::vector<Lane>> straighten(const LayoutRequest& request, Layout& layout);

} // namespace callflow::draw
