// A diagram as text for other programs.
#pragma once

#include "draw/diagram.hpp"

#include <cstddef>
#include <string>

namespace callflow::draw {

// For Graphviz: the same boxes, of the same sizes, as the SVG is laid out with. Deterministic.
[[nodiscard]] std::string to_dot(const Diagram& diagram, bool sideways);

// A Mermaid flowchart.
[[nodiscard]] std::string to_mermaid(const Diagram& diagram, bool sideways);

// For a terminal, in Unicode's box characters: every state once, below the arrow by which the fewest lead to it; other arrows name
// the state that they lead to. No line is longer than `width` columns but for names.
[[nodiscard]] std::string to_boxes(const Diagram& diagram, std::size_t width);

} // namespace callflow::draw
