// What a drawing's colours, signs and lines mean: of those that are in it.
#pragma once

#include "draw/faces.hpp"

#include <functional>
#include <string>

namespace callflow::draw {

struct Legend {
    std::string shapes; // SVG elements, from 0, 0
    double width = 0, height = 0;
};

// `write` makes the element of a line of text at a place.
[[nodiscard]] Legend legend_of(const Diagram& diagram, double width,
                               const std::function<std::string(const Line& line, double x, double y)>& write);

} // namespace callflow::draw
