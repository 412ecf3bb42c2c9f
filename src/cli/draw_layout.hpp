// A drawing's layout within a time, whatever its size.
#pragma once

#include "draw/diagram.hpp"
#include "draw/faces.hpp"
#include "draw/layout.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace callflow::cli {

struct LaidOut {
    draw::Diagram diagram; // what was laid out at last: with groups folded, where that was needed
    draw::Faces faces;     // without the words on arrows that have no place for them
    draw::Layout layout;
    std::string
        notice; // what was given up; empty where nothing was. With one, another machine may make another drawing.
};

struct LayoutLimits {
    std::optional<bool> sideways;       // else as it reads best
    std::int64_t time = 10'000'000'000; // nanoseconds of computing, for all attempts together
};

// Diagrams of the same with less in them, made where they are needed.
struct Simpler {
    std::function<draw::Diagram()> folded; // each group as one box; empty: there are no groups
    std::function<draw::Diagram()> named;  // one arrow to each state, the others are lines in the boxes that they leave
};

// Graphviz works in a process of its own, for it cannot be told to stop, and some graphs break it. Each body is laid out by itself.
// How hard it tries follows from the size, and its time is that of the processor, so that a busy machine draws the same. Where a share of
// the time is over, it tries with fewer rounds, then without what stands on arrows, then a simpler diagram, `folded` where there are
// groups, else `named`, then in straight lines, and last in plain rows, which always works. Where it misplaces frames of groups, they
// are left out. An error where the layout module cannot be loaded.
[[nodiscard]] base::Result<LaidOut> lay_out(draw::Diagram diagram, const Simpler& simpler, const LayoutLimits& limits);

} // namespace callflow::cli
