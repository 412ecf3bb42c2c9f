// A drawing of several bodies (the main flow, sub-flows, machines): each is laid out by itself, then they are put beside each other.
#pragma once

#include "draw/layout.hpp"

#include <cstddef>
#include <vector>

namespace callflow::draw {

// What is laid out by itself, and which numbers its things have in the whole.
struct Part {
    LayoutRequest request;
    std::vector<std::size_t> nodes, edges, frames;
    std::size_t around =
        static_cast<std::size_t>(-1); // the frame of the whole that stands around it; it is none of `frames`
};

// A part for each frame that stands alone (LayoutFrame::alone). Where there are none, or where an arrow leads from one to another,
// or a node stands in none of them, there is one part, which is everything. Linear.
[[nodiscard]] std::vector<Part> parts_of(const LayoutRequest& request);

// The layout of the whole, from those of its parts in their order: side by side or one below the other, whichever makes the better
// page, with the frames around them. It has no rows: curves have to be drawn before.
[[nodiscard]] Layout packed(const LayoutRequest& request, const std::vector<Part>& parts,
                            const std::vector<Layout>& layouts);

} // namespace callflow::draw
