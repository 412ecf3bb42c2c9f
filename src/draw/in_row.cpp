#include "draw/in_row.hpp"

#include "draw/axes.hpp"
#include "draw/cubic.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace callflow::draw {
namespace {

class InRow : Axes {
public:
    InRow(const LayoutRequest& request, Layout& layout) : Axes(request.sideways), request_(request), layout_(layout) {}

    void run(std::size_t edge) {
        const std::vector<Stop>& stops = layout_.edges[edge].stops;
        if (box_between(stops.front(), stops.back()))
            draw_around(edge);
        else
            draw_across(edge);
    }

private:
    bool box_between(const Stop& one, const Stop& other) const {
        const auto [first, last] = std::minmax(one.slot, other.slot);
        for (std::uint32_t i = first + 1; i < last; ++i) {
            if (layout_.rows[one.row].slots[i].kind == Slot::Kind::box) return true;
        }
        return false;
    }

    // Within a row, over what stands between: before the row, or where it is the first one, behind it.
    void draw_around(std::size_t edge) {
        const LayoutEdge& asked = request_.edges[edge];
        const std::size_t index = layout_.edges[edge].stops.front().row;
        const Row& row = layout_.rows[index];
        const double side = index > 0 ? -1 : 1;
        const double aside =
            index > 0 ? row.begin - (row.begin - layout_.rows[index - 1].end) / 2 : row.end + head_length;
        const auto border = [&](std::size_t box) {
            return along(layout_.nodes[box]) + side * length_along(request_.nodes[box].size) / 2;
        };
        const double towards = across(layout_.nodes[asked.to]) > across(layout_.nodes[asked.from]) ? 1 : -1;
        const double from =
            across(layout_.nodes[asked.from]) + towards * length_across(request_.nodes[asked.from].size) / 4;
        const double to = across(layout_.nodes[asked.to]) - towards * length_across(request_.nodes[asked.to].size) / 4;
        const double round = std::min(head_length, std::abs(to - from) / 4);
        const Point corners[] = {point(aside, from), point(aside, to)};
        const Point stays[] = {point(border(asked.from), from), point(aside, from + towards * round),
                               point(aside, to - towards * round), point(border(asked.to), to)};
        std::vector<Cubic> curve = {{{stays[0], corners[0], corners[0], stays[1]}},
                                    {{stays[1], stays[1], stays[2], stays[2]}},
                                    {{stays[2], corners[1], corners[1], stays[3]}}};
        set_curve(layout_.edges[edge], std::move(curve));
        layout_.edges[edge].label = point(aside, (from + to) / 2);
    }

    // Straight from one box to its neighbour in the row.
    void draw_across(std::size_t edge) {
        const LayoutEdge& asked = request_.edges[edge];
        const Point& from = layout_.nodes[asked.from];
        const Point& to = layout_.nodes[asked.to];
        const double where = (along(from) + along(to)) / 2;
        const double towards = across(to) > across(from) ? 1 : -1;
        const Point begin = point(where, across(from) + towards * length_across(request_.nodes[asked.from].size) / 2);
        const Point end = point(where, across(to) - towards * length_across(request_.nodes[asked.to].size) / 2);
        const auto between = [&](double share) {
            return Point{begin.x + (end.x - begin.x) * share, begin.y + (end.y - begin.y) * share};
        };
        set_curve(layout_.edges[edge], {{{begin, between(1.0 / 3), between(2.0 / 3), end}}});
        layout_.edges[edge].label = between(0.5);
    }

    const LayoutRequest& request_;
    Layout& layout_;
};

} // namespace

void route_in_row(const LayoutRequest& request, Layout& layout, std::size_t edge) { InRow(request, layout).run(edge); }

} // namespace callflow::draw
