// Visits and calls, drawn by lot or read from files.
#pragma once

#include "base/random.hpp"
#include "tracking/pools/draws.hpp"
#include "tracking/pools/pools.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace callflow::tracking {

struct DrawnVisit {
    PoolVisit visit;
    std::uint32_t number = no_index; // of a log: in VisitLog::numbers; no_index: to be chosen
    Millis call_at = no_time;        // of a call that the visit leads to
};

// Visits in the order of their beginnings.
class VisitSource {
public:
    virtual ~VisitSource() = default;
    virtual bool next(DrawnVisit& out) = 0;
};

// When a visit's caller calls, by the file's habits; a stream of its own, so that other settings draw the same calls.
class CallDrawer {
public:
    CallDrawer(const CallHabits& habits, std::uint64_t seed)
        : habits_(habits), random_(base::mix_seed(seed, "calls")),
          delay_{static_cast<double>(std::max<Millis>(habits.late_median, 1)), habits.late_spread} {}
    // no_time for a visit without a call. `share`: of visits that call, below 0: the habits'.
    [[nodiscard]] Millis draw(const PoolVisit& visit, double share = -1);

private:
    const CallHabits& habits_;
    base::Random random_;
    LogNormal delay_;
};

// The visits of `synthetic:`; the file must outlive it. Same file and seed, same visits.
[[nodiscard]] std::unique_ptr<VisitSource> synthetic_visits(const PoolFile& file, std::uint64_t seed);

struct LoggedVisit {
    PoolVisit visit;
    std::uint32_t number = no_index; // into numbers
    std::uint32_t name = 0;          // into names
};
struct LoggedCall {
    Millis at = 0, end = 0;
    std::uint32_t to = no_index;    // into numbers
    std::uint32_t visit = no_index; // the visit that it came from, where the file says so: into visits
    std::uint32_t name = 0;         // into names
};

// What was read of files.
struct VisitLog {
    std::vector<LoggedVisit> visits; // by beginning, then in the order of the file
    std::vector<LoggedCall> calls;   // by time, likewise
    std::vector<std::string> names;  // of visits and calls
    std::vector<std::string> numbers, channels;
    std::uint32_t visitors = 0;
    bool has_calls = false, has_numbers = false; // a file of calls was read; some visit says which number it was shown
    Millis first = no_time, last = no_time;      // beginning of the first visit or call, end of the last
};

// The visits of a log; with `draw` each leads to a call as habits have it. The log must outlive it.
[[nodiscard]] std::unique_ptr<VisitSource> logged_visits(const VisitLog& log, const CallHabits& habits,
                                                         std::uint64_t seed, bool draw);

} // namespace callflow::tracking
