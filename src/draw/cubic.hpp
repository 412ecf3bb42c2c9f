// Pieces of curves, cut and turned.
#pragma once

#include "draw/layout.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace callflow::draw {

struct Cubic {
    Point p[4];
    [[nodiscard]] Point at(double t) const {
        const double u = 1 - t;
        const double w[4] = {u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t};
        return {w[0] * p[0].x + w[1] * p[1].x + w[2] * p[2].x + w[3] * p[3].x,
                w[0] * p[0].y + w[1] * p[1].y + w[2] * p[2].y + w[3] * p[3].y};
    }
    // What is left of it after `t`.
    [[nodiscard]] Cubic after(double t) const {
        const auto mix = [t](const Point& a, const Point& b) {
            return Point{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
        };
        const Point ab = mix(p[0], p[1]);
        const Point bc = mix(p[1], p[2]);
        const Point cd = mix(p[2], p[3]);
        const Point abc = mix(ab, bc);
        const Point bcd = mix(bc, cd);
        return {{mix(abc, bcd), bcd, cd, p[3]}};
    }
    [[nodiscard]] Cubic turned() const { return {{p[3], p[2], p[1], p[0]}}; }
};

// Cuts away the beginning of a curve, as long as `inside` holds there.
template <class Inside> void cut_begin(std::vector<Cubic>& curve, const Inside& inside) {
    std::size_t first = 0;
    while (first + 1 < curve.size() && inside(curve[first].p[3])) ++first;
    curve.erase(curve.begin(), curve.begin() + static_cast<std::ptrdiff_t>(first));
    double low = 0;
    double high = 1;
    for (int i = 0; i < 24; ++i) {
        const double middle = (low + high) / 2;
        (inside(curve.front().at(middle)) ? low : high) = middle;
    }
    curve.front() = curve.front().after(low);
}

inline void turn(std::vector<Cubic>& curve) {
    std::ranges::reverse(curve);
    for (Cubic& one : curve) one = one.turned();
}

inline constexpr double head_length = 8; // of an arrow

// The arrow's curve from border to border: where its head begins it ends.
inline void set_curve(PlacedEdge& edge, std::vector<Cubic> curve) {
    turn(curve);
    edge.tip = curve.front().p[0];
    cut_begin(curve, [&](const Point& at) { return std::hypot(at.x - edge.tip.x, at.y - edge.tip.y) < head_length; });
    turn(curve);
    edge.curve.assign(1, curve.front().p[0]);
    for (const Cubic& one : curve) edge.curve.insert(edge.curve.end(), {one.p[1], one.p[2], one.p[3]});
}

} // namespace callflow::draw
