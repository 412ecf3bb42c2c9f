// Room between what stands too close together: all that is to the right moves aside.
#pragma once

#include "draw/layout.hpp"

#include <cstddef>
#include <vector>

namespace callflow::draw {

struct Cut {
    double from = 0; // what is to the right of it moves
    double room = 0;
    double bend = 20;                                 // narrower than half of a box: how far a line takes to follow
    std::size_t frame = static_cast<std::size_t>(-1); // that becomes wider; labels within it stay
};

// Everything to the right of the cut moved, and with it the right borders of its frame and of those around it. Boxes, labels and
// borders move as they are and keep their order, so that what did not overlap does not overlap now.
void move_right(const LayoutRequest& request, Layout& layout, const Cut& cut);

// Room beside an arrow for its words.
struct Gap {
    std::size_t edge = 0;
    Cut cut;     // without room: the place is free
    Point label; // where the words go, when that is done
};
// On the right of the arrow, then on its left, the place that asks for the least, where there is any that can be freed.
[[nodiscard]] std::vector<Gap> gaps_beside(const LayoutRequest& request, const Layout& layout, std::size_t edge);
// For a layout whose words are settled; they are to be settled again.
void make_way(const LayoutRequest& request, Layout& layout, const Gap& gap);

} // namespace callflow::draw
