// The ways that calls went: which events, one after the other, and how many calls had just these.
#pragma once

#include "replay/calls.hpp"
#include "replay/names.hpp"

#include <absl/container/flat_hash_map.h>
#include <cstdint>
#include <vector>

namespace callflow::replay {

// Ways are nodes of a tree, each an event behind those of its parent. Where a log has more than max_ways, only calls whose hash
// begins with so many zero bits are counted on, which is a fair sample, the same one whatever the order and wherever calls are
// counted. Belongs to one thread.
class Variants {
public:
    static constexpr std::uint32_t begin = 1; // the way of a call that has begun
    static constexpr std::uint32_t lost = 0;  // of one that is not counted
    static constexpr std::size_t max_ways = 200'000;
    static constexpr std::size_t max_events = 1'000; // of one way: what comes then is left out

    Variants() : nodes_(2) {}

    // The way that goes on with an event.
    std::uint32_t go_on(std::uint32_t way, NameId name) {
        if (way == lost) return lost;
        const std::uint64_t key = std::uint64_t{way} << 32 | name;
        const auto found = children_.find(key);
        return found != children_.end() ? found->second : make(way, name);
    }
    // A call that went that way has ended.
    void count(std::uint32_t way, std::uint64_t hash, Verdict verdict) {
        const std::uint32_t level = level_of(hash);
        if (way != lost && level >= level_) ++counts_[key_of(way, verdict, level)];
    }
    // It was counted with another verdict.
    [[nodiscard]] bool full() const { return nodes_.size() > max_ways; }
    // Counts fewer calls from now on. `each_open(visit)` calls visit(OpenCall&) for every open call.
    template <class EachOpen> void thin_out(EachOpen each_open);

    struct Counted {
        std::vector<NameId> names;
        Verdict verdict = Verdict::ok;
        std::uint32_t level = 0;
        std::uint64_t count = 0;
    };
    // One for each way, verdict and level.
    [[nodiscard]] std::vector<Counted> all() const;
    // The events of a way.
    [[nodiscard]] std::vector<NameId> names(std::uint32_t way) const;
    // How many of the leading bits of a call's hash must be zero.
    [[nodiscard]] std::uint32_t level() const { return level_; }
    [[nodiscard]] static std::uint32_t level_of(std::uint64_t hash);

private:
    struct Node {
        std::uint32_t parent = 0;
        NameId name = 0;
        std::uint32_t depth = 0;
    };
    static std::uint64_t key_of(std::uint32_t way, Verdict verdict, std::uint32_t level) {
        return std::uint64_t{way} << 16 | static_cast<std::uint64_t>(verdict) << 8 | level;
    }
    std::uint32_t make(std::uint32_t way, NameId name);
    // Keeps the nodes that are marked and those they come from; what the others become is `lost`.
    std::vector<std::uint32_t> keep(std::vector<bool> marked);

    std::vector<Node> nodes_; // [0] and [1] are lost and begin
    absl::flat_hash_map<std::uint64_t, std::uint32_t> children_;
    absl::flat_hash_map<std::uint64_t, std::uint64_t> counts_;
    std::uint32_t level_ = 0;
};

template <class EachOpen> void Variants::thin_out(EachOpen each_open) {
    while (full() && level_ < 40) {
        ++level_;
        std::vector<bool> marked(nodes_.size());
        absl::flat_hash_map<std::uint64_t, std::uint64_t> counts;
        for (const auto& [key, number] : counts_) {
            if ((key & 0xff) < level_) continue;
            marked[key >> 16] = true;
            counts.emplace(key, number);
        }
        each_open([&](OpenCall& call) {
            if (level_of(call.hash) < level_) call.way = lost;
            marked[call.way] = true;
        });
        const std::vector<std::uint32_t> now = keep(std::move(marked));
        each_open([&](OpenCall& call) { call.way = now[call.way]; });
        counts_.clear();
        for (const auto& [key, number] : counts) counts_[std::uint64_t{now[key >> 16]} << 16 | (key & 0xffff)] = number;
    }
}

} // namespace callflow::replay
