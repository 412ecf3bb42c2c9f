// How many numbers a stream of visits needs at once: Erlang's loss formula, and the rules of thumb of products.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace callflow::tracking {

// Erlang B: the share of visits that find all `numbers` busy, where on average `load` would be (0 or more). Holds for Poisson
// arrivals and holding times of any distribution with that mean.
[[nodiscard]] double erlang_b(std::uint32_t numbers, double load);

// The fewest numbers with which at most `share` (above 0) of the visits is blocked.
[[nodiscard]] std::uint32_t erlang_numbers(double load, double share);

// What visits a site has in its busiest hour, and what becomes of them.
struct PoolDemand {
    double visits_per_hour = 0; // at the peak
    double visits_per_day = 0;  // 0: not known
    double visit_minutes = 5;   // mean length of a visit
    double keep_alive_minutes = 20;
    double sources = 1;      // pools, each for an equal part of the visits
    double burst = 1;        // what the busiest minutes have above the busiest hour
    double late_share = 0.3; // of callers who call after the visit's end
    double late_median_minutes = 360, late_spread = 1;

    // Numbers of one pool that are busy on average at the peak.
    [[nodiscard]] double load() const {
        return visits_per_hour * burst / sources * (visit_minutes + keep_alive_minutes) / 60;
    }
};

// One way to say how many numbers to have, and what comes of it.
struct PoolSize {
    std::string_view rule;     // stable, for programs: `erlang-b`
    double wanted = 0;         // of `erlang-b`, the blocked share that was asked for; else 0
    std::uint32_t numbers = 0; // of all sources together
    double blocked = 0;        // by Erlang B at the peak
    double busy = 0;           // share of the numbers that is busy at the peak
    // Share of all calls that is booked to the wrong visit, by the gap until a number is shown again at the peak, longest-idle first.
    double wrong = 0;
    std::string_view says; // the rule in a sentence
};

// `shares` for Erlang B, then each rule of thumb that can be said of the demand.
[[nodiscard]] std::vector<PoolSize> pool_sizes(const PoolDemand& demand, const std::vector<double>& shares);

} // namespace callflow::tracking
