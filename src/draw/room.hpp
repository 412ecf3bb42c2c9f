// Room between what stands too close together: all that is to the right moves aside.
#pragma once

#include "draw/layout.hpp"

#include <cstddef>
#include <cstdint>

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

// Makes room on that side of an arrow for its words, which lie on something: takes the place that asks for the least. For a layout
// whose words are settled; they are to be settled again. False where no place can be freed so.
enum class Side : std::uint8_t { right, left };
bool make_way(const LayoutRequest& request, Layout& layout, std::size_t edge, Side side);

} // namespace callflow::draw
