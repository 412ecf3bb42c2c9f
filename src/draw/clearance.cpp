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

double distance(const Point& one, const Point& other) { return std::hypot(one.x - other.x, one.y - other.y); }

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

double away_from(const Rectangle& box, const Point& at) {
    return std::hypot(std::max({box.x - at.x, at.x - box.x - box.width, 0.0}),
                      std::max({box.y - at.y, at.y - box.y - box.height, 0.0}));
}

class Curve {
public:
    explicit Curve(const std::vector<Point>& points) {
        for (std::size_t i = 0; i + 3 < points.size(); i += 3)
            split({{points[i], points[i + 1], points[i + 2], points[i + 3]}});
    }
    // Points of it, about as far from each other wherever they are.
    std::vector<Point> samples() const {
        std::vector<Point> all;
        for (const Cubic& one : pieces_) {
            const double length = distance(one.p[0], one.p[3]);
            const int count = std::max(1, static_cast<int>(length / sampled));
            for (int i = 0; i < count; ++i) all.push_back(one.at(static_cast<double>(i) / count));
        }
        return all;
    }
    // Moved to be so far off, where it is beside the border, and less and less beyond.
    void move_off(const Border& border, double wanted) {
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
    void split(const Cubic& whole) {
        const double length =
            distance(whole.p[0], whole.p[1]) + distance(whole.p[1], whole.p[2]) + distance(whole.p[2], whole.p[3]);
        const int count = std::max(1, static_cast<int>(std::ceil(length / piece)));
        Cubic rest = whole;
        for (int left = count; left > 1; --left) {
            const double t = 1.0 / left;
            pieces_.push_back(rest.turned().after(1 - t).turned());
            rest = rest.after(t);
        }
        pieces_.push_back(rest);
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
        struct Passing {
            double off;
            std::size_t edge;
        };
        for (std::size_t box = 0; box < boxes_.size(); ++box) {
            for (const Side side : sides) {
                const Border border = {boxes_[box], side};
                std::vector<Passing> passing;
                for (std::size_t edge = 0; edge < layout_.edges.size(); ++edge) {
                    if (!may_touch(edge, box)) continue;
                    double least = touching, length = 0;
                    for (const Point& at : Curve(layout_.edges[edge].curve).samples()) {
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
        }
    }

private:
    // Whether the box is not the arrow's own, and near enough to look at closely.
    bool may_touch(std::size_t edge, std::size_t box) const {
        const std::vector<Point>& curve = layout_.edges[edge].curve;
        if (curve.size() < 4 || !layout_.edges[edge].stops.empty()) return false;
        if (request_.edges[edge].from == box || request_.edges[edge].to == box) return false;
        const auto [left, right] = std::ranges::minmax(curve, {}, &Point::x);
        const auto [top, bottom] = std::ranges::minmax(curve, {}, &Point::y);
        const Rectangle& it = boxes_[box];
        return left.x < it.x + it.width + touching && it.x - touching < right.x &&
               top.y < it.y + it.height + touching && it.y - touching < bottom.y;
    }

    // How much of it is too near to boxes that are not its own.
    double touched(std::size_t edge, const Curve& curve) const {
        const std::vector<Point> samples = curve.samples();
        double length = 0;
        for (std::size_t box = 0; box < boxes_.size(); ++box) {
            if (request_.edges[edge].from == box || request_.edges[edge].to == box) continue;
            for (const Point& at : samples) {
                const double away = away_from(boxes_[box], at);
                if (away < touching) length += away == 0 ? 10 * sampled : sampled;
            }
        }
        return length;
    }

    bool move(std::size_t edge, const Border& border, double wanted) {
        const Curve before(layout_.edges[edge].curve);
        Curve moved = before;
        moved.move_off(border, wanted);
        if (touched(edge, moved) >= touched(edge, before)) return false;
        layout_.edges[edge].curve = moved.points();
        return true;
    }

    const LayoutRequest& request_;
    Layout& layout_;
    std::vector<Rectangle> boxes_; // of nodes
};

} // namespace

void keep_off_boxes(const LayoutRequest& request, Layout& layout) { Clearing(request, layout).run(); }

} // namespace callflow::draw
