#include "draw/points.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ranges>

namespace callflow::draw {
namespace {

// The points that stand for a piece.
struct Parts {
    Parts(Piece of, double apart) : piece(of) {
        const double length =
            distance(piece[0], piece[3]) +
            (distance(piece[0], piece[1]) + distance(piece[1], piece[2]) + distance(piece[2], piece[3]));
        count = std::max(1, static_cast<int>(std::ceil(length / 2 / apart)));
    }
    [[nodiscard]] Point at(int part) const {
        const double t = static_cast<double>(part) / count;
        const double u = 1 - t;
        const double a = u * u * u;
        const double b = 3 * u * u * t;
        const double c = 3 * u * t * t;
        const double d = t * t * t;
        return {a * piece[0].x + b * piece[1].x + c * piece[2].x + d * piece[3].x,
                a * piece[0].y + b * piece[1].y + c * piece[2].y + d * piece[3].y};
    }
    // How far it may be from one to the next.
    [[nodiscard]] double most_apart() const {
        return 3 / static_cast<double>(count) *
               std::max({distance(piece[0], piece[1]), distance(piece[1], piece[2]), distance(piece[2], piece[3])});
    }
    Piece piece;
    int count;
};

} // namespace

Box box_around(Piece piece) {
    const auto [left, right] = std::minmax({piece[0].x, piece[1].x, piece[2].x, piece[3].x});
    const auto [top, bottom] = std::minmax({piece[0].y, piece[1].y, piece[2].y, piece[3].y});
    return {left, top, right, bottom};
}

void add_points(Piece piece, double apart, std::vector<Point>& points) {
    const Parts parts(piece, apart);
    for (int k = 0; k < parts.count; ++k) points.push_back(parts.at(k));
}

void add_points(const PlacedEdge& edge, double apart, std::vector<Point>& points) {
    if (edge.curve.empty()) return;
    for (std::size_t i = 0; i < pieces_of(edge); ++i) add_points(piece_of(edge, i), apart, points);
    points.push_back(edge.curve.back());
    points.push_back(edge.tip);
}

std::size_t count_points(const PlacedEdge& edge, double apart) {
    std::size_t count = edge.curve.empty() ? 0 : 2;
    for (std::size_t i = 0; i < pieces_of(edge); ++i)
        count += static_cast<std::size_t>(Parts(piece_of(edge, i), apart).count);
    return count;
}

std::vector<Point> points_along(const PlacedEdge& edge, double apart) {
    std::vector<Point> points;
    points.reserve(count_points(edge, apart));
    add_points(edge, apart, points);
    return points;
}

Point nearest_point(const PlacedEdge& edge, double apart, const Box& box) {
    // Some points first, so that most others need not be looked at.
    double least = std::min(box.away_squared(edge.tip), box.away_squared(edge.curve.back()));
    for (std::size_t i = 0; i < pieces_of(edge); ++i) {
        if (box.away_squared(box_around(piece_of(edge, i))) >= least) continue;
        const Parts parts(piece_of(edge, i), apart);
        for (int k = 0; k < parts.count; k += 16) least = std::min(least, box.away_squared(parts.at(k)));
    }
    Point found = edge.tip;
    double away_of_found = 1e18;
    const double enough = std::sqrt(least) + 1;
    constexpr double rounding = 1e-3; // points of straight lines lie beside them by a little
    const auto consider = [&](const Point& at) {
        const double away = box.away_squared(at);
        if (away < away_of_found) away_of_found = away, found = at;
        return away;
    };
    for (std::size_t i = 0; i < pieces_of(edge); ++i) {
        if (box.away_squared(box_around(piece_of(edge, i))) > least + rounding) continue;
        const Parts parts(piece_of(edge, i), apart);
        const double next = parts.most_apart();
        for (int k = 0; k < parts.count;) {
            const double away = std::sqrt(consider(parts.at(k)));
            // So many more would not be nearer, even if it led straight there.
            k += away > enough ? static_cast<int>(std::min((away - enough) / next, 1e6)) + 1 : 1;
        }
    }
    consider(edge.curve.back());
    consider(edge.tip);
    return found;
}

Point off_end(const PlacedEdge& edge, bool tip, double away) {
    constexpr double apart = 4;
    const Point& end = tip ? edge.tip : edge.curve.front();
    const auto is_off = [&](const Point& at) { return square(at.x - end.x, at.y - end.y) > away * away; };
    std::vector<Point> points;
    if (!tip) {
        for (std::size_t i = 0; i < pieces_of(edge); ++i) {
            points.clear();
            add_points(piece_of(edge, i), apart, points);
            if (const auto off = std::ranges::find_if(points, is_off); off != points.end()) return *off;
        }
        return is_off(edge.curve.back()) ? edge.curve.back() : edge.tip;
    }
    if (is_off(edge.curve.back())) return edge.curve.back();
    for (std::size_t i = pieces_of(edge); i-- > 0;) {
        points.clear();
        add_points(piece_of(edge, i), apart, points);
        const auto backwards = std::views::reverse(points);
        if (const auto off = std::ranges::find_if(backwards, is_off); off != backwards.end()) return *off;
    }
    return edge.curve.front();
}

} // namespace callflow::draw
