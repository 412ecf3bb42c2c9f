// What is known of a flow's parts from elsewhere, laid over its drawing.
#pragma once

#include "draw/diagram.hpp"
#include "flow/annotations.hpp"

namespace callflow::draw {

// By what boxes are coloured that real calls came through.
enum class Heat : std::uint8_t { hang_ups, time };

// Adds to a diagram what one overlay says: marks, counts, steps, widths; boxes and arrows that the flow does not have. Overlays add
// up; where two give a part a mark the later one's counts. What is not in the diagram (another machine, a folded group) is left out.
// `told_apart`: counts say whose they are, tests' or calls', since another overlay has some, too.
void paint(Diagram& diagram, const flow::Flow& flow, const flow::Annotations& overlay, Heat heat, bool told_apart);

// `12034` as `12,034`.
[[nodiscard]] std::string grouped(std::uint64_t number);

} // namespace callflow::draw
