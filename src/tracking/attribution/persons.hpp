// Who is one person: a number and a visitor of one company that turned up together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace callflow::tracking {

// Nodes are numbers and visitors; those that were joined are one person, which find() names by one of them.
class Persons {
public:
    std::uint32_t node(std::uint64_t kind, std::uint16_t company, std::uint64_t id) {
        const std::uint64_t key = kind << 63 | static_cast<std::uint64_t>(company) << 47;
        const auto [at, added] = nodes_.try_emplace({key, id}, static_cast<std::uint32_t>(parents_.size()));
        if (added) parents_.push_back(at->second);
        return at->second;
    }
    std::uint32_t nobody() {
        parents_.push_back(static_cast<std::uint32_t>(parents_.size()));
        return parents_.back();
    }
    std::uint32_t find(std::uint32_t node) {
        while (parents_[node] != node) node = parents_[node] = parents_[parents_[node]];
        return node;
    }
    void join(std::uint32_t a, std::uint32_t b) { parents_[find(a)] = find(b); }

private:
    struct Hash {
        std::size_t operator()(const std::pair<std::uint64_t, std::uint64_t>& key) const {
            return (key.first ^ key.second * 0x9e37'79b9'7f4a'7c15u) * 0xff51'afd7'ed55'8ccdu;
        }
    };
    std::unordered_map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t, Hash> nodes_;
    std::vector<std::uint32_t> parents_;
};

} // namespace callflow::tracking
