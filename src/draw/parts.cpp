#include "draw/parts.hpp"

#include <algorithm>
#include <utility>

namespace callflow::draw {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);
constexpr double between_parts = 24;
constexpr double inside_frame = 10;
constexpr double best_shape = 1.4; // width by height of a page that lies on its side

std::size_t outermost(const LayoutRequest& request, std::size_t frame) {
    while (frame != none && request.frames[frame].parent != none) frame = request.frames[frame].parent;
    return frame;
}

std::vector<Part> all_in_one(const LayoutRequest& request) {
    Part part;
    part.request = request;
    const auto count = [](std::vector<std::size_t>& numbers, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i) numbers.push_back(i);
    };
    count(part.nodes, request.nodes.size());
    count(part.edges, request.edges.size());
    count(part.frames, request.frames.size());
    return {std::move(part)};
}

bool can_part(const LayoutRequest& request) {
    if (request.frames.size() < 2) return false;
    const auto alone = [&](std::size_t node) {
        const std::size_t frame = outermost(request, request.nodes[node].frame);
        return frame != none && request.frames[frame].alone ? frame : none;
    };
    for (std::size_t i = 0; i < request.nodes.size(); ++i) {
        if (alone(i) == none) return false;
    }
    return std::ranges::all_of(request.edges,
                               [&](const LayoutEdge& edge) { return alone(edge.from) == alone(edge.to); });
}

struct Place {
    double x = 0, y = 0;
};
// Things of those sizes, in their order, in columns that are at most `limit` high; rows where sizes are given turned.
Size stack(const std::vector<Size>& sizes, double limit, std::vector<Place>& places) {
    Size all;
    Place at;
    double wide = 0; // the widest of this column
    places.clear();
    for (const Size& size : sizes) {
        if (at.y > 0 && at.y + size.height > limit) {
            at = {at.x + wide + between_parts, 0};
            wide = 0;
        }
        places.push_back(at);
        all = {std::max(all.width, at.x + size.width), std::max(all.height, at.y + size.height)};
        at.y += size.height + between_parts;
        wide = std::max(wide, size.width);
    }
    return all;
}

std::vector<Place> arranged(const std::vector<Size>& sizes, Size& all) {
    std::vector<Size> turned;
    double tallest = 0;
    double widest = 0;
    for (const Size& size : sizes) {
        turned.push_back({size.height, size.width});
        tallest = std::max(tallest, size.height);
        widest = std::max(widest, size.width);
    }
    std::vector<Place> columns;
    std::vector<Place> rows;
    const Size side_by_side = stack(sizes, tallest, columns);
    const Size below = stack(turned, widest, rows);
    for (Place& one : rows) std::swap(one.x, one.y);
    const auto side_of_page = [](double width, double height) { return std::max(width / best_shape, height); };
    if (side_of_page(side_by_side.width, side_by_side.height) <= side_of_page(below.height, below.width)) {
        all = side_by_side;
        return columns;
    }
    all = {below.height, below.width};
    return rows;
}

} // namespace

std::vector<Part> parts_of(const LayoutRequest& request) {
    if (!can_part(request)) return all_in_one(request);
    std::vector<Part> parts;
    std::vector<std::size_t> part_of(request.frames.size(), none); // by its outermost frame
    std::vector<std::size_t> node_in(request.nodes.size());
    std::vector<std::size_t> frame_in(request.frames.size(), none);
    for (std::size_t i = 0; i < request.frames.size(); ++i) {
        const LayoutFrame& frame = request.frames[i];
        if (frame.parent == none) {
            part_of[i] = parts.size();
            parts.emplace_back();
            Part& part = parts.back();
            part.around = i;
            part.request.sideways = request.sideways;
            part.request.effort = request.effort;
            part.request.routed = request.routed;
            continue;
        }
        Part& part = parts[part_of[outermost(request, i)]];
        frame_in[i] = part.frames.size();
        part.frames.push_back(i);
        part.request.frames.push_back(
            {.parent = frame_in[frame.parent], .title = frame.title, .alone = false}); // none: of what stands around
    }
    for (std::size_t i = 0; i < request.nodes.size(); ++i) {
        LayoutNode node = request.nodes[i];
        Part& part = parts[part_of[outermost(request, node.frame)]];
        node.frame = frame_in[node.frame];
        node_in[i] = part.nodes.size();
        part.nodes.push_back(i);
        part.request.nodes.push_back(node);
    }
    for (std::size_t i = 0; i < request.edges.size(); ++i) {
        LayoutEdge edge = request.edges[i];
        Part& part = parts[part_of[outermost(request, request.nodes[edge.from].frame)]];
        edge.from = node_in[edge.from];
        edge.to = node_in[edge.to];
        part.edges.push_back(i);
        part.request.edges.push_back(edge);
    }
    std::erase_if(parts, [](const Part& part) { return part.nodes.empty(); });
    return parts;
}

Layout packed(const LayoutRequest& request, const std::vector<Part>& parts, const std::vector<Layout>& layouts) {
    if (parts.size() == 1 && parts.front().around == none) {
        Layout whole = layouts.front();
        whole.rows.clear();
        return whole;
    }
    std::vector<Size> sizes;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Size& title = request.frames[parts[i].around].title;
        sizes.push_back({std::max(layouts[i].size.width, title.width) + 2 * inside_frame,
                         layouts[i].size.height + title.height + 4 + inside_frame});
    }
    Layout whole;
    whole.nodes.resize(request.nodes.size());
    whole.edges.resize(request.edges.size());
    whole.frames.resize(request.frames.size());
    const std::vector<Place> places = arranged(sizes, whole.size);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Part& part = parts[i];
        const Layout& layout = layouts[i];
        const Place& at = places[i];
        whole.frames[part.around] = {at.x, at.y, sizes[i].width, sizes[i].height};
        const double dx = at.x + (sizes[i].width - layout.size.width) / 2;
        const double dy = at.y + request.frames[part.around].title.height + 4;
        const auto moved = [&](const Point& point) { return Point{point.x + dx, point.y + dy}; };
        for (std::size_t k = 0; k < part.nodes.size(); ++k) whole.nodes[part.nodes[k]] = moved(layout.nodes[k]);
        for (std::size_t k = 0; k < part.frames.size(); ++k) {
            const Rectangle& frame = layout.frames[k];
            if (frame.width > 0) whole.frames[part.frames[k]] = {frame.x + dx, frame.y + dy, frame.width, frame.height};
        }
        for (std::size_t k = 0; k < part.edges.size(); ++k) {
            PlacedEdge edge = layout.edges[k];
            edge.stops.clear();
            for (Point& point : edge.curve) point = moved(point);
            edge.tip = moved(edge.tip);
            edge.label = moved(edge.label);
            whole.edges[part.edges[k]] = std::move(edge);
        }
        if (layout.titles.empty()) continue;
        whole.titles.resize(request.frames.size());
        for (std::size_t k = 0; k < part.frames.size(); ++k) whole.titles[part.frames[k]] = moved(layout.titles[k]);
    }
    for (std::size_t i = 0; i < request.frames.size() && !whole.titles.empty(); ++i) {
        if (request.frames[i].alone) whole.titles[i] = {whole.frames[i].x + title_in.x, whole.frames[i].y + title_in.y};
    }
    return whole;
}

} // namespace callflow::draw
