#include "tracking/pools/outcome.hpp"

#include "tracking/pools/erlang.hpp"
#include "tracking/pools/tally.hpp"

#include <algorithm>

namespace callflow::tracking {
namespace {

double part(std::uint64_t some, std::uint64_t all) {
    return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
}

} // namespace

double PoolOutcome::share(CallEnd how) const { return part(ended(how), calls); }

double PoolOutcome::wrong_share() const {
    return part(ended(CallEnd::wrong_visit) + ended(CallEnd::wrong_channel), calls);
}

double PoolOutcome::wrong_channel_share() const { return share(CallEnd::wrong_channel); }

double PoolOutcome::blocked_share() const {
    return part(untracked(), visits - shown_as[static_cast<std::size_t>(ShownAs::fixed)]);
}

std::uint32_t PoolOutcome::peak_busy() const {
    std::uint32_t out = 0;
    for (const RegionOutcome& one : regions) out += one.busy.peak();
    return out;
}

std::uint32_t PoolOutcome::peak_assigned() const {
    std::uint32_t out = 0;
    for (const RegionOutcome& one : regions) out += one.assigned.peak();
    return out;
}

std::uint64_t PoolOutcome::touched() const {
    std::uint64_t out = 0;
    for (const PoolRow& one : pools) out += one.touched;
    return out;
}

std::uint64_t PoolOutcome::released() const {
    std::uint64_t out = 0;
    for (const RegionOutcome& one : regions) out += one.released;
    return out;
}

// A month is thirty days; rounded to the nearest millionth.
std::int64_t PoolOutcome::cost(const PoolPrices& prices) const {
    const double months = static_cast<double>(number_millis) / static_cast<double>(30 * one_day);
    return static_cast<std::int64_t>(months * static_cast<double>(prices.per_month) + 0.5) +
           static_cast<std::int64_t>(bought) * prices.to_buy;
}

void Tally::finish_pools() {
    for (const Pools::Pool& one : pools_.pools()) {
        PoolRow& row = out.pools.emplace_back();
        row.company = one.company;
        row.region = one.region;
        row.assigned = one.assigned;
        row.busy = one.busy;
        row.touched = one.touched;
        const Wanted& wanted = wanted_[one.company * file_.regions.size() + one.region];
        row.visits = wanted.visits;
        row.blocked = wanted.blocked;
        const std::uint32_t numbers = one.assigned.peak();
        for (std::size_t i = 0; i < wanted.hours.size(); ++i) {
            const Hour& hour_of = wanted.hours[i];
            if (hour_of.arrivals == 0) continue;
            const double load = static_cast<double>(hour_of.busy) / static_cast<double>(one_hour);
            if (load > row.peak_load) {
                row.peak_load = load;
                row.peak_load_at = out.begin + static_cast<Millis>(i) * one_hour;
            }
            row.expected_blocked += hour_of.arrivals * erlang_b(numbers, load);
        }
    }
}

PoolOutcome Tally::finish(Millis end) {
    out.end = end;
    finish_pools();
    for (std::size_t i = 0; i < out.regions.size(); ++i) {
        const Pools::Region& from = pools_.regions()[i];
        RegionOutcome& into = out.regions[i];
        into.free = from.free;
        into.quarantined = from.quarantined;
        into.owned = from.owned;
        into.assigned = from.assigned;
        into.busy = from.busy;
        into.released = from.released;
        into.ordered = from.ordered;
        into.exhausted = from.exhausted;
        into.exhausted_age = from.exhausted_age;
        out.numbers += from.owned.now();
        out.number_millis += from.owned.area(std::max(end, out.begin));
        const std::uint32_t stock = file_.regions[i].stock == unlimited
                                        ? static_cast<std::uint32_t>(file_.regions[i].numbers.size())
                                        : file_.regions[i].stock;
        out.bought += from.owned.now() - (settings_.fixed.empty() ? stock : 0);
    }
    out.checked = pools_.audit().steps();
    out.passed_on = pools_.audit().passed_on();
    out.least_between = pools_.audit().least_between();
    std::ranges::sort(out.doubts, [](const Doubt& a, const Doubt& b) {
        const double x = a.candidates.front().likely, y = b.candidates.front().likely;
        return x != y ? x < y : a.call < b.call;
    });
    for (const Doubt& one : out.doubts) out.doubt_numbers.push_back(pools_.name(one.number));
    for (const PoolBreach& one : out.first_breaches) out.breach_numbers.push_back(pools_.name(one.number));
    return std::move(out);
}

} // namespace callflow::tracking
