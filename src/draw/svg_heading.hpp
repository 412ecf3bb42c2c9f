// What stands above a drawing.
#pragma once

#include "draw/diagram.hpp"
#include "draw/faces.hpp"

#include <vector>

namespace callflow::draw {

// The flow's name and description where `titled`, and what overlays say of the whole, from the upper left corner. Descriptions are
// broken into lines of that width.
[[nodiscard]] std::vector<Line> headings_of(const Diagram& diagram, bool titled, double width);

} // namespace callflow::draw
