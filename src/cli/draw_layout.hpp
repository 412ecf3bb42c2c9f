// A drawing's layout within a time, whatever its size.
#pragma once

#include "draw/diagram.hpp"
#include "draw/faces.hpp"
#include "draw/layout.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace callflow::cli {

struct LaidOut {
    draw::Diagram diagram; // what was laid out at last: with groups folded, where that was needed
    draw::Faces faces;
    draw::Layout layout;
    bool labels = true; // whether those of arrows have places
    std::string notice; // what was given up for the time; empty where nothing was
};

struct LayoutLimits {
    bool sideways = false;
    std::int64_t time = 10'000'000'000; // nanoseconds for all attempts together
};

// Graphviz works in a process of its own, for it cannot be told to stop, and some graphs break it. Where its share of the time is over it
// is ended: then without labels and with few rounds, then `folded` (the diagram with each group as one box; empty: there is none), and
// last in plain rows, which always works. An error where the layout module cannot be loaded.
[[nodiscard]] base::Result<LaidOut> lay_out(draw::Diagram diagram, const std::function<draw::Diagram()>& folded,
                                            const LayoutLimits& limits);

} // namespace callflow::cli
