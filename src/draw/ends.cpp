#include "draw/ends.hpp"

#include "draw/points.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <vector>

namespace callflow::draw {
namespace {

constexpr double apart = 11;    // between two ends
constexpr double corner = 7;    // which is round
constexpr double at_border = 4; // off it, an end still is one of it
constexpr double a_little = 24;
constexpr double near_by = 8; // the least between two ends, if a head has to go aside
constexpr double half_head = 4.5;
constexpr std::size_t most_looked_at = 1'500; // arrows, each of which is compared with each
constexpr double bend = 30;                   // the least length of what an end takes along,
constexpr double longest = 200;               // and the greatest

struct End {
    std::size_t edge = 0;
    bool tip = false;
    double at = 0;      // along the side
    double place = 0;   // the same of the one that stood there in the order of those near it
    double near = 0;    // where the arrow is a little off it
    double towards = 0; // where the arrow goes on, along the side
};

enum Side : std::uint8_t { left, right, top, bottom };
constexpr bool upright(std::size_t side) { return side == left || side == right; }

class Spreader {
public:
    Spreader(const LayoutRequest& request, Layout& layout) : request_(request), layout_(layout) {}

    void run() {
        std::vector<std::array<std::vector<End>, 4>> ends(request_.nodes.size());
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            const PlacedEdge& edge = layout_.edges[i];
            if (edge.curve.size() < 4) continue;
            collect(ends[request_.edges[i].from], request_.edges[i].from, i, false);
            collect(ends[request_.edges[i].to], request_.edges[i].to, i, true);
        }
        for (std::size_t node = 0; node < ends.size(); ++node) {
            for (std::size_t side = 0; side < 4; ++side) spread(node, side, ends[node][side]);
        }
        if (layout_.edges.size() > most_looked_at) return;
        for (const PlacedEdge& edge : layout_.edges) around_.push_back(box_of(edge));
        for (std::size_t node = 0; node < ends.size(); ++node) {
            for (std::size_t side = 0; side < 4; ++side) clear_heads(node, side, ends[node][side]);
        }
    }

private:
    void collect(std::array<std::vector<End>, 4>& sides, std::size_t node, std::size_t edge, bool tip) const {
        if (request_.nodes[node].round) return;
        const PlacedEdge& placed = layout_.edges[edge];
        const Point& end = tip ? placed.tip : placed.curve.front();
        const Point& far = tip ? placed.curve.front() : placed.tip;
        const Point& middle = layout_.nodes[node];
        const Size& size = request_.nodes[node].size;
        const std::array<double, 4> off = {
            std::abs(end.x - (middle.x - size.width / 2)), std::abs(end.x - (middle.x + size.width / 2)),
            std::abs(end.y - (middle.y - size.height / 2)), std::abs(end.y - (middle.y + size.height / 2))};
        const auto side = static_cast<std::size_t>(std::ranges::min_element(off) - off.begin());
        if (off[side] > at_border) return;
        const Point near = off_end(placed, tip, a_little);
        sides[side].push_back({edge, tip, upright(side) ? end.y : end.x, 0, std::round(upright(side) ? near.y : near.x),
                               std::round(upright(side) ? far.y : far.x)});
    }

    // Those that stand too near each other stand in the order in which they come, or they would cross before they are there.
    static void put_in_order(std::vector<End>& ends) {
        std::ranges::sort(ends, {},
                          [](const End& one) { return std::tuple(std::round(one.at), one.towards, one.edge); });
        for (std::size_t i = 0; i < ends.size();) {
            std::size_t end = i + 1;
            while (end < ends.size() && ends[end].at - ends[end - 1].at < apart) ++end;
            std::vector<double> places;
            for (std::size_t k = i; k < end; ++k) places.push_back(ends[k].at);
            const auto first = ends.begin() + static_cast<std::ptrdiff_t>(i);
            std::sort(first, ends.begin() + static_cast<std::ptrdiff_t>(end), [](const End& one, const End& other) {
                return std::tuple(one.near, one.at, one.towards, one.edge) <
                       std::tuple(other.near, other.at, other.towards, other.edge);
            });
            for (; i < end; ++i) ends[i].place = places[i + places.size() - end];
        }
    }

    void spread(std::size_t node, std::size_t side, std::vector<End>& ends) {
        if (ends.empty()) return;
        put_in_order(ends);
        const Point& middle = layout_.nodes[node];
        const Size& size = request_.nodes[node].size;
        const double center = upright(side) ? middle.y : middle.x;
        const double half = (upright(side) ? size.height : size.width) / 2 - corner;
        if (half <= 0) return;
        const double room = ends.size() < 2 ? apart : std::min(apart, 2 * half / static_cast<double>(ends.size() - 1));
        // Those that stand too near each other become a row around the place where they all were.
        struct Cluster {
            double sum = 0; // of where each wants the first one to be
            std::size_t count = 0;
            [[nodiscard]] double begin() const { return sum / static_cast<double>(count); }
        };
        std::vector<Cluster> clusters;
        for (const End& end : ends) {
            clusters.push_back({end.place, 1});
            while (clusters.size() > 1) {
                const Cluster& last = clusters.back();
                Cluster& before = clusters[clusters.size() - 2];
                const double width = room * static_cast<double>(before.count);
                if (before.begin() + width <= last.begin() + 1e-9) break;
                before.sum += last.sum - width * static_cast<double>(last.count);
                before.count += last.count;
                clusters.pop_back();
            }
        }
        std::vector<double> places;
        for (const Cluster& one : clusters) {
            for (std::size_t i = 0; i < one.count; ++i) places.push_back(one.begin() + room * static_cast<double>(i));
        }
        keep_on_side(places, room, center - half, center + half);
        for (std::size_t i = 0; i < ends.size(); ++i) move(ends[i], upright(side), places[i] - ends[i].at);
    }

    static Box box_of(const PlacedEdge& edge) {
        Box all = {edge.tip.x, edge.tip.y, edge.tip.x, edge.tip.y};
        for (const Point& at : edge.curve) {
            all.left = std::min(all.left, at.x), all.right = std::max(all.right, at.x);
            all.top = std::min(all.top, at.y), all.bottom = std::max(all.bottom, at.y);
        }
        return all;
    }

    // Whether another arrow's line runs through the head that this one has, were it moved by that.
    bool is_crossed(std::size_t index, double aside, double down) const {
        const PlacedEdge& edge = layout_.edges[index];
        const Point tip = {edge.tip.x + aside, edge.tip.y + down};
        const Point back = {edge.curve.back().x + aside, edge.curve.back().y + down};
        const Point along = {back.x - tip.x, back.y - tip.y};
        const double length = std::hypot(along.x, along.y);
        if (length < 1) return false;
        const Box head = {std::min(tip.x, back.x) - half_head, std::min(tip.y, back.y) - half_head,
                          std::max(tip.x, back.x) + half_head, std::max(tip.y, back.y) + half_head};
        const auto is_in = [&](const Point& at) {
            const double way = ((at.x - tip.x) * along.x + (at.y - tip.y) * along.y) / length;
            const double beside = std::abs((at.x - tip.x) * along.y - (at.y - tip.y) * along.x) / length;
            return way > 0 && way < length && beside < half_head * way / length;
        };
        std::vector<Point> points;
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            if (i == index || around_[i].away_squared(head) > 0) continue;
            const PlacedEdge& other = layout_.edges[i];
            for (std::size_t k = 0; k < pieces_of(other); ++k) {
                if (box_around(piece_of(other, k)).away_squared(head) > 0) continue;
                points.clear();
                add_points(piece_of(other, k), 1, points);
                if (std::ranges::any_of(points, is_in)) return true;
            }
        }
        return false;
    }

    // A head that another line runs through goes a little aside, where there is room on its side of the box.
    void clear_heads(std::size_t node, std::size_t side, const std::vector<End>& ends) {
        std::vector<double> places;
        for (const End& end : ends) {
            const PlacedEdge& edge = layout_.edges[end.edge];
            const Point& at = end.tip ? edge.tip : edge.curve.front();
            places.push_back(upright(side) ? at.y : at.x);
        }
        const double middle = upright(side) ? layout_.nodes[node].y : layout_.nodes[node].x;
        const Size& size = request_.nodes[node].size;
        const double half = (upright(side) ? size.height : size.width) / 2 - corner;
        for (std::size_t i = 0; i < ends.size(); ++i) {
            if (!ends[i].tip || !is_crossed(ends[i].edge, 0, 0)) continue;
            for (const double by : {6.0, -6.0, 12.0, -12.0, 18.0, -18.0, 24.0, -24.0}) {
                const double place = places[i] + by;
                const bool is_free = std::abs(place - middle) <= half && (i == 0 || places[i - 1] + near_by < place) &&
                                     (i + 1 == ends.size() || places[i + 1] - near_by > place);
                if (!is_free || is_crossed(ends[i].edge, upright(side) ? 0 : by, upright(side) ? by : 0)) continue;
                move(ends[i], upright(side), by);
                around_[ends[i].edge] = box_of(layout_.edges[ends[i].edge]);
                places[i] = place;
                break;
            }
        }
    }

    // From both ends of the side, where the places reach beyond.
    static void keep_on_side(std::vector<double>& places, double room, double low, double high) {
        for (std::size_t i = places.size(); i-- > 0; high -= room) places[i] = std::min(places[i], high);
        for (std::size_t i = 0; i < places.size(); ++i, low += room) places[i] = std::max(places[i], low);
    }

    // Makes a first piece of that length, so that what is far from the end stays: it may pass close by other boxes.
    static void cut_after(std::vector<Point>& curve, double length) {
        const auto mix = [](const Point& a, const Point& b, double t) {
            return Point{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
        };
        if (std::hypot(curve[3].x - curve[0].x, curve[3].y - curve[0].y) < longest) return;
        std::array<Point, 7> both = {};
        double low = 0;
        double high = 1;
        for (int i = 0; i < 20; ++i) {
            const double t = (low + high) / 2;
            const Point ab = mix(curve[0], curve[1], t);
            const Point bc = mix(curve[1], curve[2], t);
            const Point cd = mix(curve[2], curve[3], t);
            const Point abc = mix(ab, bc, t);
            const Point bcd = mix(bc, cd, t);
            both = {curve[0], ab, abc, mix(abc, bcd, t), bcd, cd, curve[3]};
            (std::hypot(both[3].x - both[0].x, both[3].y - both[0].y) < length ? low : high) = t;
        }
        curve.erase(curve.begin(), curve.begin() + 4);
        curve.insert(curve.begin(), both.begin(), both.end());
    }

    void move(const End& end, bool upright, double by) {
        if (std::abs(by) < 0.01) return;
        PlacedEdge& edge = layout_.edges[end.edge];
        if (end.tip) std::ranges::reverse(edge.curve);
        cut_after(edge.curve, bend + 2 * std::abs(by));
        if (end.tip) std::ranges::reverse(edge.curve);
        const auto shift = [&](Point& point) { (upright ? point.y : point.x) += by; };
        const std::size_t last = edge.curve.size() - 1;
        if (end.tip) {
            shift(edge.tip);
            shift(edge.curve[last]);
            shift(edge.curve[last - 1]);
        } else {
            shift(edge.curve[0]);
            shift(edge.curve[1]);
        }
    }

    const LayoutRequest& request_;
    Layout& layout_;
    std::vector<Box> around_; // each arrow
};

} // namespace

void spread_ends(const LayoutRequest& request, Layout& layout) {
    Spreader spreader(request, layout);
    spreader.run();
}

} // namespace callflow::draw
