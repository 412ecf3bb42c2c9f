#include "draw/frames.hpp"

#include "draw/labels.hpp"

#include <algorithm>
#include <vector>

namespace callflow::draw {
namespace {

constexpr double around_label = 5;
constexpr double around_title = 3;
constexpr double title_step = 6;

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

bool is_within(const LayoutRequest& request, std::size_t frame, std::size_t outer) {
    while (frame < request.frames.size() && frame != outer) frame = request.frames[frame].parent;
    return frame == outer;
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
        if (is_within(request, frame, i) ? !holds(layout.frames[i], larger) : meets(larger, layout.frames[i]))
            return false;
    }
    for (std::size_t i = 0; i < request.edges.size(); ++i) {
        if (!has_label(request, layout, i)) continue;
        const bool mine = is_within(request, request.nodes[request.edges[i].from].frame, frame) &&
                          is_within(request, request.nodes[request.edges[i].to].frame, frame);
        const Rectangle label = label_of(request, layout, i, 0);
        if (!mine && meets(larger, label) && !meets(layout.frames[frame], label)) return false;
    }
    return true;
}

} // namespace

void settle_titles(const LayoutRequest& request, Layout& layout) {
    layout.titles.clear();
    if (layout.frames.empty()) return;
    std::vector<std::vector<Point>> lines;
    lines.reserve(layout.edges.size());
    for (const PlacedEdge& edge : layout.edges) lines.push_back(points_along(edge, 3));
    for (std::size_t i = 0; i < layout.frames.size(); ++i) {
        const Rectangle& frame = layout.frames[i];
        const Size& title = request.frames[i].title;
        Point best = {frame.x + title_in.x, frame.y + title_in.y};
        std::size_t least = static_cast<std::size_t>(-1);
        const double last = frame.x + frame.width - title_in.x - title.width;
        for (double x = best.x; x <= std::max(last, frame.x + title_in.x) && least > 0; x += title_step) {
            const Rectangle words = {x - around_title, frame.y + title_in.y, title.width + 2 * around_title,
                                     title.height};
            std::size_t faults = 0;
            for (const std::vector<Point>& line : lines) {
                faults += std::ranges::any_of(line,
                                              [&](const Point& at) {
                                                  return at.x > words.x && at.x < words.x + words.width &&
                                                         at.y > words.y && at.y < words.y + words.height;
                                              })
                              ? 1U
                              : 0U;
            }
            for (std::size_t k = 0; k < request.nodes.size(); ++k)
                faults += meets(words, around(layout.nodes[k], request.nodes[k].size, 0)) ? 100U : 0U;
            if (faults < least) least = faults, best.x = x;
        }
        layout.titles.push_back(best);
    }
}

void grow_frames(const LayoutRequest& request, Layout& layout) {
    for (std::size_t frame = layout.frames.size(); frame-- > 0;) { // inner ones first
        if (layout.frames[frame].width <= 0) continue;
        for (std::size_t i = 0; i < request.edges.size(); ++i) {
            if (!has_label(request, layout, i) ||
                !is_within(request, request.nodes[request.edges[i].from].frame, frame) ||
                !is_within(request, request.nodes[request.edges[i].to].frame, frame))
                continue;
            const Rectangle label = label_of(request, layout, i, around_label);
            if (holds(layout.frames[frame], label)) continue;
            const Rectangle larger = with(layout.frames[frame], label);
            if (is_free(request, layout, frame, larger)) layout.frames[frame] = larger;
        }
    }
}

} // namespace callflow::draw
