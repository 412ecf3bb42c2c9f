#include "draw/direction.hpp"

#include "draw/parts.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace callflow::draw {
namespace {

constexpr double between_boxes = 22;
constexpr double between_ranks = 50;
constexpr double widest = 4'000; // which nobody minds
constexpr double strip = 5;      // as many times as wide as high
constexpr double much_better = 0.8;

// Per node its rank, as Graphviz counts them: the longest way to it, without the arrows that lead back.
class Ranks {
public:
    explicit Ranks(const LayoutRequest& request) : out_(request.nodes.size()), marks_(request.nodes.size()) {
        for (const LayoutEdge& edge : request.edges) out_[edge.from].push_back(edge.to);
        for (std::size_t i = 0; i < out_.size(); ++i)
            if (marks_[i] == Mark::none) visit(i);
        ranks.assign(out_.size(), 0);
        for (std::size_t i = order_.size(); i-- > 0;) {
            for (const std::size_t to : onwards_[order_[i]]) ranks[to] = std::max(ranks[to], ranks[order_[i]] + 1);
        }
    }
    std::vector<std::size_t> ranks;

private:
    enum class Mark : std::uint8_t { none, open, done };

    void visit(std::size_t first) {
        onwards_.resize(out_.size());
        std::vector<std::pair<std::size_t, std::size_t>> way = {{first, 0}}; // a node, and which of its arrows is next
        marks_[first] = Mark::open;
        while (!way.empty()) {
            auto& [node, next] = way.back();
            if (next == out_[node].size()) {
                marks_[node] = Mark::done;
                order_.push_back(node);
                way.pop_back();
                continue;
            }
            const std::size_t to = out_[node][next++];
            if (marks_[to] != Mark::open) onwards_[node].push_back(to);
            if (marks_[to] != Mark::none) continue;
            marks_[to] = Mark::open;
            way.emplace_back(to, 0);
        }
    }

    std::vector<std::vector<std::size_t>> out_, onwards_;
    std::vector<Mark> marks_;
    std::vector<std::size_t> order_; // each behind all that it leads to
};

// The largest part as a drawing in rows, or, turned, in columns.
Size estimated(const LayoutRequest& part, const std::vector<std::size_t>& ranks, bool sideways) {
    struct Row {
        double along = 0, across = 0, words = 0;
    };
    std::vector<Row> rows(part.nodes.size());
    for (std::size_t i = 0; i < part.nodes.size(); ++i) {
        const Size& size = part.nodes[i].size;
        Row& row = rows[ranks[i]];
        row.along = std::max(row.along, sideways ? size.width : size.height);
        row.across += (sideways ? size.height : size.width) + between_boxes;
    }
    for (const LayoutEdge& edge : part.edges) {
        double& words = rows[ranks[edge.from]].words;
        words = std::max(words, sideways ? edge.label.width : edge.label.height);
    }
    Size all;
    for (const Row& row : rows) {
        if (row.across == 0) continue;
        all.height += row.along + row.words + between_ranks;
        all.width = std::max(all.width, row.across);
    }
    if (sideways) std::swap(all.width, all.height);
    return all;
}

} // namespace

bool reads_sideways(const LayoutRequest& request) {
    double all = 0;
    for (const LayoutNode& node : request.nodes) all += node.size.width + between_boxes;
    if (all < widest) return false;
    const std::vector<Part> parts = parts_of(request);
    const LayoutRequest& part =
        std::ranges::max_element(parts, {}, [](const Part& one) { return one.nodes.size(); })->request;
    const std::vector<std::size_t> ranks = Ranks(part).ranks;
    const Size down = estimated(part, ranks, false);
    const Size right = estimated(part, ranks, true);
    return down.width > widest && down.width > strip * down.height &&
           std::max(right.width, right.height) < much_better * down.width;
}

} // namespace callflow::draw
