#include "tracking/pools/erlang.hpp"

#include "tracking/pools/draws.hpp"

#include <algorithm>
#include <cmath>

namespace callflow::tracking {
namespace {

// B(k) = a B(k-1) / (k + a B(k-1)), B(0) = 1: stable for any load, since every B is between 0 and 1.
double next_blocked(double blocked, std::uint32_t k, double load) { return load * blocked / (k + load * blocked); }

// Share of calls booked to the wrong visit: the number is shown again after about (n - a) / rate + keep-alive.
double wrong_share(const PoolDemand& demand, double numbers_each) {
    const double per_minute = demand.visits_per_hour * demand.burst / demand.sources / 60;
    if (per_minute <= 0) return 0;
    const double idle = std::max(0.0, numbers_each - demand.load());
    const double gap = idle / per_minute + demand.keep_alive_minutes;
    return demand.late_share * LogNormal{demand.late_median_minutes, demand.late_spread}.beyond(gap);
}

} // namespace

double erlang_b(std::uint32_t numbers, double load) {
    double blocked = 1;
    for (std::uint32_t k = 1; k <= numbers; ++k) blocked = next_blocked(blocked, k, load);
    return load <= 0 && numbers > 0 ? 0 : blocked;
}

std::uint32_t erlang_numbers(double load, double share) {
    double blocked = 1;
    std::uint32_t k = 0;
    while (blocked > share) blocked = next_blocked(blocked, ++k, load);
    return k;
}

std::vector<PoolSize> pool_sizes(const PoolDemand& demand, const std::vector<double>& shares) {
    std::vector<PoolSize> out;
    const double load = demand.load();
    const auto add = [&](std::string_view rule, double wanted, double each, std::string_view says) {
        const auto numbers_each = static_cast<std::uint32_t>(std::ceil(std::max(each, 1.0) - 1e-9));
        PoolSize one;
        one.rule = rule;
        one.wanted = wanted;
        one.numbers = static_cast<std::uint32_t>(std::ceil(numbers_each * demand.sources - 1e-9));
        one.blocked = erlang_b(numbers_each, load);
        one.busy = load * (1 - one.blocked) / numbers_each;
        one.wrong = wrong_share(demand, numbers_each);
        one.says = says;
        out.push_back(one);
    };
    for (const double share : shares)
        add("erlang-b", share, erlang_numbers(load, share), "Erlang B: at most that share of visits finds no number");
    const double hourly = demand.visits_per_hour * demand.burst / demand.sources;
    add("offered-load", 0, hourly * demand.visit_minutes / 60,
        "visits of the peak hour / (60 / minutes of a visit): the mean, without keep-alive or margin");
    add("busy-75", 0, load / 0.75, "more when three quarters are busy regularly: load / 0.75");
    add("peak-hour", 0, hourly, "a number for each visitor of the busiest hour: below 100 % used");
    if (demand.visits_per_day > 0)
        add("day-20", 0, demand.visits_per_day / demand.sources / 20,
            "a number for 20 visitors a day, for each source");
    return out;
}

} // namespace callflow::tracking
