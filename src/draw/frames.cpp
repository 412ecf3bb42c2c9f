#include "draw/frames.hpp"

#include "draw/points.hpp"
#include "draw/room.hpp"

#include <algorithm>
#include <vector>

namespace callflow::draw {
namespace {

constexpr double around_label = 5;
constexpr double around_title = 3;
constexpr double between_frames = 6;
constexpr double title_step = 6;
constexpr double most_room = 120; // that a frame is widened by for a label: for more, the label looks for another place

bool meets(const Rectangle& one, const Rectangle& other) {
    return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height &&
           other.y < one.y + one.height;
}
Rectangle around(const Point& middle, const Size& size, double more) {
    return {middle.x - size.width / 2 - more, middle.y - size.height / 2 - more, size.width + 2 * more,
            size.height + 2 * more};
}
Rectangle with(const Rectangle& one, const Rectangle& other) {
    const double x = std::min(one.x, other.x);
    const double y = std::min(one.y, other.y);
    return {x, y, std::max(one.x + one.width, other.x + other.width) - x,
            std::max(one.y + one.height, other.y + other.height) - y};
}
bool holds(const Rectangle& outer, const Rectangle& one) {
    const Rectangle both = with(outer, one);
    return both.x == outer.x && both.y == outer.y && both.width == outer.width && both.height == outer.height;
}

Rectangle widened(const Rectangle& one, double more) {
    return {one.x - more, one.y - more, one.width + 2 * more, one.height + 2 * more};
}

Rectangle label_of(const LayoutRequest& request, const Layout& layout, std::size_t edge, double more) {
    return around(layout.edges[edge].label, request.edges[edge].label, more);
}
bool has_label(const LayoutRequest& request, const Layout& layout, std::size_t edge) {
    return request.edges[edge].label.width > 0 && !layout.edges[edge].curve.empty();
}

// Whether the frame may reach so far.
bool is_free(const LayoutRequest& request, const Layout& layout, std::size_t frame, const Rectangle& larger) {
    for (std::size_t i = 0; i < request.nodes.size(); ++i) {
        if (!is_within(request, request.nodes[i].frame, frame) &&
            meets(larger, around(layout.nodes[i], request.nodes[i].size, 4)))
            return false;
    }
    for (std::size_t i = 0; i < request.frames.size(); ++i) {
        if (i == frame || layout.frames[i].width <= 0 || is_within(request, i, frame)) continue;
        if (is_within(request, frame, i) ? !holds(layout.frames[i], larger)
                                         : meets(larger, widened(layout.frames[i], between_frames)))
            return false;
    }
    for (std::size_t i = 0; i < request.edges.size(); ++i) {
        if (!has_label(request, layout, i)) continue;
        const Rectangle label = label_of(request, layout, i, 0);
        if (!is_inside(request, i, frame) && meets(larger, label) && !meets(layout.frames[frame], label)) return false;
    }
    return true;
}

} // namespace

void make_room(const LayoutRequest& request, Layout& layout) {
    if (request.sideways) return;
    for (std::size_t frame = layout.frames.size(); frame-- > 0;) { // inner ones first
        if (layout.frames[frame].width <= 0) continue;
        for (std::size_t i = 0; i < request.edges.size(); ++i) {
            if (!has_label(request, layout, i) || !is_inside(request, i, frame)) continue;
            Rectangle larger = layout.frames[frame];
            const double right = larger.x + larger.width;
            const double room = layout.edges[i].label.x + request.edges[i].label.width / 2 + around_label - right;
            if (room <= 0 || room > most_room) continue;
            larger.width += room;
            if (is_free(request, layout, frame, larger))
                layout.frames[frame] = larger;
            else
                move_right(request, layout, {.from = right, .room = room, .frame = frame});
        }
    }
}

namespace {

// What a frame's title may come across, wherever in its row it stands.
struct InRow {
    std::vector<std::vector<double>> lines; // the points of each that are at that height
    std::vector<Rectangle> nodes;
};

InRow in_row(const LayoutRequest& request, const Layout& layout, const std::vector<std::vector<Box>>& boxes,
             const Rectangle& row) {
    InRow out;
    const Box all = {row.x, row.y, row.x + row.width, row.y + row.height};
    std::vector<Point> points;
    std::vector<double> there;
    for (std::size_t i = 0; i < layout.edges.size(); ++i) {
        there.clear();
        const PlacedEdge& edge = layout.edges[i];
        const auto add = [&](const Point& at) {
            if (at.y > all.top && at.y < all.bottom) there.push_back(at.x);
        };
        for (std::size_t k = 0; k < boxes[i].size(); ++k) {
            if (boxes[i][k].away_squared(all) > 0) continue;
            points.clear();
            add_points(piece_of(edge, k), 3, points);
            for (const Point& at : points) add(at);
        }
        if (!edge.curve.empty()) add(edge.curve.back()), add(edge.tip);
        if (!there.empty()) out.lines.push_back(there);
    }
    for (std::size_t i = 0; i < request.nodes.size(); ++i) {
        const Rectangle node = around(layout.nodes[i], request.nodes[i].size, 0);
        const Rectangle whole = {node.x, row.y, node.width, row.height};
        if (meets(whole, node)) out.nodes.push_back(node);
    }
    return out;
}

} // namespace

void settle_titles(const LayoutRequest& request, Layout& layout) {
    layout.titles.clear();
    if (layout.frames.empty()) return;
    std::vector<std::vector<Box>> boxes; // of each arrow's pieces
    for (const PlacedEdge& edge : layout.edges) {
        boxes.emplace_back();
        for (std::size_t i = 0; i < pieces_of(edge); ++i) boxes.back().push_back(box_around(piece_of(edge, i)));
    }
    for (std::size_t i = 0; i < layout.frames.size(); ++i) {
        const Rectangle& frame = layout.frames[i];
        const Size& title = request.frames[i].title;
        Point best = {frame.x + title_in.x, frame.y + title_in.y};
        std::size_t least = static_cast<std::size_t>(-1);
        const double last = frame.x + frame.width - title_in.x - title.width;
        const double widest = std::max(frame.width, 2 * title_in.x + title.width + around_title);
        const InRow row = in_row(request, layout, boxes, {frame.x, frame.y + title_in.y, widest, title.height});
        for (double x = best.x; x <= std::max(last, frame.x + title_in.x) && least > 0; x += title_step) {
            const Rectangle words = {x - around_title, frame.y + title_in.y, title.width + 2 * around_title,
                                     title.height};
            std::size_t faults = 0;
            for (const std::vector<double>& line : row.lines) {
                const auto crosses = [&](double at) { return at > words.x && at < words.x + words.width; };
                faults += std::ranges::any_of(line, crosses) ? 1U : 0U;
            }
            for (const Rectangle& node : row.nodes) faults += meets(words, node) ? 100U : 0U;
            if (faults < least) least = faults, best.x = x;
        }
        layout.titles.push_back(best);
    }
}

void grow_frames(const LayoutRequest& request, Layout& layout) {
    for (std::size_t frame = layout.frames.size(); frame-- > 0;) { // inner ones first
        if (layout.frames[frame].width <= 0) continue;
        for (std::size_t i = 0; i < request.edges.size(); ++i) {
            if (!has_label(request, layout, i) || !is_inside(request, i, frame)) continue;
            const Rectangle label = label_of(request, layout, i, around_label);
            if (holds(layout.frames[frame], label)) continue;
            const Rectangle larger = with(layout.frames[frame], label);
            if (is_free(request, layout, frame, larger)) layout.frames[frame] = larger;
        }
    }
}

} // namespace callflow::draw
