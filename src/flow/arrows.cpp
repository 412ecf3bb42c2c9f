#include "flow/arrows.hpp"

#include <algorithm>
#include <array>

namespace callflow::flow {

Arrows::Arrows(std::size_t nodes, const std::vector<Pair>& pairs) : begin_(nodes + 1), to_(pairs.size()) {
    for (const auto& [from, to] : pairs) ++begin_[from + 1];
    for (std::size_t i = 1; i <= nodes; ++i) begin_[i] += begin_[i - 1];
    std::vector<std::uint32_t> at(begin_.begin(), begin_.end() - 1);
    for (const auto& [from, to] : pairs) to_[at[from]++] = to;
}

Arrows Arrows::reversed() const {
    std::vector<Pair> pairs;
    pairs.reserve(to_.size());
    for (Node node = 0; node < size(); ++node)
        for (const Node to : from(node)) pairs.emplace_back(to, node);
    return {size(), pairs};
}

std::vector<bool> reached_from(const Arrows& arrows, std::span<const Node> starts) {
    std::vector<bool> reached(arrows.size());
    std::vector<Node> open;
    const auto reach = [&](Node node) {
        if (reached[node]) return;
        reached[node] = true;
        open.push_back(node);
    };
    for (const Node node : starts) reach(node);
    while (!open.empty()) {
        const Node node = open.back();
        open.pop_back();
        for (const Node to : arrows.from(node)) reach(to);
    }
    return reached;
}

namespace {

// Which nodes lead to each other (Tarjan), and the arrows between such groups. A group has a greater number than those
// it leads to.
class Groups {
public:
    explicit Groups(const Arrows& arrows) : arrows_(arrows), group_(arrows.size(), not_grouped), low_(arrows.size()) {
        for (Node node = 0; node < arrows.size(); ++node)
            if (low_[node] == 0) from(node);
    }
    [[nodiscard]] std::uint32_t of(Node node) const { return group_[node]; }
    [[nodiscard]] Arrows between() const {
        std::vector<Arrows::Pair> pairs;
        for (Node node = 0; node < arrows_.size(); ++node)
            for (const Node to : arrows_.from(node))
                if (group_[to] != group_[node]) pairs.emplace_back(group_[node], group_[to]);
        return {count_, pairs};
    }

private:
    static constexpr std::uint32_t not_grouped = 0xffffffffu; // belongs to no group yet
    struct Step {
        Node node;
        std::uint32_t order;
        std::size_t next; // of the node's arrows
    };

    void enter(Node node) {
        low_[node] = ++order_;
        path_.push_back({node, order_, 0});
        waiting_.push_back(node);
    }
    void from(Node begin) {
        enter(begin);
        while (!path_.empty()) {
            Step& step = path_.back();
            const Node node = step.node;
            const auto to = arrows_.from(node);
            if (step.next < to.size()) {
                const Node next = to[step.next++];
                if (low_[next] == 0)
                    enter(next);
                else if (group_[next] == not_grouped)
                    low_[node] = std::min(low_[node], low_[next]);
                continue;
            }
            if (low_[node] == step.order) close(node);
            path_.pop_back();
            if (!path_.empty()) low_[path_.back().node] = std::min(low_[path_.back().node], low_[node]);
        }
    }
    void close(Node node) {
        for (Node one = no_node; one != node;) {
            one = waiting_.back();
            waiting_.pop_back();
            group_[one] = count_;
            low_[one] = not_grouped; // lower nothing that comes later
        }
        ++count_;
    }

    static constexpr Node no_node = 0xffffffffu;
    const Arrows& arrows_;
    std::vector<std::uint32_t> group_;
    std::vector<std::uint32_t> low_; // 0: not seen
    std::vector<Node> waiting_;
    std::vector<Step> path_;
    std::uint32_t order_ = 0;
    std::uint32_t count_ = 0;
};

} // namespace

std::vector<std::uint32_t> circles(const Arrows& arrows) {
    const Groups groups(arrows);
    std::vector<std::uint32_t> out(arrows.size());
    for (Node node = 0; node < arrows.size(); ++node) out[node] = groups.of(node);
    return out;
}

namespace {

constexpr std::size_t words = 8;
constexpr std::size_t batch = words * 64;
using Bits = std::array<std::uint64_t, words>;

// What is left of a question after what plainly is so or is not.
struct Open {
    std::uint32_t question = 0;
    std::uint32_t first = 0;                                    // the greatest group of its starts
    std::uint32_t last = 0;                                     // the least group asked about
    std::vector<std::pair<std::uint32_t, std::uint32_t>> asked; // which one, its group
};

Open settle(const Groups& groups, Question& question) {
    Open open;
    std::vector<std::uint32_t> starts;
    starts.reserve(question.starts.size());
    for (const Node node : question.starts) starts.push_back(groups.of(node));
    std::ranges::sort(starts);
    question.answers.assign(question.asked.size(), false);
    if (starts.empty()) return open;
    open.first = open.last = starts.back();
    for (std::uint32_t i = 0; i < question.asked.size(); ++i) {
        const std::uint32_t group = groups.of(question.asked[i]);
        if (std::ranges::binary_search(starts, group)) {
            question.answers[i] = true;
        } else if (group < open.first) {
            open.asked.emplace_back(i, group);
            open.last = std::min(open.last, group);
        }
    }
    return open;
}

void walk(const Groups& groups, const Arrows& between, std::span<const Open> open, std::vector<Question>& questions,
          std::vector<Bits>& bits) {
    std::uint32_t first = 0;
    std::uint32_t last = 0xffffffffu;
    for (const Open& one : open) {
        first = std::max(first, one.first);
        last = std::min(last, one.last);
    }
    std::fill(bits.begin() + last, bits.begin() + first + 1, Bits{});
    for (std::size_t i = 0; i < open.size(); ++i)
        for (const Node node : questions[open[i].question].starts)
            if (groups.of(node) >= last) bits[groups.of(node)][i / 64] |= std::uint64_t{1} << (i % 64);
    for (std::uint32_t group = first; group > last; --group) {
        const Bits& here = bits[group];
        for (const std::uint32_t to : between.from(group)) {
            if (to < last) continue;
            for (std::size_t word = 0; word < words; ++word) bits[to][word] |= here[word];
        }
    }
    for (std::size_t i = 0; i < open.size(); ++i)
        for (const auto& [which, group] : open[i].asked)
            questions[open[i].question].answers[which] = (bits[group][i / 64] >> (i % 64) & 1) != 0;
}

} // namespace

void answer(const Arrows& arrows, std::vector<Question>& questions) {
    const Groups groups(arrows);
    std::vector<Open> open;
    for (std::uint32_t i = 0; i < questions.size(); ++i) {
        open.push_back(settle(groups, questions[i]));
        open.back().question = i;
        if (open.back().asked.empty()) open.pop_back();
    }
    if (open.empty()) return;
    const Arrows between = groups.between();
    std::vector<Bits> bits(between.size());
    // Those that begin at the same place look at the same part.
    std::ranges::sort(open, std::greater(), &Open::first);
    for (std::size_t at = 0; at < open.size(); at += batch)
        walk(groups, between, std::span(open).subspan(at, std::min(batch, open.size() - at)), questions, bits);
}

} // namespace callflow::flow
