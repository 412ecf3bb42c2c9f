// The promise of a pool, kept by somebody who does not run it: no number reaches another company inside hold plus quarantine.
#pragma once

#include "base/result.hpp"
#include "tracking/pools/pool_file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace callflow::tracking {

// Where a number was when its promise was broken; no_time for what never was.
struct PoolBreach {
    std::uint32_t number = no_index, before = no_index, after = no_index; // the number, and its companies
    Millis touched = no_time;                                             // last show or call of the company before
    Millis released = no_time, freed = no_time;
    Millis at = no_time;
};

// Told of every show, call, release and end of a quarantine, it knows the rules and nothing of the engine's lists.
class PoolAudit {
public:
    explicit PoolAudit(const PoolRules& rules) : rules_(rules) {}

    // A visit of the company sees the number from `start` to `end`. The breach, where another company's time is not over.
    [[nodiscard]] std::optional<PoolBreach> shown(std::uint32_t number, std::uint32_t company, Millis start,
                                                  Millis end);
    // Somebody called it at `at`; `reached` is the company that the engine has given the call to, or no_index. The breach, where the
    // hold of a company is not over and the call did not reach it.
    [[nodiscard]] std::optional<PoolBreach> called(std::uint32_t number, std::uint32_t reached, Millis at);
    void released(std::uint32_t number, Millis at) { of(number).released = at; }
    void freed(std::uint32_t number, Millis at) { of(number).freed = at; }

    [[nodiscard]] std::uint64_t passed_on() const { return passed_on_; } // how often a number came to another company
    [[nodiscard]] Millis least_between() const {
        return least_;
    } // from a company's last use to that; no_time where none was
    [[nodiscard]] std::uint64_t steps() const { return steps_; } // that were checked

private:
    struct Record {
        std::uint32_t company = no_index;
        Millis touched = no_time, released = no_time, freed = no_time;
    };
    Record& of(std::uint32_t number) {
        if (number >= records_.size()) records_.resize(number + 1);
        return records_[number];
    }

    const PoolRules& rules_;
    std::vector<Record> records_;
    std::uint64_t passed_on_ = 0, steps_ = 0;
    Millis least_ = no_time;
};

// `number +15550100: last used by a at …, released …, free …, shown by b at …, 3d 4h after; 104d are promised`.
[[nodiscard]] std::string describe(const PoolBreach& breach, const PoolFile& file, std::string_view number);

} // namespace callflow::tracking
