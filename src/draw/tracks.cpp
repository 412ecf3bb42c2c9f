#include "draw/tracks.hpp"

#include <algorithm>
#include <numeric>

namespace callflow::draw {
namespace {

constexpr double apart = 8; // between the ends of two on one track

bool meet(const Crossing& one, const Crossing& other) {
    const auto [low, high] = std::minmax(one.from, one.to);
    const auto [other_low, other_high] = std::minmax(other.from, other.to);
    return low < other_high + apart && other_low < high + apart;
}

} // namespace

Tracks tracks_of(const std::vector<Crossing>& crossings) {
    Tracks tracks;
    tracks.of.resize(crossings.size());
    std::vector<std::size_t> order(crossings.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto onwards = [&](std::size_t i) { return crossings[i].to > crossings[i].from; };
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        if (onwards(a) != onwards(b)) return onwards(a);
        if (crossings[a].from == crossings[b].from) return a < b;
        return (crossings[a].from > crossings[b].from) == onwards(a);
    });
    std::vector<std::vector<std::size_t>> taken; // by track
    for (const std::size_t one : order) {
        std::size_t track = 0;
        for (std::size_t t = taken.size(); t-- > 0 && track == 0;) {
            const bool below = std::ranges::any_of(taken[t], [&](std::size_t other) {
                return onwards(one) == onwards(other) && meet(crossings[one], crossings[other]);
            });
            if (below) track = t + 1;
        }
        const auto is_free = [&](std::size_t t) {
            return std::ranges::none_of(taken[t],
                                        [&](std::size_t other) { return meet(crossings[one], crossings[other]); });
        };
        while (track < taken.size() && !is_free(track)) ++track;
        if (track == taken.size()) taken.emplace_back();
        taken[track].push_back(one);
        tracks.of[one] = track;
    }
    tracks.count = taken.size();
    return tracks;
}

double moved(std::span<const Shift> shifts, double where) {
    const auto behind = std::ranges::partition_point(shifts, [&](const Shift& one) { return one.from < where; });
    return behind == shifts.begin() ? where : where + std::prev(behind)->by;
}

void stretch(Layout& layout, std::span<const Shift> shifts, bool sideways) {
    const auto move = [&](Point& at) {
        double& along = sideways ? at.x : at.y;
        along = moved(shifts, along);
    };
    for (Point& node : layout.nodes) move(node);
    for (PlacedEdge& edge : layout.edges) {
        for (Point& at : edge.curve) move(at);
        move(edge.tip);
        move(edge.label);
    }
    for (Rectangle& frame : layout.frames) {
        double& begin = sideways ? frame.x : frame.y;
        double& length = sideways ? frame.width : frame.height;
        const double end = moved(shifts, begin + length);
        begin = moved(shifts, begin);
        length = end - begin;
    }
    for (Row& row : layout.rows) row.begin = moved(shifts, row.begin), row.end = moved(shifts, row.end);
    double& all = sideways ? layout.size.width : layout.size.height;
    all = moved(shifts, all);
}

} // namespace callflow::draw
