// Points that stand for lines: what is found by passing most of them over is what is found by looking at all.
#include "draw/points.hpp"

#include "draw/grid.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

using namespace callflow::draw;

namespace {

// A curve of some pieces through corners that look thrown.
PlacedEdge thrown(unsigned seed) {
    unsigned state = seed;
    const auto next = [&] { return static_cast<double>((state = state * 1'103'515'245 + 12'345) >> 8U & 2'047U); };
    PlacedEdge edge;
    const std::size_t count = 4 + 3 * (seed % 4);
    for (std::size_t i = 0; i < count; ++i) edge.curve.push_back({next(), seed % 3 == 0 ? 400 : next()});
    edge.tip = {next(), next()};
    return edge;
}

} // namespace

TEST_CASE("the nearest point of an arrow is the one that looking at all of them finds") {
    for (unsigned seed = 1; seed < 200; ++seed) {
        const PlacedEdge edge = thrown(seed);
        const double x = static_cast<double>(seed * 37 % 2'000);
        const double y = static_cast<double>(seed * 91 % 2'000);
        const Box words = {x, y, x + 60, y + 14};
        const std::vector<Point> all = points_along(edge, 4);
        REQUIRE(all.size() == count_points(edge, 4));
        const Point best = *std::ranges::min_element(all, {}, [&](const Point& at) { return words.away_squared(at); });
        const Point found = nearest_point(edge, 4, words);
        CHECK((found.x == best.x && found.y == best.y));
    }
}

TEST_CASE("off an end is the first point that is far enough") {
    for (unsigned seed = 1; seed < 50; ++seed) {
        const PlacedEdge edge = thrown(seed);
        for (const bool tip : {false, true}) {
            std::vector<Point> all = points_along(edge, 4);
            if (tip) std::ranges::reverse(all);
            const auto is_off = [&](const Point& at) {
                return std::hypot(at.x - all.front().x, at.y - all.front().y) > 24;
            };
            const auto off = std::ranges::find_if(all, is_off);
            const Point wanted = off == all.end() ? all.back() : *off;
            const Point found = off_end(edge, tip, 24);
            CHECK((found.x == wanted.x && found.y == wanted.y));
        }
    }
}

TEST_CASE("at least so many are within a box as there are, and of many most are known without looking") {
    for (unsigned seed = 1; seed < 50; ++seed) {
        const std::vector<Point> all = points_along(thrown(seed), 4);
        const std::vector<std::size_t> ends = {all.size()};
        const Spots spots({400, 300}, all, ends); // some lie outside of it
        const auto within = [&](const Box& box) {
            return static_cast<std::size_t>(std::ranges::count_if(all, [&](const Point& at) { return box.has(at); }));
        };
        for (double size = 5; size < 700; size *= 1.7) {
            for (double left = -200; left < 600; left += 37) {
                const Box box = {left, left / 2, left + size, left / 2 + size / 2};
                CHECK(spots.least_within(box) <= within(box));
            }
        }
        const Box inside = {1, 1, 399, 299};
        CHECK(2 * spots.least_within(inside) >= within({50, 50, 350, 250}));
    }
}
