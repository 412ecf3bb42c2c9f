// What is otherwise than in an earlier report.
#pragma once

#include "base/result.hpp"
#include "replay/report.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::replay {

// A figure, then and now: shares 0..1, lengths in milliseconds.
struct Change {
    std::string what;  // `followed`, `verdict`, `hung_up`, `p50`, `p90`
    std::string where; // the verdict or state; empty: all calls
    double before = 0, now = 0;
};

struct Comparison {
    std::uint64_t calls = 0;         // of the earlier report
    std::string_view nothing;        // why no figures can be compared: one side has no calls; else empty
    std::vector<Change> changes;     // what differs at all, in the report's order
    std::vector<DeviationRow> fresh; // deviations that were not there
    std::vector<DeviationRow> gone;  // those that are there no longer: kind, state, event, logged and count
};

// Compares with a report written as JSON. An error of kind unreadable names what is wrong with the document, one of kind usage the other
// flow that it is of.
[[nodiscard]] base::Result<Comparison> compare(const Report& now, std::string_view name, std::string_view before);

} // namespace callflow::replay
