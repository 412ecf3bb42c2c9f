#include "draw/clearance.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

using callflow::draw::keep_off_boxes;
using callflow::draw::Layout;
using callflow::draw::LayoutRequest;
using callflow::draw::Point;

namespace {

// A box between 200 and 400 whose lower border is at 100, and arrows past it so far below that border.
struct Passing {
    LayoutRequest request;
    Layout layout;

    explicit Passing(const std::vector<double>& off) {
        request.nodes = {{.size = {200, 40}}, {.size = {40, 40}}, {.size = {40, 40}}};
        layout.nodes = {{300, 80}, {20, 100}, {620, 100}};
        for (const double one : off) {
            const double y = 100 + one;
            request.edges.push_back({.from = 1, .to = 2, .label = {}});
            layout.edges.emplace_back().curve = {{40, y}, {200, y}, {400, y}, {600, y}};
            layout.edges.back().tip = {608, y};
        }
    }
    // How far below the border the arrow's points beside the box are.
    std::vector<double> off(std::size_t edge) const {
        std::vector<double> all;
        const std::vector<Point>& curve = layout.edges[edge].curve;
        for (std::size_t i = 0; i < curve.size(); i += 3)
            if (curve[i].x >= 200 && curve[i].x <= 400) all.push_back(curve[i].y - 100);
        return all;
    }
};

} // namespace

TEST_CASE("an arrow along the border of a box that it passes keeps off it, and ends where it did") {
    Passing all({2});
    const Point end = all.layout.edges[0].curve.back();
    keep_off_boxes(all.request, all.layout);
    const std::vector<double> off = all.off(0);
    REQUIRE(!off.empty());
    CHECK(std::ranges::min(off) >= 8);
    CHECK(all.layout.edges[0].curve.front().y == Approx(102));
    CHECK(all.layout.edges[0].curve.back().x == Approx(end.x));
    CHECK(all.layout.edges[0].curve.back().y == Approx(end.y));
}

TEST_CASE("of two arrows along a border each has its own way, in the order in which they were") {
    Passing all({4, 1});
    keep_off_boxes(all.request, all.layout);
    CHECK(std::ranges::min(all.off(1)) >= 8);
    CHECK(std::ranges::min(all.off(0)) >= std::ranges::max(all.off(1)) + 5);
}

TEST_CASE("an arrow that is far enough off stays, as does one that has no room, and one at a box of its own") {
    Passing far({12});
    keep_off_boxes(far.request, far.layout);
    CHECK(far.layout.edges[0].curve.size() == 4);
    Passing narrow({3});
    narrow.request.nodes.push_back({.size = {200, 40}});
    narrow.layout.nodes.push_back({300, 100 + 6 + 20});
    keep_off_boxes(narrow.request, narrow.layout);
    CHECK(narrow.layout.edges[0].curve.size() == 4);
    Passing own({2});
    own.request.edges[0].from = 0;
    keep_off_boxes(own.request, own.layout);
    CHECK(own.layout.edges[0].curve.size() == 4);
}
