#include "draw/corridor.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

using callflow::draw::Gate;
using callflow::draw::Knot;
using callflow::draw::way_through;

namespace {

double at(const std::vector<Knot>& knots, double along) {
    std::size_t i = 0;
    while (i + 2 < knots.size() && knots[i + 1].along < along) ++i;
    const Knot& a = knots[i];
    const Knot& b = knots[i + 1];
    const double h = b.along - a.along;
    const double t = (along - a.along) / h;
    return a.at * (1 + 2 * t) * (1 - t) * (1 - t) + h * a.slope * t * (1 - t) * (1 - t) + b.at * t * t * (3 - 2 * t) +
           h * b.slope * t * t * (t - 1);
}

} // namespace

TEST_CASE("a line is straight where nothing is in its way") {
    const auto knots = way_through({{0, 10, 10, 10}, {50, -100, 100, 0}, {100, 0, 40, 20}, {200, 30, 30, 30}});
    CHECK(knots.size() == 2);
    CHECK(std::abs(at(knots, 50) - 15) < 1e-9);
}

TEST_CASE("a line keeps within its gates, however they lie") {
    std::vector<Gate> gates = {{0, 0, 0, 0}};
    double middle = 0;
    unsigned random = 7;
    for (int i = 1; i < 200; ++i) {
        random = random * 1'103'515'245U + 12'345U;
        middle += static_cast<double>(random >> 20U) / 50 - 40;
        gates.push_back({i * 20.0, middle - 10, middle + 10, middle});
    }
    gates.push_back({200 * 20.0, middle, middle, middle});
    const auto knots = way_through(gates);
    for (std::size_t i = 1; i + 1 < gates.size(); ++i) {
        CHECK(at(knots, gates[i].along) > gates[i].low - 1.5);
        CHECK(at(knots, gates[i].along) < gates[i].high + 1.5);
    }
    for (std::size_t i = 0; i + 1 < knots.size(); ++i) { // between two knots it stays between them
        for (const double share : {0.2, 0.5, 0.8}) {
            const double here = at(knots, knots[i].along + share * (knots[i + 1].along - knots[i].along));
            CHECK(here > std::min(knots[i].at, knots[i + 1].at) - 1e-6);
            CHECK(here < std::max(knots[i].at, knots[i + 1].at) + 1e-6);
        }
    }
}
