// Along the arrows and across them: downwards and to the right, or of a drawing from left to right the other way round.
#pragma once

#include "draw/layout.hpp"

namespace callflow::draw {

class Axes {
public:
    explicit Axes(bool sideways) : sideways_(sideways) {}

    [[nodiscard]] double along(const Point& point) const { return sideways_ ? point.x : point.y; }
    [[nodiscard]] double across(const Point& point) const { return sideways_ ? point.y : point.x; }
    [[nodiscard]] Point point(double along, double across) const {
        return sideways_ ? Point{along, across} : Point{across, along};
    }
    [[nodiscard]] double length_along(const Size& size) const { return sideways_ ? size.width : size.height; }
    [[nodiscard]] double length_across(const Size& size) const { return sideways_ ? size.height : size.width; }

private:
    bool sideways_;
};

} // namespace callflow::draw
