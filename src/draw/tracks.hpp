// Long ways across between two rows: each on a track of its own, where they would lie on each other.
#pragma once

#include "draw/layout.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace callflow::draw {

// From one place across to another, in the gap between two rows.
struct Crossing {
    double from = 0, to = 0;
};
struct Tracks {
    std::vector<std::size_t> of; // of each crossing, counted from the upper row
    std::size_t count = 0;
};

// Two that meet across have different tracks, and of those that lead to the same side, the one that begins further on has the upper one,
// so that no two cross that need not. As few as that allows, one after the other: quadratic.
[[nodiscard]] Tracks tracks_of(const std::vector<Crossing>& crossings);

// Room that is made along the arrows: what is further along than `from` moves on by `by`.
struct Shift {
    double from = 0, by = 0; // by as much as those before it and itself
};
[[nodiscard]] double moved(std::span<const Shift> shifts, double where);
void stretch(Layout& layout, std::span<const Shift> shifts, bool sideways);

} // namespace callflow::draw
