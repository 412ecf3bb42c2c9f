// Which conditions held and which did not, for coverage.
#pragma once

#include "base/source.hpp"

#include <cstdint>
#include <unordered_map>

namespace callflow::engine {

// How often a condition held, and how often it did not (an error is that too).
struct OutcomeCounts {
    std::uint64_t held = 0;
    std::uint64_t failed = 0;
};

// By the place where the condition is written, since a block's conditions are those of every handler in it.
class ConditionOutcomes {
public:
    void note(base::Span where, bool held) {
        OutcomeCounts& counts = counts_[key(where)];
        ++(held ? counts.held : counts.failed);
    }
    [[nodiscard]] OutcomeCounts of(base::Span where) const {
        const auto found = counts_.find(key(where));
        return found == counts_.end() ? OutcomeCounts{} : found->second;
    }

private:
    static std::uint64_t key(base::Span where) { return (std::uint64_t{where.file} << 32U) | where.begin; }
    std::unordered_map<std::uint64_t, OutcomeCounts> counts_;
};

} // namespace callflow::engine
