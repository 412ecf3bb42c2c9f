#include "draw/clearance.hpp"

#include "draw/cubic.hpp"
#include "draw/points.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace callflow::draw {
namespace {

constexpr double touching = 5;  // off a box, an arrow seems to be of it
constexpr double briefly = 12;  // how far it may
constexpr double enough = 9;    // off the box
constexpr double behind = 6;    // off the arrow that is next to the box
constexpr double most = 28;     // off the box
constexpr double turning = 40;  // beyond the box, within which it comes back to its own way
constexpr double piece = 32;    // of a curve, that is moved
constexpr double sampled = 4;   // from one point of a curve to the next
constexpr double from_end = 30; // of the arrow, within which it comes off its own box

// Not less than how long it is, and hardly more.
double length_of(const Cubic& one) {
    return distance(one.p[0], one.p[1]) + distance(one.p[1], one.p[2]) + distance(one.p[2], one.p[3]);
}

// From 0 to 1, without a bend at either.
double gently(double share) {
    const double t = std::clamp(share, 0.0, 1.0);
    return t * t * (3 - 2 * t);
}

enum class Side : std::uint8_t { above, below, left, right };
constexpr std::array sides = {Side::above, Side::below, Side::left, Side::right};

// A box as one side of it sees points: how far off it they are, and how far beyond its ends.
struct Border {
    Box box;
    Side side = Side::above;
    bool lies() const { return side == Side::above || side == Side::below; }
    double off(const Point& at) const {
        switch (side) {
        case Side::above: return box.top - at.y;
        case Side::below: return at.y - box.bottom;
        case Side::left: return box.left - at.x;
        case Side::right: break;
        }
        return at.x - box.right;
    }
    double beyond(const Point& at) const {
        if (lies()) return std::max({box.left - at.x, at.x - box.right, 0.0});
        return std::max({box.top - at.y, at.y - box.bottom, 0.0});
    }
    Point moved(Point at, double away) const {
        const double signed_away = side == Side::above || side == Side::left ? -away : away;
        (lies() ? at.y : at.x) += signed_away;
        return at;
    }
};

Box grown(const Box& box, double by) { return {box.left - by, box.top - by, box.right + by, box.bottom + by}; }

class Curve {
public:
    explicit Curve(const std::vector<Point>& points) {
        for (std::size_t i = 0; i + 3 < points.size(); i += 3)
            pieces_.push_back({{points[i], points[i + 1], points[i + 2], points[i + 3]}});
    }
    std::vector<Point> samples() const {
        std::vector<Point> all;
        for (const Cubic& one : pieces_) add_points(Piece(one.p), sampled, all);
        return all;
    }
    // Moved to be so far off, where it is beside the border, and less and less beyond.
    void move_off(const Border& border, double wanted) {
        split();
        const Point begin = pieces_.front().p[0], end = pieces_.back().p[3];
        for (Cubic& one : pieces_) {
            for (Point& at : one.p) {
                const double off = border.off(at);
                if (off < -touching || off >= wanted) continue;
                const double near_end = std::min(distance(at, begin), distance(at, end));
                const double share = gently(1 - border.beyond(at) / turning) * gently(near_end / from_end);
                at = border.moved(at, share * (wanted - off));
            }
        }
    }
    std::vector<Point> points() const {
        std::vector<Point> all = {pieces_.front().p[0]};
        for (const Cubic& one : pieces_) all.insert(all.end(), {one.p[1], one.p[2], one.p[3]});
        return all;
    }

private:
    // Into pieces so short that what is moved bends as it is asked to.
    void split() {
        std::vector<Cubic> small;
        for (Cubic rest : pieces_) {
            for (int left = std::max(1, static_cast<int>(std::ceil(length_of(rest) / piece))); left > 1; --left) {
                const double t = 1.0 / left;
                small.push_back(rest.turned().after(1 - t).turned());
                rest = rest.after(t);
            }
            small.push_back(rest);
        }
        pieces_ = std::move(small);
    }
    std::vector<Cubic> pieces_;
};

class Clearing {
public:
    Clearing(const LayoutRequest& request, Layout& layout) : request_(request), layout_(layout) {
        for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
            const Size& size = request.nodes[i].size;
            const Point& middle = layout.nodes[i];
            boxes_.push_back({middle.x - size.width / 2, middle.y - size.height / 2, middle.x + size.width / 2,
                              middle.y + size.height / 2});
        }
    }

    void run() {
        for (const PlacedEdge& edge : layout_.edges) {
            const bool free = edge.stops.empty() && edge.curve.size() > 3;
            samples_.push_back(free ? points_along(edge, sampled) : std::vector<Point>());
            around_.push_back(box_of(samples_.back()));
        }
        for (std::size_t box = 0; box < boxes_.size(); ++box) {
            const std::vector<std::size_t> near = near_by(box);
            for (std::size_t side = 0; side < sides.size() && !near.empty(); ++side)
                clear({boxes_[box], sides[side]}, near);
        }
    }

private:
    static Box box_of(const std::vector<Point>& points) {
        if (points.empty()) return {};
        const auto [left, right] = std::ranges::minmax(points, {}, &Point::x);
        const auto [top, bottom] = std::ranges::minmax(points, {}, &Point::y);
        return {left.x, top.y, right.x, bottom.y};
    }
    bool is_own(std::size_t edge, std::size_t box) const {
        return request_.edges[edge].from == box || request_.edges[edge].to == box;
    }

    struct Passing {
        double off;
        std::size_t edge;
    };

    // Arrows that touch a box of others for as long as it takes.
    std::vector<std::size_t> near_by(std::size_t box) const {
        const Box around = grown(boxes_[box], touching);
        std::vector<std::size_t> near;
        for (std::size_t edge = 0; edge < samples_.size(); ++edge) {
            if (!around.meets(around_[edge]) || is_own(edge, box)) continue;
            const auto count = std::ranges::count_if(samples_[edge], [&](const Point& at) { return around.has(at); });
            if (static_cast<double>(count) * sampled >= briefly) near.push_back(edge);
        }
        return near;
    }

    // The one that is next to the border stays that.
    void clear(const Border& border, const std::vector<std::size_t>& near) {
        std::vector<Passing> passing;
        for (const std::size_t edge : near) {
            double least = touching, length = 0;
            for (const Point& at : samples_[edge]) {
                const double off = border.off(at);
                if (off < -touching || off >= touching || border.beyond(at) > 0) continue;
                least = std::min(least, off), length += sampled;
            }
            if (length >= briefly) passing.push_back({least, edge});
        }
        std::ranges::stable_sort(passing, {}, &Passing::off);
        double wanted = enough;
        for (const Passing& one : passing) {
            if (wanted <= most && move(one.edge, border, wanted)) wanted += behind;
        }
    }

    // How much of it is too near to boxes that are not its own.
    double touched(std::size_t edge, const std::vector<Point>& samples) const {
        const Box all = grown(box_of(samples), touching);
        double length = 0;
        for (std::size_t box = 0; box < boxes_.size(); ++box) {
            if (is_own(edge, box) || !all.meets(boxes_[box])) continue;
            for (const Point& at : samples) {
                const double away = boxes_[box].away_squared(at);
                if (away < touching * touching) length += away == 0 ? 10 * sampled : sampled;
            }
        }
        return length;
    }

    bool move(std::size_t edge, const Border& border, double wanted) {
        Curve moved(layout_.edges[edge].curve);
        moved.move_off(border, wanted);
        std::vector<Point> samples = moved.samples();
        if (touched(edge, samples) >= touched(edge, samples_[edge])) return false;
        layout_.edges[edge].curve = moved.points();
        samples_[edge] = std::move(samples);
        around_[edge] = box_of(samples_[edge]);
        return true;
    }

    const LayoutRequest& request_;
    Layout& layout_;
    std::vector<Box> boxes_;                  // of nodes
    std::vector<std::vector<Point>> samples_; // of arrows; of those with stops none
    std::vector<Box> around_;                 // them
};

} // namespace

void keep_off_boxes(const LayoutRequest& request, Layout& layout) { Clearing(request, layout).run(); }

} // namespace callflow::draw
