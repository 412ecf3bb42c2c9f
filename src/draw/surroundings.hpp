// What the words on arrows may lie on.
#pragma once

#include "draw/grid.hpp"
#include "draw/search.hpp"

#include <cstdint>
#include <vector>

namespace callflow::draw {

inline constexpr double between_points = 5; // of those that stand for a line

// Boxes with the titles of frames, and as points the lines of arrows and the borders of frames.
struct Surroundings {
    Surroundings(const LayoutRequest& request, const Layout& layout);
    Surroundings(const Surroundings&) = delete; // curves are of its points
    Surroundings& operator=(const Surroundings&) = delete;

    std::vector<Box> boxes; // with a little room around them
    Grid nodes;             // of them
    std::vector<Point> points;
    std::vector<SampledLine> curves; // by arrow
    Spots lines;
    std::uint32_t border = 0; // stands for an arrow where a spot is of a frame

private:
    void add_box(const Box& box);
    void add_border(const Rectangle& frame);
    void sample(const Layout& layout);
};

[[nodiscard]] inline Box box_around(const Point& middle, const Size& size, double more = 0) {
    return {middle.x - size.width / 2 - more, middle.y - size.height / 2 - more, middle.x + size.width / 2 + more,
            middle.y + size.height / 2 + more};
}

} // namespace callflow::draw
