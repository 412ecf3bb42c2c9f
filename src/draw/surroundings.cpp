#include "draw/surroundings.hpp"

#include <cstddef>
#include <span>

namespace callflow::draw {

Surroundings::Surroundings(const LayoutRequest& request, const Layout& layout) : nodes(layout.size) {
    for (std::size_t i = 0; i < request.nodes.size(); ++i)
        add_box(box_around(layout.nodes[i], request.nodes[i].size, 2));
    for (std::size_t i = 0; i < layout.frames.size(); ++i) { // their titles
        const Rectangle& frame = layout.frames[i];
        if (frame.width <= 0) continue;
        const Size& title = request.frames[i].title;
        const Point at = layout.titles.empty() ? Point{frame.x + title_in.x, frame.y + title_in.y} : layout.titles[i];
        add_box({at.x - 2, at.y, at.x + 2 + title.width, at.y + title.height});
    }
    sample(layout);
}

void Surroundings::add_box(const Box& box) {
    boxes.push_back(box);
    nodes.add(static_cast<std::uint32_t>(boxes.size() - 1), box);
}

// Points in place of lines.
void Surroundings::sample(const Layout& layout) {
    std::vector<std::size_t> ends;
    std::size_t count = 0;
    for (const PlacedEdge& edge : layout.edges) ends.push_back(count += count_points(edge, between_points));
    for (const Rectangle& frame : layout.frames)
        if (frame.width > 0) count += 2 * static_cast<std::size_t>((frame.width + frame.height) / between_points + 2);
    points.reserve(count);
    for (const PlacedEdge& edge : layout.edges) add_points(edge, between_points, points);
    border = static_cast<std::uint32_t>(ends.size());
    for (const Rectangle& frame : layout.frames)
        if (frame.width > 0) add_border(frame);
    ends.push_back(points.size()); // of all borders
    for (std::uint32_t i = 0; i < border; ++i) {
        const std::size_t begin = i == 0 ? 0 : ends[i - 1];
        curves.push_back(sampled(std::span<const Point>(points).subspan(begin, ends[i] - begin)));
    }
    lines = Spots(layout.size, points, ends);
}

void Surroundings::add_border(const Rectangle& frame) {
    const auto add = [&](double x, double y) { points.push_back({x, y}); };
    for (double x = 0; x < frame.width; x += between_points) {
        add(frame.x + x, frame.y);
        add(frame.x + x, frame.y + frame.height);
    }
    for (double y = 0; y < frame.height; y += between_points) {
        add(frame.x, frame.y + y);
        add(frame.x + frame.width, frame.y + y);
    }
}

} // namespace callflow::draw
