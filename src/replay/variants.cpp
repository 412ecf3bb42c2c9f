#include "replay/variants.hpp"

#include <algorithm>
#include <bit>

namespace callflow::replay {

std::uint32_t Variants::level_of(std::uint64_t hash) {
    // not the hash's own first bits: what divides work between processes must not choose the sample too
    return static_cast<std::uint32_t>(std::countl_zero(hash * 0x9e37'79b9'7f4a'7c15ull | 1));
}

std::uint32_t Variants::make(std::uint32_t way, NameId name) {
    if (nodes_[way].depth >= max_events) return way;
    const auto id = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({way, name, nodes_[way].depth + 1});
    children_.emplace(std::uint64_t{way} << 32 | name, id);
    return id;
}

std::vector<std::uint32_t> Variants::keep(std::vector<bool> marked) {
    marked[lost] = marked[begin] = true;
    for (std::size_t i = nodes_.size(); i-- > 2;) // a parent stands before its children
        if (marked[i]) marked[nodes_[i].parent] = true;
    std::vector<std::uint32_t> now(nodes_.size(), lost);
    now[begin] = begin;
    std::vector<Node> kept(2);
    children_.clear();
    for (std::size_t i = 2; i < nodes_.size(); ++i) {
        if (!marked[i]) continue;
        Node node = nodes_[i];
        node.parent = now[node.parent];
        now[i] = static_cast<std::uint32_t>(kept.size());
        children_.emplace(std::uint64_t{node.parent} << 32 | node.name, now[i]);
        kept.push_back(node);
    }
    nodes_ = std::move(kept);
    return now;
}

std::vector<NameId> Variants::names(std::uint32_t way) const {
    std::vector<NameId> out;
    for (; way > begin; way = nodes_[way].parent) out.push_back(nodes_[way].name);
    std::ranges::reverse(out);
    return out;
}

std::vector<Variants::Counted> Variants::all() const {
    std::vector<Counted> out;
    for (const auto& [key, number] : counts_) {
        out.push_back({names(static_cast<std::uint32_t>(key >> 16)), static_cast<Verdict>(key >> 8 & 0xff),
                       static_cast<std::uint32_t>(key & 0xff), number});
    }
    return out;
}

} // namespace callflow::replay
