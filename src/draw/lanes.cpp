#include "draw/lanes.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace callflow::draw {
namespace {

constexpr double anywhere = 1e6;
constexpr double from_box = 10;
constexpr double from_frame = 7;
constexpr double apart = 9;           // two arrows side by side
constexpr double apart_to_cross = 24; // the same where they cross before the row or behind it
constexpr double thin = 4;            // a row that is passed at one point
constexpr int sweeps = 24;            // down and up in turn
constexpr double held = 1e6;          // how much words count that have their place already, where arrows count 1

// Arrows and words side by side in a row, between two things that stay where they are.
struct Run {
    std::size_t first = 0, count = 0; // of the row's slots
    double low = -anywhere, high = anywhere;
};

class Straightener {
public:
    Straightener(const LayoutRequest& request, Layout& layout) : request_(request), layout_(layout) {
        for (const Row& row : layout.rows) {
            runs_.push_back(runs_of(row));
            neighbours_.emplace_back(row.slots.size());
            slanted_.push_back(row.end - row.begin > thin);
            std::vector<Lane>& own = lanes.emplace_back();
            for (const Slot& one : row.slots) own.push_back({one.at, one.at});
        }
        for (const PlacedEdge& edge : layout.edges) {
            for (std::size_t i = 1; i + 1 < edge.stops.size(); ++i) {
                const Stop& here = edge.stops[i];
                neighbours_[here.row][here.slot] = {&edge.stops[i - 1], &edge.stops[i + 1]};
            }
        }
        for (std::size_t row = 0; row < lanes.size(); ++row) {
            for (std::size_t i = 1; i < lanes[row].size(); ++i)
                lanes[row][i].crosses = cross(neighbours_[row][i - 1], neighbours_[row][i]);
        }
    }

    void run() {
        for (int sweep = 0; sweep < sweeps; ++sweep) {
            const bool down = sweep % 2 == 0;
            for (std::size_t i = 0; i < runs_.size(); ++i) {
                const std::size_t row = down ? i : runs_.size() - 1 - i;
                for (const Run& run : runs_[row]) {
                    settle(row, run, slanted_[row] && !down, false);
                    if (slanted_[row]) settle(row, run, down, true);
                }
            }
        }
    }

    std::vector<std::vector<Lane>> lanes;

private:
    struct Neighbours {
        const Stop* before = nullptr;
        const Stop* after = nullptr;
    };
    // Things that stand as close as they may.
    struct Block {
        double sum = 0, weight = 0;
        std::size_t count = 0;
        [[nodiscard]] double mean() const { return sum / weight; }
    };

    // Whether two arrows, one beside the other in a row, are in the other order in the row before or behind it.
    static bool cross(const Neighbours& one, const Neighbours& other) {
        const auto turned = [](const Stop* left, const Stop* right) {
            return left != nullptr && right != nullptr && left->row == right->row && left->slot > right->slot;
        };
        return turned(one.before, other.before) || turned(one.after, other.after);
    }

    // Where frames begin and end across a row.
    std::vector<double> borders_of(const Row& row) const {
        std::vector<double> borders;
        for (const Rectangle& frame : layout_.frames) {
            const double begin = request_.sideways ? frame.x : frame.y;
            const double end = begin + (request_.sideways ? frame.width : frame.height);
            if (frame.width <= 0 || begin > row.end || end < row.begin) continue;
            const double left = request_.sideways ? frame.y : frame.x;
            borders.push_back(left);
            borders.push_back(left + (request_.sideways ? frame.height : frame.width));
        }
        std::ranges::sort(borders);
        return borders;
    }

    std::vector<Run> runs_of(const Row& row) const {
        std::vector<Run> runs;
        Run now;
        const auto end_at = [&](double high, double next_low) {
            now.high = high;
            if (now.count > 0 && now.low < now.high) runs.push_back(now);
            now = {.first = 0, .count = 0, .low = next_low, .high = anywhere};
        };
        const std::vector<double> borders = borders_of(row);
        double first = borders.empty() ? anywhere : borders.front();
        double last = borders.empty() ? -anywhere : borders.back();
        for (const Slot& one : row.slots) {
            if (one.kind == Slot::Kind::box) first = std::min(first, one.low), last = std::max(last, one.high);
        }
        // Between boxes and frames words have the place that was found for them.
        const auto stays = [&](const Slot& one) {
            return one.kind == Slot::Kind::box || (one.kind == Slot::Kind::label && one.high > first && one.low < last);
        };
        std::size_t border = 0;
        const auto pass_borders = [&](double until) {
            for (; border < borders.size() && borders[border] < until; ++border)
                end_at(borders[border] - from_frame, std::max(now.low, borders[border] + from_frame));
        };
        for (std::size_t i = 0; i < row.slots.size(); ++i) {
            const Slot& one = row.slots[i];
            pass_borders(one.at);
            if (stays(one))
                end_at(one.low - from_box, one.high + from_box);
            else if (now.count++ == 0)
                now.first = i;
        }
        pass_borders(anywhere);
        end_at(anywhere, anywhere);
        return runs;
    }

    // On the straight line from where the arrow was before to where it is next.
    double wanted(std::size_t row, std::size_t slot, bool at_end) const {
        const auto& [before, after] = neighbours_[row][slot];
        const Lane& own = lanes[row][slot];
        const Row& here = layout_.rows[row];
        if (before == nullptr) return own.begin;
        const bool slanted = slanted_[row] && layout_.rows[row].slots[slot].kind == Slot::Kind::line;
        const double from = slanted && at_end ? own.begin : lanes[before->row][before->slot].end;
        const double from_along = slanted && at_end ? here.begin : layout_.rows[before->row].end;
        const double to = slanted && !at_end ? own.end : lanes[after->row][after->slot].begin;
        const double to_along = slanted && !at_end ? here.end : layout_.rows[after->row].begin;
        const double along = !slanted ? (here.begin + here.end) / 2 : at_end ? here.end : here.begin;
        const double share = to_along > from_along ? (along - from_along) / (to_along - from_along) : 0.5;
        return from + (to - from) * std::clamp(share, 0.0, 1.0);
    }

    static double before(const Slot& one) { return one.kind == Slot::Kind::label ? one.at - one.low : 0; }
    static double behind(const Slot& one) { return one.kind == Slot::Kind::label ? one.high - one.at : 0; }

    // As near to where they want to be as order and distance allow (isotonic regression).
    void settle(std::size_t row, const Run& run, bool at_end, bool hold_words) {
        const std::span<Slot> slots = std::span(layout_.rows[row].slots).subspan(run.first, run.count);
        double words = 0;
        for (const Slot& one : slots) words += before(one) + behind(one);
        const double room = run.high - run.low - words;
        if (room < 0) return;
        const auto wished = [&](std::size_t i) { return lanes[row][run.first + i].crosses ? apart_to_cross : apart; };
        double all = 0;
        for (std::size_t i = 1; i < run.count; ++i) all += wished(i);
        const double share = all > room ? room / all : 1;
        std::vector<double> offsets; // from the first one, where all stand as close as they may
        std::vector<Block> blocks;
        for (std::size_t i = 0; i < run.count; ++i) {
            offsets.push_back(i == 0 ? 0
                                     : offsets.back() + behind(slots[i - 1]) + share * wished(i) + before(slots[i]));
            const bool stays = hold_words && slots[i].kind == Slot::Kind::label;
            const double weight = stays ? held : 1;
            const double at = stays ? slots[i].at : wanted(row, run.first + i, at_end);
            blocks.push_back({weight * (at - offsets[i]), weight, 1});
            while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
                const Block last = blocks.back();
                blocks.pop_back();
                blocks.back().sum += last.sum;
                blocks.back().weight += last.weight;
                blocks.back().count += last.count;
            }
        }
        const double least = run.low + before(slots.front());
        const double most = std::max(least, run.high - behind(slots.back()) - offsets.back());
        std::size_t i = 0;
        for (const Block& block : blocks) {
            const double first = std::clamp(block.mean(), least, most);
            for (std::size_t k = 0; k < block.count; ++k, ++i) put(row, run.first + i, at_end, first + offsets[i]);
        }
    }

    void put(std::size_t row, std::size_t slot, bool at_end, double at) {
        Lane& lane = lanes[row][slot];
        (at_end ? lane.end : lane.begin) = at;
        Slot& own = layout_.rows[row].slots[slot];
        if (slanted_[row] && own.kind == Slot::Kind::line) return;
        lane.begin = lane.end = at;
        const double shift = at - own.at;
        own.low += shift, own.high += shift, own.at += shift;
    }

    const LayoutRequest& request_;
    Layout& layout_;
    std::vector<std::vector<Run>> runs_;              // by row
    std::vector<std::vector<Neighbours>> neighbours_; // by row and slot: of the arrow that passes there
    std::vector<bool> slanted_;                       // rows that arrows may pass askew
};

} // namespace

std::vector<std::vector<Lane>> straighten(const LayoutRequest& request, Layout& layout) {
    Straightener all(request, layout);
    all.run();
    return std::move(all.lanes);
}

} // namespace callflow::draw
