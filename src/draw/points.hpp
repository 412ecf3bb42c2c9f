// Points that stand for the line of an arrow.
#pragma once

#include "draw/layout.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace callflow::draw {

[[nodiscard]] inline double square(double x, double y) { return x * x + y * y; }
[[nodiscard]] inline double distance(const Point& one, const Point& other) {
    return std::sqrt(square(one.x - other.x, one.y - other.y));
}

struct Box {
    double left = 0, top = 0, right = 0, bottom = 0;
    [[nodiscard]] bool has(const Point& at) const { return at.x > left && at.x < right && at.y > top && at.y < bottom; }
    [[nodiscard]] bool meets(const Box& other) const {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
    // How far a point outside of it is, squared, for roots take time.
    [[nodiscard]] double away_squared(const Point& at) const { return away_squared(Box{at.x, at.y, at.x, at.y}); }
    [[nodiscard]] double away_squared(const Box& other) const {
        const double x = std::max({left - other.right, other.left - right, 0.0});
        const double y = std::max({top - other.bottom, other.top - bottom, 0.0});
        return x * x + y * y;
    }
};

// What the letters of a label take of it.
[[nodiscard]] inline Box letters_in(const Box& label) {
    return {label.left + 4, label.top + 4.3, label.right - 4, label.bottom - 2.7};
}

// One of the cubics that a curve is made of, which lies within the box around its four points.
using Piece = std::span<const Point, 4>;
[[nodiscard]] inline std::size_t pieces_of(const PlacedEdge& edge) { return edge.curve.size() / 3; }
[[nodiscard]] inline Piece piece_of(const PlacedEdge& edge, std::size_t index) {
    return Piece(edge.curve.data() + 3 * index, 4);
}
[[nodiscard]] Box box_around(Piece piece);

// Points along it, at most `apart` from one to the next, without its end.
void add_points(Piece piece, double apart, std::vector<Point>& points);

// The same of a whole arrow, with its tip.
void add_points(const PlacedEdge& edge, double apart, std::vector<Point>& points);
[[nodiscard]] std::size_t count_points(const PlacedEdge& edge, double apart); // that are added so
[[nodiscard]] std::vector<Point> points_along(const PlacedEdge& edge, double apart);

// The first of these points of a whole arrow that is nearest to the box.
[[nodiscard]] Point nearest_point(const PlacedEdge& edge, double apart, const Box& box);

// Where the arrow is when it is farther than `away` from its beginning or its tip; its other end where it never is.
[[nodiscard]] Point off_end(const PlacedEdge& edge, bool tip, double away);

} // namespace callflow::draw
