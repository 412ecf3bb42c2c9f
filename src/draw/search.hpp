// Places along the line of an arrow, without looking at most of its points.
#pragma once

#include "draw/points.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace callflow::draw {

inline constexpr double in_full = 1e-9; // above the least that would be too much

// The points of an arrow, some at a time within a box, and some of those boxes within another, so that most need not be looked at.
struct SampledLine {
    static constexpr std::size_t some = 24;
    static constexpr std::size_t some_boxes = 12;
    std::span<const Point> points;
    std::vector<Box> boxes;
    std::vector<Box> larger;

    // Those that are not in boxes which may be passed over.
    template <class Pass, class Visit> void each(const Pass& pass, const Visit& visit) const {
        for (std::size_t i = 0; i < larger.size(); ++i) {
            if (pass(larger[i])) continue;
            for (std::size_t k = i * some_boxes; k < std::min(boxes.size(), (i + 1) * some_boxes); ++k) {
                if (pass(boxes[k])) continue;
                for (const Point& at : points.subspan(k * some, std::min(some, points.size() - k * some))) visit(at);
            }
        }
    }
};

inline void grow(Box& box, const Box& other) {
    box.left = std::min(box.left, other.left), box.right = std::max(box.right, other.right);
    box.top = std::min(box.top, other.top), box.bottom = std::max(box.bottom, other.bottom);
}

inline SampledLine sampled(std::span<const Point> points) {
    SampledLine line = {points, {}, {}};
    line.boxes.reserve(points.size() / SampledLine::some + 1);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Box one = {points[i].x, points[i].y, points[i].x, points[i].y};
        if (i % SampledLine::some == 0) line.boxes.push_back(one);
        grow(line.boxes.back(), one);
    }
    for (std::size_t i = 0; i < line.boxes.size(); ++i) {
        if (i % SampledLine::some_boxes == 0) line.larger.push_back(line.boxes[i]);
        grow(line.larger.back(), line.boxes[i]);
    }
    return line;
}

struct Nearest {
    Point at;
    double away; // squared
};

// The point of the line that is nearest to the box, if any is nearer than that.
inline Nearest nearest(const SampledLine& line, const Box& box, double least_squared) {
    Nearest found = {line.points.front(), least_squared};
    line.each([&](const Box& some) { return box.away_squared(some) >= found.away; },
              [&](const Point& at) {
                  const double away = box.away_squared(at);
                  if (away < found.away) found = {at, away};
              });
    return found;
}

// The best of the places along an arrow, which are looked at from the nearest on: once one is free, those farther away cost more. Of
// places that cost as much, the first one along the arrow is taken.
class Search {
public:
    Search(const Point& before, double cost) : best(cost), place(before), before_(before) {}

    double cost_of_way(const Point& there) const {
        return std::sqrt(square(there.x - before_.x, there.y - before_.y)) / points_for_one;
    }
    bool is_too_far(const Point& there) const { return is_too_far(square(there.x - before_.x, there.y - before_.y)); }
    bool is_too_much(double cost) const { return cost > best; }
    void offer(const Point& there, double cost, std::size_t order) {
        if (cost > best || (cost == best && (!found_ || order > order_))) return;
        best = cost, place = there, order_ = order, found_ = true;
    }

    // Those points of the line that are not farther away than `reach`, for places around words of that size beside them; of so many one
    // after the other only the first.
    template <class Visit>
    void each_near(const SampledLine& line, double reach, const Size& size, double off, std::size_t of,
                   Visit&& visit) const {
        const double aside = size.width / 2 + off;
        const double above = size.height / 2 + off;
        const auto least = [&](const Box& box) {
            return Box{box.left - aside, box.top - above, box.right + aside, box.bottom + above}.away_squared(before_);
        };
        std::vector<std::pair<double, std::size_t>> near; // the least way to a place, squared
        const auto pass = [&](const Box& some) {
            return some.away_squared(before_) > reach * reach || is_too_far(least(some));
        };
        line.each(pass, [&](const Point& at) {
            const auto index = static_cast<std::size_t>(&at - line.points.data());
            const double way = least({at.x, at.y, at.x, at.y});
            if (index % of == 0 && square(at.x - before_.x, at.y - before_.y) <= reach * reach && !is_too_far(way))
                near.emplace_back(way, index);
        });
        std::ranges::sort(near);
        for (const auto& [way, index] : near) {
            if (is_too_far(way)) return;
            visit(line.points[index], index * most_places);
        }
    }

    double best;
    Point place;

private:
    static constexpr double points_for_one = 10;   // of a way, that cost 1
    static constexpr std::size_t most_places = 64; // at a point

    bool is_too_far(double way_squared) const { return way_squared > square(points_for_one * best, 0) * (1 + in_full); }

    Point before_;
    std::size_t order_ = 0;
    bool found_ = false;
};

} // namespace callflow::draw
