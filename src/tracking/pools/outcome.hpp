// What a run of a pool has shown: everything that the report says.
#pragma once

#include "tracking/pools/audit.hpp"
#include "tracking/pools/histogram.hpp"
#include "tracking/pools/level.hpp"
#include "tracking/pools/pools.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace callflow::tracking {

// What became of a call. `right` to `wrong_channel` and `booked` reached their company and were booked to a visit.
enum class CallEnd : std::uint8_t {
    right,         // to the visit it came from
    wrong_visit,   // to another one, of the same channel
    wrong_channel, // to one of another channel
    booked,        // to a visit; nobody knows whether to the right one
    unknown_visit, // to none: the number was not shown within the lookback
    fixed,         // of a number that belongs to a source
    untracked,     // of a company's fallback number
    nobody,        // the number is free or in quarantine
    other_company, // the caller wanted another one
    no_pool,       // the number is in no pool
};
inline constexpr std::array<std::string_view, 10> call_ends{"right",         "wrong_visit", "wrong_channel", "booked",
                                                            "unknown_visit", "fixed",       "untracked",     "nobody",
                                                            "other_company", "no_pool"};

// How long after the last page of the visit that it came from; of calls of which nobody knows that, of the visit they were booked to;
// unknown where there is none.
enum class Delay : std::uint8_t { during, keep_alive, within_hour, six_hours, within_day, one_week, later, unknown };
inline constexpr std::array<std::string_view, 8> delays{"during", "keep_alive", "1h",    "6h",
                                                        "24h",    "7d",         "later", "unknown"};

struct DelayRow {
    std::uint64_t calls = 0;
    std::array<std::uint64_t, call_ends.size()> ends{};
};

// Of the calls with a P(correct) from i/10 to (i+1)/10.
struct LikelyRow {
    std::uint64_t calls = 0, known = 0, right = 0; // known: it is known to which visit they belong
    double sum = 0;                                // of the probabilities
};

struct ChannelOutcome {
    std::string name; // empty: no channel
    std::uint64_t visits = 0;
    std::uint64_t calls = 0;           // that came from its visits, where that is known
    std::uint64_t booked = 0;          // to its visits
    double expected = 0, variance = 0; // of the calls that were booked, how many are the channel's by P(correct)
};

struct RegionOutcome {
    std::string name;
    Level free, quarantined, owned, assigned, busy;
    std::uint64_t wanted = 0, lacked = 0, by_home = 0; // visits that looked here first; found none; found one at home
    std::uint64_t released = 0, ordered = 0;
    Millis exhausted = no_time, exhausted_age = no_time;
    std::uint32_t shortfall = 0; // visits at once that its stock had no number for, at most
    std::uint32_t would_do = 0;  // the numbers that there were then, and as many as were missing; 0 where none was
};

struct PoolRow {
    std::uint32_t company = 0, region = 0;
    Level assigned, busy;
    std::uint64_t touched = 0;
    std::uint64_t visits = 0, blocked = 0; // that looked here first; found no number here
    // Erlang B hour by hour: how many would have been blocked with the most numbers that there were; the busiest hour's load.
    double expected_blocked = 0, peak_load = 0;
    Millis peak_load_at = no_time;
};

// One moment of the series; a value for each region and each pool.
struct PoolSample {
    Millis at = 0;
    struct OfRegion {
        std::uint32_t free = 0, quarantined = 0, owned = 0, assigned = 0, busy = 0;
    };
    struct OfPool {
        std::uint32_t assigned = 0, busy = 0;
    };
    std::vector<OfRegion> regions;
    std::vector<OfPool> pools; // those that there were then
};

struct Candidate {
    std::uint32_t visit = no_index; // its place in the visits
    double likely = 0;
};
// A call of a log whose visit is in doubt.
struct Doubt {
    std::uint32_t call = no_index; // its place in the calls
    std::uint32_t number = no_index;
    Millis at = 0;
    std::vector<Candidate> candidates; // the most likely first
};

struct PoolOutcome {
    Millis begin = 0, end = 0;
    std::uint64_t visits = 0;
    std::array<std::uint64_t, shown_as_count> shown_as{};
    std::array<std::uint64_t, lack_count> lacks{}; // in the region where a number was wanted
    std::uint64_t by_home = 0;
    std::uint64_t unknown_shown = 0; // of a log: numbers that were shown and are in no pool
    GapHistogram inside, across;
    std::uint64_t calls = 0, calls_after = 0; // in the time of the run; later, and not looked at
    std::array<std::uint64_t, call_ends.size()> ends{};
    std::array<DelayRow, delays.size()> by_delay{};
    std::array<LikelyRow, 10> likely{};
    std::uint64_t likely_calls = 0;
    double likely_sum = 0;
    std::vector<ChannelOutcome> channels;
    std::vector<RegionOutcome> regions;
    std::vector<PoolRow> pools;
    std::vector<PoolSample> samples;
    Millis every = one_hour;
    std::vector<Doubt> doubts; // at most most_doubts, those in most doubt
    std::uint64_t doubtful = 0;
    std::uint64_t checked = 0,
                  passed_on = 0; // steps that were held against the promise; numbers that went to another company
    Millis least_between = no_time;
    std::uint64_t breaches = 0; // of a log
    std::vector<PoolBreach> first_breaches;
    std::vector<std::string> doubt_numbers, breach_numbers; // of those above, as people know them
    std::uint32_t numbers = 0;                              // in all regions at the end
    std::uint64_t bought = 0;                               // beyond the stock at the beginning
    std::int64_t number_millis = 0;                         // owned, over time

    [[nodiscard]] std::uint64_t untracked() const { return shown_as[4] + shown_as[5]; }
    [[nodiscard]] std::uint64_t lacked() const { return lacks[1] + lacks[2] + lacks[3]; }
    // Calls by what became of them.
    [[nodiscard]] std::uint64_t ended(CallEnd how) const { return ends[static_cast<std::size_t>(how)]; }
    // Of those of which it is known: the share that is booked to the wrong visit, of all calls to numbers of pools.
    [[nodiscard]] double wrong_share() const;
    [[nodiscard]] double wrong_channel_share() const;
    [[nodiscard]] double share(CallEnd how) const;
    [[nodiscard]] double blocked_share() const; // visits that were shown no number of a pool, of those that wanted one
    [[nodiscard]] std::uint32_t peak_busy() const;
    [[nodiscard]] std::uint32_t peak_assigned() const;
    [[nodiscard]] std::uint64_t touched() const;
    [[nodiscard]] std::uint64_t released() const;
    [[nodiscard]] std::int64_t cost(const PoolPrices& prices) const; // millionths
};
inline constexpr std::size_t most_doubts = 1000;
inline constexpr double in_doubt = 0.9; // P(correct) below it

} // namespace callflow::tracking
