// A diagram as text for other programs.
#pragma once

#include "draw/diagram.hpp"

#include <string>

namespace callflow::draw {

// For Graphviz: the same boxes, of the same sizes, as the SVG is laid out with. Deterministic.
[[nodiscard]] std::string to_dot(const Diagram& diagram, bool sideways);

// A Mermaid flowchart.
[[nodiscard]] std::string to_mermaid(const Diagram& diagram, bool sideways);

} // namespace callflow::draw
