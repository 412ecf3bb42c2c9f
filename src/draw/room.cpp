#include "draw/room.hpp"

#include "draw/surroundings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace callflow::draw {

namespace {

constexpr double little = 40;

// An arrow whose boxes are on one side of the cut stays as it is where it hardly reaches the other: cut, it would have a hook.
std::optional<double> moved_whole(const PlacedEdge& edge, const Cut& cut, double begin, double end) {
    if (begin != end || edge.curve.empty()) return std::nullopt;
    const auto [left, right] = std::ranges::minmax(edge.curve, {}, &Point::x);
    const bool near_cut = begin > 0 ? left.x > cut.from - little : right.x < cut.from + little;
    return near_cut ? std::optional(begin) : std::nullopt;
}

} // namespace

void move_right(const LayoutRequest& request, Layout& layout, const Cut& cut) {
    const auto moved = [&](double x) { return x > cut.from ? cut.room : 0.0; };
    const auto followed = [&](double x) { return cut.room * std::clamp((x - cut.from) / cut.bend, 0.0, 1.0); };
    const bool framed = cut.frame < layout.frames.size();
    for (std::size_t i = 0; i < layout.edges.size(); ++i) {
        PlacedEdge& edge = layout.edges[i];
        const double begin = moved(layout.nodes[request.edges[i].from].x);
        const double end = moved(layout.nodes[request.edges[i].to].x);
        const std::vector<Point> before = edge.curve;
        const std::optional<double> whole = framed ? std::nullopt : moved_whole(edge, cut, begin, end);
        for (std::size_t k = 0; k < edge.curve.size(); ++k) {
            // What lies between two pieces of a curve takes the points on both sides along, so that it stays round there.
            const std::size_t with = framed ? k : (k + 1) / 3 * 3;
            edge.curve[k].x += whole ? *whole : k < 2 ? begin : k + 2 >= before.size() ? end : followed(before[with].x);
        }
        edge.tip.x += end;
        if (!framed || !is_inside(request, i, cut.frame)) edge.label.x += moved(edge.label.x);
    }
    for (Point& node : layout.nodes) node.x += moved(node.x);
    for (std::size_t i = 0; i < layout.frames.size(); ++i) {
        Rectangle& one = layout.frames[i];
        const bool wider = framed && is_within(request, cut.frame, i);
        const double right = one.x + one.width + (wider ? cut.room : moved(one.x + one.width));
        one.x += moved(one.x);
        one.width = right - one.x;
    }
    for (Row& row : layout.rows) {
        for (Slot& slot : row.slots) {
            const double by = moved(slot.at);
            slot.low += by, slot.high += by, slot.at += by;
        }
    }
    layout.size.width += cut.room;
}

namespace {

constexpr double beside = 3;        // between an arrow and its words
constexpr double around_label = 4;  // to what moves aside
constexpr double beside_border = 2; // from the room around words, which borders may pass through
constexpr double widest_bend = 20;
constexpr double least_bend = 4;
constexpr double most_room = 220;
constexpr double farthest = 400;      // along the arrow
constexpr std::size_t sparse = 3;     // of the points along it, those that are tried
constexpr double points_for_one = 20; // of a way from where the words are, that cost as much as one of room

struct Best {
    Gap gap;
    double cost = std::numeric_limits<double>::infinity();
};

// Places for one label beside its arrow, and what would have to move for them.
class Places {
public:
    Places(const LayoutRequest& request, const Layout& layout, std::size_t edge)
        : request_(request), layout_(layout), edge_(edge), around_(request, layout), labels_(layout.size) {
        for (std::size_t i = 0; i < layout.edges.size(); ++i) {
            if (i != edge && request.edges[i].label.width > 0 && !layout.edges[i].curve.empty())
                labels_.add(static_cast<std::uint32_t>(i), box_of(i));
        }
    }

    void find() {
        const Size& size = request_.edges[edge_].label;
        const double off = 0.5 + beside / size.height; // wholly above or below
        const std::span<const Point> points = around_.curves[edge_].points;
        for (std::size_t i = 0; i < points.size(); i += sparse) {
            const Point& at = points[i];
            if (distance(at, layout_.edges[edge_].label) > farthest) continue;
            for (const double up : {0.0, -0.5, 0.5, -off, off}) {
                try_right(at, {at.x + beside + size.width / 2, at.y + up * size.height});
                try_left(at, {at.x - beside - size.width / 2, at.y + up * size.height});
            }
        }
    }

    Best right, left;

private:
    Box box_of(std::size_t edge) const { return box_around(layout_.edges[edge].label, request_.edges[edge].label); }

    // All that lies in the box moves to the right, but not the arrow, which passes on its left.
    void try_right(const Point& at, const Point& middle) {
        const Box box = box_around(middle, request_.edges[edge_].label);
        double first = std::numeric_limits<double>::infinity();
        each_in(box, [&](const Box& one) { first = std::min(first, one.left); });
        if (first >= box.right) return offer(right, {.from = box.right, .room = 0}, middle, box);
        const double bend = std::min(widest_bend, first - at.x);
        if (bend < least_bend) return;
        offer(right, {.from = first - bend, .room = box.right + around_label - first, .bend = bend}, middle, box);
    }
    // The arrow moves to the right, and the label beside it.
    void try_left(const Point& at, const Point& middle) {
        const Box box = box_around(middle, request_.edges[edge_].label);
        double last = std::min(box.left, 0.0);
        each_in(box, [&](const Box& one) { last = std::max(last, one.right); });
        if (last <= box.left && box.left >= 0) return offer(left, {.from = box.left, .room = 0}, middle, box);
        const double bend = std::min(widest_bend, at.x - last);
        if (bend < least_bend) return;
        const double room = last + around_label - box.left;
        offer(left, {.from = at.x - bend, .room = room, .bend = bend}, {middle.x + room, middle.y}, box);
    }

    template <class Visit> void each_in(const Box& box, Visit&& visit) const {
        const auto consider = [&](const Box& one) {
            if (one.meets(box)) visit(one);
            return true;
        };
        around_.nodes.visit_while(box, [&](std::uint32_t node) { return consider(around_.boxes[node]); });
        labels_.visit_while(box, [&](std::uint32_t other) { return consider(box_of(other)); });
        around_.lines.visit_while(box, [&](const Spot& spot) {
            const bool close = spot.at.y < box.top + beside_border || spot.at.y > box.bottom - beside_border;
            if (spot.edge != around_.border || !close) visit(Box{spot.at.x, spot.at.y, spot.at.x, spot.at.y});
            return true;
        });
    }

    // Borders that lead across the label stay there, however wide their frames become.
    bool crosses_border(const Cut& one, const Box& box) const {
        return std::ranges::any_of(layout_.frames, [&](const Rectangle& frame) {
            const auto passes = [&](double y) { return y > box.top + beside_border && y < box.bottom - beside_border; };
            return frame.width > 0 && frame.x <= one.from && frame.x + frame.width >= one.from &&
                   (passes(frame.y) || passes(frame.y + frame.height));
        });
    }

    void offer(Best& best, const Cut& cut, const Point& middle, const Box& box) {
        const double cost = cut.room + distance(middle, layout_.edges[edge_].label) / points_for_one;
        if (cut.room > most_room || cost >= best.cost || crosses_border(cut, box)) return;
        best = {{edge_, cut, middle}, cost};
    }

    const LayoutRequest& request_;
    const Layout& layout_;
    std::size_t edge_;
    Surroundings around_;
    Grid labels_;
};

} // namespace

std::vector<Gap> gaps_beside(const LayoutRequest& request, const Layout& layout, std::size_t edge) {
    Places places(request, layout, edge);
    places.find();
    std::vector<Gap> gaps;
    for (const Best& one : {places.right, places.left})
        if (one.cost < std::numeric_limits<double>::infinity()) gaps.push_back(one.gap);
    return gaps;
}

void make_way(const LayoutRequest& request, Layout& layout, const Gap& gap) {
    if (gap.cut.room > 0) move_right(request, layout, gap.cut);
    layout.edges[gap.edge].label = gap.label;
}

} // namespace callflow::draw
