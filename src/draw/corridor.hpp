// The way of a line through openings that stand one after the other, as short and as smooth as they allow.
#pragma once

#include <vector>

namespace callflow::draw {

// A line never turns back: it is a function, of how far along it is, to its place across.
struct Gate {
    double along = 0, low = 0, high = 0;
    double at = 0; // of the first and the last one, where the line begins and ends
};
struct Knot {
    double along = 0, at = 0;
    double slope = 0;
};

// Through two gates or more, each further along than the one before. Between two knots the line is the cubic with their slopes, which
// stays between their places; it keeps within all gates, but for a point's breadth. Linear where it bends seldom.
[[nodiscard]] std::vector<Knot> way_through(std::vector<Gate> gates);

} // namespace callflow::draw
