#include "draw/routes.hpp"

#include "draw/axes.hpp"
#include "draw/corridor.hpp"
#include "draw/cubic.hpp"
#include "draw/in_row.hpp"
#include "draw/lanes.hpp"
#include "draw/slots.hpp"
#include "draw/tracks.hpp"

#include <algorithm>
#include <cmath>
#include <ranges>
#include <tuple>
#include <utility>

namespace callflow::draw {
namespace {

constexpr double from_box = 12; // what an arrow keeps off
constexpr double from_line = 3;
constexpr double from_crossed =
    10; // that crosses it close by: two that bend there would seem to turn away from each other
constexpr double from_frame = 6;
constexpr double beside_label = 3; // between an arrow and its own words
constexpr double most_beside = 20;
constexpr double most_by_crossed = 4;
constexpr double far_across = 62;
constexpr double flat = 4;          // as many times further across than along
constexpr double track = 6;         // from one to the next
constexpr double beside_tracks = 8; // between them and the rows
constexpr double track_off_row =
    8; // where the first one begins: those that cross the room from corner to corner meet in its middle
constexpr double step = 6; // how far along an arrow goes on its track
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

class Router : Axes {
public:
    Router(const LayoutRequest& request, Layout& layout) : Axes(request.sideways), request_(request), layout_(layout) {
        windows_.resize(layout.edges.size());
        for (Row& row : layout.rows) set_apart(row, request.sideways, from_line, beside_label);
        lanes_ = straighten(request, layout);
        for (const bool below : {true, false}) share_ports(below);
    }

    void run() {
        ways_.resize(layout_.edges.size());
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            const std::vector<Stop>& stops = layout_.edges[i].stops;
            if (stops.size() >= 2 && stops.front().row != stops.back().row) ways_[i] = way_of(i);
        }
        lay_tracks();
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            const std::vector<Stop>& stops = layout_.edges[i].stops;
            if (stops.size() < 2) continue;
            if (stops.front().row != stops.back().row)
                draw(i);
            else
                route_in_row(request_, layout_, i);
        }
    }

private:
    const Slot& slot(const Stop& stop) const { return layout_.rows[stop.row].slots[stop.slot]; }

    bool downwards(std::size_t edge) const {
        const LayoutEdge& asked = request_.edges[edge];
        return along(layout_.nodes[asked.from]) < along(layout_.nodes[asked.to]);
    }

    // Arrows that leave a box on the same side begin side by side, in the order of where they go on.
    void share_ports(bool below) {
        std::vector<std::tuple<std::size_t, double, std::size_t>> ends; // box, place of the next stop, arrow
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            const std::vector<Stop>& stops = layout_.edges[i].stops;
            if (stops.size() < 2 || stops.front().row == stops.back().row) continue;
            const std::size_t upper = downwards(i) ? request_.edges[i].from : request_.edges[i].to;
            const std::size_t lower = downwards(i) ? request_.edges[i].to : request_.edges[i].from;
            const std::size_t next = below ? 1 : stops.size() - 2;
            ends.emplace_back(below ? upper : lower, slot(stops[next]).at, i);
        }
        std::ranges::sort(ends);
        for (std::size_t i = 0; i < ends.size();) {
            const std::size_t box = std::get<0>(ends[i]);
            std::size_t end = i;
            while (end < ends.size() && std::get<0>(ends[end]) == box) ++end;
            const double width = 0.7 * length_across(request_.nodes[box].size);
            const double begin = across(layout_.nodes[box]) - width / 2;
            const double part = width / static_cast<double>(end - i);
            const double margin = std::min(5.0, part / 3);
            for (std::size_t k = i; k < end; ++k) {
                const double low = begin + part * static_cast<double>(k - i);
                const Window window = {low + margin, low + part - margin};
                (below ? windows_[std::get<2>(ends[k])].begin : windows_[std::get<2>(ends[k])].end) = window;
            }
            i = end;
        }
    }

    // What is free where an arrow comes to a stop or leaves it: up to its neighbours, and within the frames that it stands in.
    Gate gate_at(const Stop& stop, bool at_end) const {
        const Row& row = layout_.rows[stop.row];
        const Slot& own = row.slots[stop.slot];
        const auto at = [&](std::size_t i) { return at_end ? lanes_[stop.row][i].end : lanes_[stop.row][i].begin; };
        Gate gate;
        gate.at = at(stop.slot);
        gate.low = -1e6;
        gate.high = (request_.sideways ? layout_.size.height : layout_.size.width) + 1e6;
        const auto off = [&](std::size_t other, double beside) {
            if (!lanes_[stop.row][std::max<std::size_t>(stop.slot, other)].crosses) return from_line;
            return std::clamp(std::abs(beside - at(other)) / 2, from_line, from_crossed);
        };
        if (stop.slot > 0) {
            const Slot& one = row.slots[stop.slot - 1];
            const double beside = own.kind == Slot::Kind::line ? gate.at : own.low;
            gate.low = one.kind == Slot::Kind::line ? (at(stop.slot - 1) + beside) / 2 + off(stop.slot - 1, beside)
                                                    : one.high + from_box;
        }
        if (stop.slot + 1 < row.slots.size()) {
            const Slot& one = row.slots[stop.slot + 1];
            const double beside = own.kind == Slot::Kind::line ? gate.at : own.high;
            gate.high = one.kind == Slot::Kind::line ? (at(stop.slot + 1) + beside) / 2 - off(stop.slot + 1, beside)
                                                     : one.low - from_box;
        }
        for (const Rectangle& frame : layout_.frames) {
            const double begin = request_.sideways ? frame.x : frame.y;
            const double end = begin + (request_.sideways ? frame.width : frame.height);
            if (begin > row.end || end < row.begin) continue;
            const double left = request_.sideways ? frame.y : frame.x;
            const double right = left + (request_.sideways ? frame.height : frame.width);
            if (gate.at <= left)
                gate.high = std::min(gate.high, left - from_frame);
            else if (gate.at >= right)
                gate.low = std::max(gate.low, right + from_frame);
            else
                gate.low = std::max(gate.low, left + from_frame), gate.high = std::min(gate.high, right - from_frame);
        }
        if (gate.low > gate.high) gate.low = gate.high = gate.at;
        return gate;
    }

    // The words stand at the one end of what is kept free for both, the arrow goes by at the other: where it is straighter.
    // It keeps close to them where it crosses its neighbour.
    void beside_words(Gate& gate, const Stop& stop, std::size_t edge, double straight) {
        const Slot& own = slot(stop);
        const std::vector<Lane>& lanes = lanes_[stop.row];
        const auto most = [&](std::size_t i) {
            return i < lanes.size() && lanes[i].crosses ? most_by_crossed : most_beside;
        };
        const double words = length_across(request_.edges[edge].label);
        const bool before = straight < (own.low + own.high) / 2;
        const double middle = before ? own.high - words / 2 : own.low + words / 2;
        if (before) {
            gate.high = std::max(own.high - words - beside_label, own.low);
            gate.low = std::clamp(gate.high - most(stop.slot), std::min(gate.low, gate.high), gate.high);
        } else {
            gate.low = std::min(own.low + words + beside_label, own.high);
            gate.high = std::clamp(gate.low + most(stop.slot + 1), gate.low, std::max(gate.high, gate.low));
        }
        Point& place = layout_.edges[edge].label;
        place = point(along(place), middle);
    }

    // The gates of an arrow; behind which row each of those stands that the gap below it begins with.
    struct Way {
        std::vector<Gate> gates;
        std::vector<std::size_t> gaps;
    };

    Way way_of(std::size_t edge) {
        PlacedEdge& placed = layout_.edges[edge];
        const bool down = downwards(edge);
        const Point begin = layout_.nodes[down ? request_.edges[edge].from : request_.edges[edge].to];
        const Point end = layout_.nodes[down ? request_.edges[edge].to : request_.edges[edge].from];
        Way way;
        const auto add = [&](Gate gate, double where, std::size_t gap = nowhere) {
            gate.along = where;
            if (!way.gates.empty() && where <= way.gates.back().along + 0.5) return;
            way.gates.push_back(gate);
            way.gaps.push_back(gap);
        };
        const double straight_slope = (across(end) - across(begin)) / (along(end) - along(begin));
        const auto straight = [&](double where) { return across(begin) + straight_slope * (where - along(begin)); };
        for (std::size_t i = 0; i < placed.stops.size(); ++i) {
            const Stop& stop = placed.stops[i];
            const Row& row = layout_.rows[stop.row];
            Gate gate = gate_at(stop, i == 0);
            const double middle = (row.begin + row.end) / 2;
            if (i == 0) {
                const auto [low, high] = windows_[edge].begin;
                add({0, low, high, 0}, along(begin));
                add(gate, row.end, stop.row);
                continue;
            }
            if (i + 1 == placed.stops.size()) {
                const auto [low, high] = windows_[edge].end;
                add(gate, row.begin);
                add({0, low, high, 0}, along(end));
                continue;
            }
            if (slot(stop).kind == Slot::Kind::label) beside_words(gate, stop, edge, straight(middle));
            if (row.end - row.begin > 4) {
                add(gate, row.begin);
                add(slot(stop).kind == Slot::Kind::label ? gate : gate_at(stop, true), row.end, stop.row);
            } else {
                add(gate, middle, stop.row);
            }
        }
        return way;
    }

    // Where arrows have to go far across between two rows, they would do so on top of each other: each gets a track of its own, and the
    // rows as much room as that takes.
    void lay_tracks() {
        struct Place {
            std::size_t edge, gate; // that the gap begins with
        };
        std::vector<std::vector<Place>> places(layout_.rows.size());
        std::vector<std::vector<Crossing>> crossings(layout_.rows.size());
        for (std::size_t edge = 0; edge < ways_.size(); ++edge) {
            const auto& [gates, gaps] = ways_[edge];
            for (std::size_t i = 0; i + 1 < gates.size(); ++i) {
                if (gaps[i] == nowhere) continue;
                const Gate& one = gates[i];
                const Gate& next = gates[i + 1];
                const bool onwards = next.low > one.high;
                const Crossing crossing = {onwards ? one.high : one.low, onwards ? next.low : next.high};
                const double wide = onwards ? crossing.to - crossing.from : crossing.from - crossing.to;
                if (wide < far_across || wide < flat * (next.along - one.along)) continue;
                places[gaps[i]].push_back({edge, i});
                crossings[gaps[i]].push_back(crossing);
            }
        }
        std::vector<Shift> shifts;
        std::vector<std::vector<std::pair<std::size_t, double>>> steps(ways_.size()); // by arrow: gate, and where
        double sum = 0;
        for (std::size_t row = 0; row + 1 < layout_.rows.size(); ++row) {
            if (crossings[row].empty()) continue;
            const Tracks tracks = tracks_of(crossings[row]);
            const double begin = layout_.rows[row].end;
            const double room = layout_.rows[row + 1].begin - begin;
            const double wanted = track * static_cast<double>(tracks.count) + 2 * beside_tracks;
            const double more = std::max(0.0, wanted - room);
            for (std::size_t i = 0; i < places[row].size(); ++i) {
                const double first = sum + begin + track_off_row;
                steps[places[row][i].edge].emplace_back(places[row][i].gate,
                                                        first + track * static_cast<double>(tracks.of[i]));
            }
            sum += more;
            if (more > 0) shifts.push_back({begin + room / 2, sum});
        }
        stretch(layout_, shifts, request_.sideways);
        for (Way& way : ways_) {
            for (Gate& gate : way.gates) gate.along = moved(shifts, gate.along);
        }
        for (std::size_t edge = 0; edge < ways_.size(); ++edge) {
            std::vector<Gate>& gates = ways_[edge].gates;
            for (const auto& [gate, where] : std::views::reverse(steps[edge])) {
                Gate before = gates[gate];
                Gate behind = gates[gate + 1];
                before.along = where - step / 2;
                behind.along = where + step / 2;
                if (before.along < gates[gate].along + 1 || behind.along > gates[gate + 1].along - 1) continue;
                gates.insert(gates.begin() + static_cast<std::ptrdiff_t>(gate) + 1, {before, behind});
            }
        }
    }

    void draw(std::size_t edge) {
        std::vector<Gate>& gates = ways_[edge].gates;
        if (gates.size() < 2) return;
        const bool down = downwards(edge);
        const Point begin = layout_.nodes[down ? request_.edges[edge].from : request_.edges[edge].to];
        const Point end = layout_.nodes[down ? request_.edges[edge].to : request_.edges[edge].from];
        // Where nothing is in the way both ends of a straight line stand above each other.
        const auto clamped = [](double at, const Gate& gate) { return std::clamp(at, gate.low, gate.high); };
        const double wanted = gates.size() > 2 ? (gates[1].at + gates[gates.size() - 2].at) / 2 : 0;
        const double shared_low = std::max(gates.front().low, gates.back().low);
        const double shared_high = std::min(gates.front().high, gates.back().high);
        if (shared_low <= shared_high) {
            gates.front().at = gates.back().at = std::clamp(wanted, shared_low, shared_high);
        } else {
            gates.front().at = clamped(across(end), gates.front());
            gates.back().at = clamped(across(begin), gates.back());
        }
        finish(edge, down, way_through(std::move(gates)));
    }

    void finish(std::size_t edge, bool down, const std::vector<Knot>& knots) {
        std::vector<Cubic> curve;
        for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
            const Knot& a = knots[i];
            const Knot& b = knots[i + 1];
            const double third = (b.along - a.along) / 3;
            curve.push_back({{point(a.along, a.at), point(a.along + third, a.at + third * a.slope),
                              point(b.along - third, b.at - third * b.slope), point(b.along, b.at)}});
        }
        if (!down) turn(curve);
        const auto in_box = [&](std::size_t box) {
            return [this, box](const Point& at) {
                const Point& middle = layout_.nodes[box];
                const LayoutNode& node = request_.nodes[box];
                if (node.round) return std::hypot(at.x - middle.x, at.y - middle.y) < node.size.width / 2;
                return std::abs(at.x - middle.x) < node.size.width / 2 &&
                       std::abs(at.y - middle.y) < node.size.height / 2;
            };
        };
        cut_begin(curve, in_box(request_.edges[edge].from));
        turn(curve);
        cut_begin(curve, in_box(request_.edges[edge].to));
        turn(curve);
        set_curve(layout_.edges[edge], std::move(curve));
    }

    struct Window {
        double low = 0, high = 0;
    };
    struct Ends {
        Window begin, end; // at the box that stands before the other, and at that
    };
    const LayoutRequest& request_;
    Layout& layout_;
    std::vector<Ends> windows_;
    std::vector<Way> ways_;                // of arrows from row to row
    std::vector<std::vector<Lane>> lanes_; // by row and slot
};

} // namespace

void route(const LayoutRequest& request, Layout& layout) {
    if (layout.rows.empty()) return;
    Router router(request, layout);
    router.run();
}

} // namespace callflow::draw
