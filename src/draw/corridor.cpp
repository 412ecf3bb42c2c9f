#include "draw/corridor.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace callflow::draw {
namespace {

// The shortest way through gates, from the first to the last, whose own `at` are given: where it bends.
std::vector<std::size_t> pull_straight(std::vector<Gate>& gates) {
    std::vector<std::size_t> bends = {0};
    std::size_t apex = 0;
    const std::size_t last = gates.size() - 1;
    while (apex < last) {
        const auto slope = [&](std::size_t i, double at) {
            return (at - gates[apex].at) / (gates[i].along - gates[apex].along);
        };
        double low = -1e18;
        double high = 1e18;
        std::size_t by_low = last;
        std::size_t by_high = last;
        std::size_t bend = last;
        for (std::size_t i = apex + 1; i <= last; ++i) {
            const double here_low = slope(i, i == last ? gates[i].at : gates[i].low);
            const double here_high = slope(i, i == last ? gates[i].at : gates[i].high);
            if (here_low > high) {
                bend = by_high;
                gates[bend].at = gates[bend].high;
                break;
            }
            if (here_high < low) {
                bend = by_low;
                gates[bend].at = gates[bend].low;
                break;
            }
            if (here_low >= low) low = here_low, by_low = i;
            if (here_high <= high) high = here_high, by_high = i;
        }
        for (std::size_t i = apex + 1; i < bend; ++i) {
            const double share = (gates[i].along - gates[apex].along) / (gates[bend].along - gates[apex].along);
            gates[i].at = gates[apex].at + share * (gates[bend].at - gates[apex].at);
        }
        bends.push_back(bend);
        apex = bend;
    }
    return bends;
}

// How steep the curve is at each knot, so that between two of them it stays between them (Fritsch and Carlson).
void set_slopes(std::vector<Knot>& knots) {
    const std::size_t count = knots.size();
    const auto between = [&](std::size_t i) {
        return (knots[i + 1].at - knots[i].at) / (knots[i + 1].along - knots[i].along);
    };
    for (std::size_t i = 1; i + 1 < count; ++i) {
        const double before = between(i - 1);
        const double after = between(i);
        if (before * after <= 0) continue;
        const double a = knots[i].along - knots[i - 1].along;
        const double b = knots[i + 1].along - knots[i].along;
        knots[i].slope = 3 * (a + b) / ((2 * b + a) / before + (b + 2 * a) / after);
    }
    knots.front().slope = between(0);
    knots.back().slope = between(count - 2);
}

double value(const Knot& a, const Knot& b, double along) {
    const double h = b.along - a.along;
    const double t = (along - a.along) / h;
    return a.at * (1 + 2 * t) * (1 - t) * (1 - t) + h * a.slope * t * (1 - t) * (1 - t) + b.at * t * t * (3 - 2 * t) +
           h * b.slope * t * t * (t - 1);
}

// Bends become a curve; where it would leave a gate it gets a knot there.
std::vector<Knot> smooth(const std::vector<Gate>& gates, std::vector<std::size_t> bends) {
    std::vector<Knot> knots;
    for (int round = 0;; ++round) {
        knots.clear();
        for (const std::size_t bend : bends) knots.push_back({gates[bend].along, gates[bend].at, 0});
        set_slopes(knots);
        std::vector<std::size_t> more;
        for (std::size_t piece = 0; piece + 1 < bends.size(); ++piece) {
            double worst = 1;
            std::size_t where = 0;
            for (std::size_t i = bends[piece] + 1; i < bends[piece + 1]; ++i) {
                const double at = value(knots[piece], knots[piece + 1], gates[i].along);
                const double off = std::max(gates[i].low - at, at - gates[i].high);
                if (off > worst) worst = off, where = i;
            }
            more.push_back(bends[piece]);
            if (where != 0) more.push_back(where);
        }
        more.push_back(bends.back());
        if (more.size() == bends.size() || round == 40) return knots;
        bends = std::move(more);
    }
}

} // namespace

std::vector<Knot> way_through(std::vector<Gate> gates) {
    std::vector<std::size_t> bends = pull_straight(gates);
    return smooth(gates, std::move(bends));
}

} // namespace callflow::draw
