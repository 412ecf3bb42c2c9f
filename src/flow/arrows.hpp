// Numbered nodes with arrows between them, and which of them lead where. Knows no flow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace callflow::flow {

using Node = std::uint32_t;

// The arrows that leave each node, in one array.
class Arrows {
public:
    using Pair = std::pair<Node, Node>; // from, to

    Arrows(std::size_t nodes, const std::vector<Pair>& pairs);

    [[nodiscard]] std::size_t size() const { return begin_.size() - 1; }
    // Where the node's arrows lead, in the order in which they were given.
    [[nodiscard]] std::span<const Node> from(Node node) const {
        return std::span(to_).subspan(begin_[node], begin_[node + 1] - begin_[node]);
    }
    [[nodiscard]] Arrows reversed() const;

private:
    std::vector<std::uint32_t> begin_; // per node: its first arrow
    std::vector<Node> to_;
};

// Per node: whether one of `starts` leads to it, or is it. Linear.
[[nodiscard]] std::vector<bool> reached_from(const Arrows& arrows, std::span<const Node> starts);

// Per node: a number that it shares with those from which a way leads to it and back again. Linear.
[[nodiscard]] std::vector<std::uint32_t> circles(const Arrows& arrows);

// Whether `starts` lead to the nodes asked about.
struct Question {
    std::vector<Node> starts;
    std::vector<Node> asked;
    std::vector<bool> answers; // of `asked`, given by answer()
};
// Answers many questions together: 512 of them in one walk, which looks only at what lies between the first start and
// the last node asked about. Most need no walk at all, as circles are looked at as one node.
void answer(const Arrows& arrows, std::vector<Question>& questions);

} // namespace callflow::flow
