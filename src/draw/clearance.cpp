#include "draw/clearance.hpp"

#include "draw/cubic.hpp"

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
constexpr double piece = 24;    // of a curve, that is moved
constexpr double sampled = 3;   // from one point of a curve to the next
constexpr double from_end = 30; // of the arrow, within which it comes off its own box

double distance(const Point& one, const Point& other) {
    return std::sqrt((one.x - other.x) * (one.x - other.x) + (one.y - other.y) * (one.y - other.y));
}
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
    Rectangle box;
    Side side = Side::above;
    bool lies() const { return side == Side::above || side == Side::below; }
    double off(const Point& at) const {
        switch (side) {
        case Side::above: return box.y - at.y;
        case Side::below: return at.y - box.y - box.height;
        case Side::left: return box.x - at.x;
        case Side::right: break;
        }
        return at.x - box.x - box.width;
    }
    double beyond(const Point& at) const {
        const double low = lies() ? box.x : box.y;
        const double place = lies() ? at.x : at.y;
        return std::max({low - place, place - low - (lies() ? box.width : box.height), 0.0});
    }
    Point moved(Point at, double away) const {
        const double signed_away = side == Side::above || side == Side::left ? -away : away;
        (lies() ? at.y : at.x) += signed_away;
        return at;
    }
};

bool overlap(const Rectangle& one, const Rectangle& other, double slack) {
    return one.x < other.x + other.width + slack && other.x < one.x + one.width + slack &&
           one.y < other.y + other.height + slack && other.y < one.y + one.height + slack;
}

// The square of it, which takes no root.
double away_from(const Rectangle& box, const Point& at) {
    const double x = std::max({box.x - at.x, at.x - box.x - box.width, 0.0});
    const double y = std::max({box.y - at.y, at.y - box.y - box.height, 0.0});
    return x * x + y * y;
}

class Curve {
public:
    explicit Curve(const std::vector<Point>& points) {
        for (std::size_t i = 0; i + 3 < points.size(); i += 3)
            pieces_.push_back({{points[i], points[i + 1], points[i + 2], points[i + 3]}});
    }
    // Points of it, about as far from each other wherever they are.
    std::vector<Point> samples() const {
        std::vector<Point> all;
        for (const Cubic& one : pieces_) {
            const int count = std::max(1, static_cast<int>(length_of(one) / sampled));
            for (int i = 0; i < count; ++i) all.push_back(one.at(static_cast<double>(i) / count));
        }
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
            boxes_.push_back({middle.x - size.width / 2, middle.y - size.height / 2, size.width, size.height});
        }
    }

    void run() {
        for (const PlacedEdge& edge : layout_.edges) {
            const bool free = edge.stops.empty() && edge.curve.size() > 3;
            samples_.push_back(free ? Curve(edge.curve).samples() : std::vector<Point>());
        }
        for (std::size_t box = 0; box < boxes_.size(); ++box) {
            const std::vector<std::size_t> near = near_by(box);
            for (std::size_t side = 0; side < sides.size() && !near.empty(); ++side)
                clear({boxes_[box], sides[side]}, near);
        }
    }

private:
    struct Passing {
        double off;
        std::size_t edge;
    };

    // Arrows that touch a box of others for as long as it takes.
    std::vector<std::size_t> near_by(std::size_t box) const {
        const Rectangle& it = boxes_[box];
        const double left = it.x - touching, right = it.x + it.width + touching;
        const double top = it.y - touching, bottom = it.y + it.height + touching;
        std::vector<std::size_t> near;
        for (std::size_t edge = 0; edge < samples_.size(); ++edge) {
            if (request_.edges[edge].from == box || request_.edges[edge].to == box) continue;
            const auto count = std::ranges::count_if(samples_[edge], [&](const Point& at) {
                return left < at.x && at.x < right && top < at.y && at.y < bottom;
            });
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
        const auto [left, right] = std::ranges::minmax(samples, {}, &Point::x);
        const auto [top, bottom] = std::ranges::minmax(samples, {}, &Point::y);
        const Rectangle all = {left.x, top.y, right.x - left.x, bottom.y - top.y};
        double length = 0;
        for (std::size_t box = 0; box < boxes_.size(); ++box) {
            if (request_.edges[edge].from == box || request_.edges[edge].to == box) continue;
            if (!overlap(boxes_[box], all, touching)) continue;
            for (const Point& at : samples) {
                const double away = away_from(boxes_[box], at);
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
        return true;
    }

    const LayoutRequest& request_;
    Layout& layout_;
    std::vector<Rectangle> boxes_;            // of nodes
    std::vector<std::vector<Point>> samples_; // of arrows; of those with stops none
};

} // namespace

void keep_off_boxes(const LayoutRequest& request, Layout& layout) { Clearing(request, layout).run(); }

} // namespace callflow::draw
