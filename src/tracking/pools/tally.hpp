// What a run counts while it goes on. Private to tracking/pools.
#pragma once

#include "tracking/pools/outcome.hpp"
#include "tracking/pools/simulate.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace callflow::tracking {

// A call on its way: from a visit whose truth is known, or of a log.
struct PoolCall {
    Millis at = 0;
    std::uint32_t number = no_index; // no_index: `instead` says what was dialled
    CallEnd instead = CallEnd::no_pool;
    std::uint32_t who = no_index;     // whose call it is: a visitor, or a visit of its own; no_index: nobody knows
    std::uint32_t channel = no_index; // of its visit
    std::uint32_t company = no_index; // that the caller wants
    Millis left = no_time;            // its visit's last page
    std::uint32_t logged = no_index;  // its place in the log
    bool operator>(const PoolCall& other) const { return at > other.at; }
};

// The visits that a number was shown to last, and what the company books a call to.
class Sightings {
public:
    struct Seen {
        Millis start = no_time, end = no_time;
        std::uint32_t who = no_index, channel = no_index, visit = no_index;
    };
    static constexpr std::uint32_t kept = 8;

    void add(std::uint32_t number, const Seen& seen, bool fresh);
    // The candidates for a call at `at`, the last shown first; how many.
    std::uint32_t find(std::uint32_t number, Millis at, Millis lookback, std::array<Seen, kept>& into) const;

private:
    std::vector<std::array<Seen, kept>> seen_;
    std::vector<std::uint32_t> counts_;
};

class Tally {
public:
    Tally(const PoolFile& file, const SimulationSettings& settings, Pools& pools, Millis begin);

    void visit(const PoolVisit& visit, const Shown& shown, std::uint32_t who, std::uint32_t visit_index);
    // The company that it reached, no_index for none.
    void call(const PoolCall& call, std::uint32_t reached);
    void sample(Millis at);
    [[nodiscard]] PoolOutcome finish(Millis end);

    PoolOutcome out;

private:
    struct Hour {
        std::uint32_t arrivals = 0;
        std::int64_t busy = 0; // milliseconds that they keep a number
    };
    struct Wanted {
        std::uint64_t visits = 0, blocked = 0;
        std::vector<Hour> hours; // from the run's beginning
    };
    CallEnd judge(const PoolCall& call, std::uint32_t reached, Delay& delay);
    void weigh(const std::array<Sightings::Seen, Sightings::kept>& seen, std::uint32_t count, const PoolCall& call,
               CallEnd end);
    [[nodiscard]] double likely(const Sightings::Seen& seen, Millis at) const;
    void doubt(const std::array<Sightings::Seen, Sightings::kept>& seen, std::uint32_t count,
               const std::array<double, Sightings::kept>& shares, const PoolCall& call, double correct);
    void lack(std::uint32_t region, const PoolVisit& visit);
    [[nodiscard]] Delay delay_of(Millis left, Millis at) const;
    void finish_pools();

    const PoolFile& file_;
    const SimulationSettings& settings_;
    Pools& pools_;
    LogNormal late_;
    Sightings sightings_;
    std::vector<Wanted> wanted_; // by company and region
    std::vector<std::vector<Millis>>
        lacking_; // by region: when visits without a number would have given it back; a heap
};

} // namespace callflow::tracking
