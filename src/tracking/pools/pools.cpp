#include "tracking/pools/pools.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <fmt/format.h>
#include <functional>

namespace callflow::tracking {

Pools::Pools(const PoolFile& file, Millis start, const std::vector<FixedPool>& fixed)
    : file_(file), audit_(file.rules), now_(start), all_fixed_(!fixed.empty()), regions_(file.regions.size()),
      pool_at_(file.regions.size() * file.companies.size(), no_index), growth_(file.companies.size()) {
    for (std::uint32_t i = 0; i < regions_.size(); ++i) {
        Region& one = regions_[i];
        one.free_since = start;
        for (Level* level : {&one.free, &one.quarantined, &one.owned, &one.assigned, &one.busy}) level->begin(start, 0);
        if (all_fixed_) continue;
        const PoolRegion& says = file.regions[i];
        buy(i, says.stock == unlimited ? static_cast<std::uint32_t>(says.numbers.size()) : says.stock, start);
        one.free.begin(start, one.free.now()); // the stock was there before anything happened
        one.owned.begin(start, one.owned.now());
        restock(i, start);
    }
    for (const FixedPool& one : fixed) {
        pool_of(one.company, one.region).permanent = true;
        for (std::uint32_t i = 0; i < one.numbers; ++i) {
            buy(one.region, 1, start);
            const std::uint32_t number = regions_[one.region].free_numbers.front();
            regions_[one.region].free_numbers.pop_front();
            regions_[one.region].free.add(start, -1);
            assign(number, one.company, start);
            pool_of(one.company, one.region).idle.add(number, file.rules.policy, idle_links_);
        }
    }
}

const Pools::Pool* Pools::pool(std::uint32_t company, std::uint32_t region) const {
    const std::uint32_t at = pool_at_[company * regions_.size() + region];
    return at == no_index ? nullptr : &pools_[at];
}

Pools::Pool& Pools::pool_of(std::uint32_t company, std::uint32_t region) {
    std::uint32_t& at = pool_at_[company * regions_.size() + region];
    if (at == no_index) {
        at = static_cast<std::uint32_t>(pools_.size());
        Pool& made = pools_.emplace_back();
        made.company = company;
        made.region = region;
        made.permanent = all_fixed_;
        made.assigned.begin(now_, 0);
        made.busy.begin(now_, 0);
    }
    return pools_[at];
}

std::string Pools::name(std::uint32_t number) const {
    const PoolRegion& region = file_.regions[numbers_[number].region];
    if (rank_[number] < region.numbers.size()) return region.numbers[rank_[number]];
    return fmt::format("{}#{}", region.name, rank_[number] + 1);
}

double Pools::load(std::uint32_t region) const {
    switch (file_.rules.quarantine_load) {
    case QuarantineLoad::none: return 0;
    case QuarantineLoad::full: return 1;
    case QuarantineLoad::shortage: break;
    }
    if (file_.regions[region].stock == unlimited) return 0;
    const double free = regions_[region].free.now();
    const double reserve = std::max<std::uint32_t>(file_.regions[region].reserve, 1);
    return std::clamp(1 - free / reserve, 0.0, 1.0);
}

// --- the stock ---------------------------------------------------------------------------------------------------------

void Pools::buy(std::uint32_t region, std::uint32_t count, Millis at) {
    Region& there = regions_[region];
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto number = static_cast<std::uint32_t>(numbers_.size());
        Number& made = numbers_.emplace_back();
        made.region = region;
        rank_.push_back(there.owned.now() + i);
        there.free_numbers.push_back(number);
    }
    if (!numbers_.empty()) held_.reach(static_cast<std::uint32_t>(numbers_.size() - 1));
    there.owned.add(at, static_cast<std::int32_t>(count));
    there.free.add(at, static_cast<std::int32_t>(count));
    there.free_since = at;
}

void Pools::deliver(std::uint32_t region, Millis at) {
    settle(region, at);
    Region& there = regions_[region];
    while (!there.deliveries.empty() && there.deliveries.front().first <= at) {
        buy(region, there.deliveries.front().second, at);
        there.deliveries.pop_front();
    }
    restock(region, at);
    next_delivery_ = INT64_MAX;
    for (const Region& one : regions_)
        if (!one.deliveries.empty()) next_delivery_ = std::min(next_delivery_, one.deliveries.front().first);
}

// One order at a time: what is on its way counts as being there.
void Pools::restock(std::uint32_t region, Millis at) {
    const PoolRegion& says = file_.regions[region];
    Region& there = regions_[region];
    if (all_fixed_ || there.free.now() >= says.threshold || !there.deliveries.empty()) return;
    const std::uint32_t room = says.most - std::min(says.most, there.owned.now());
    const std::uint32_t count = std::min(says.step, room);
    if (count == 0) return;
    there.ordered += count;
    there.deliveries.emplace_back(at + says.lead_time, count);
    next_delivery_ = std::min(next_delivery_, at + says.lead_time);
}

// Numbers whose quarantine is over by `to` are free from the moment on at which it was. What frees one makes it longer for the next.
void Pools::settle(std::uint32_t region, Millis to) {
    Region& there = regions_[region];
    while (!there.parked.empty()) {
        const std::uint32_t number = there.parked.front();
        const Millis due = numbers_[number].released + file_.rules.quarantine(load(region));
        if (due > to) return;
        const Millis at = std::max(due, there.free_since);
        there.parked.pop_front();
        there.free_numbers.push_back(number);
        there.quarantined.add(at, -1);
        there.free.add(at, 1);
        there.free_since = at;
        numbers_[number].state = NumberState::free;
        audit_.freed(number, at);
    }
}

// --- the clock ---------------------------------------------------------------------------------------------------------

base::Result<void> Pools::advance(Millis to) {
    if (to < now_) return base::fail(base::ErrorKind::internal, "the clock of a pool went back");
    for (;;) {
        const Millis end = ends_.empty() ? INT64_MAX : ends_.front().at;
        const std::uint32_t held = held_.front();
        const Millis due = held == no_index ? INT64_MAX : numbers_[held].activity + file_.rules.hold;
        if (next_delivery_ <= to && next_delivery_ <= std::min(end, due)) {
            now_ = next_delivery_;
            for (std::uint32_t i = 0; i < regions_.size(); ++i)
                if (!regions_[i].deliveries.empty() && regions_[i].deliveries.front().first <= now_) deliver(i, now_);
        } else if (end < to && end <= due) {
            now_ = end;
            token_over(ends_.front());
        } else if (due < to) {
            now_ = due;
            leave_idle(held);
            release(held, due);
        } else {
            break;
        }
    }
    now_ = to;
    return {};
}

void Pools::token_over(End end) {
    std::pop_heap(ends_.begin(), ends_.end(), std::greater<>());
    Number& number = numbers_[end.number];
    if (number.busy_until > end.at) { // it was shown again meanwhile
        ends_.back().at = number.busy_until;
        std::push_heap(ends_.begin(), ends_.end(), std::greater<>());
        return;
    }
    ends_.pop_back();
    number.busy = false;
    Pool& pool = pool_of(number.company, number.region);
    pool.busy.add(end.at, -1);
    regions_[number.region].busy.add(end.at, -1);
    if (!pool.permanent && number.activity + file_.rules.hold < end.at) return release(end.number, end.at);
    pool.idle.add(end.number, file_.rules.policy, idle_links_);
    if (!pool.permanent) held_.add(end.number, [this](std::uint32_t one) { return numbers_[one].activity; });
}

void Pools::release(std::uint32_t number, Millis at) {
    Number& one = numbers_[number];
    settle(one.region, at);
    Region& there = regions_[one.region];
    pool_of(one.company, one.region).assigned.add(at, -1);
    --growth_[one.company].assigned;
    there.assigned.add(at, -1);
    there.quarantined.add(at, 1);
    there.parked.push_back(number);
    there.free_since = std::max(there.free_since, at);
    ++there.released;
    one.state = NumberState::quarantine;
    one.released = at;
    audit_.released(number, at);
}

// --- calls -------------------------------------------------------------------------------------------------------------

base::Result<std::uint32_t> Pools::call(std::uint32_t number, Millis at) {
    if (auto done = advance(at); !done) return tl::unexpected(done.error());
    Number& one = numbers_[number];
    std::uint32_t reached = no_index;
    if (one.state == NumberState::assigned) {
        reached = one.company;
        const bool held = !one.busy && !pool_of(one.company, one.region).permanent;
        if (held) held_.remove(number);
        one.activity = one.activity == no_time ? at : std::max(one.activity, at);
        if (held) held_.add(number, [this](std::uint32_t each) { return numbers_[each].activity; });
    } else if (one.state == NumberState::quarantine) {
        // A call there does not begin anything anew: its company has given the number up.
        settle(one.region, at);
        if (one.state == NumberState::quarantine && file_.rules.quarantine_answers) reached = one.company;
    }
    if (const auto breach = audit_.called(number, reached, at); breach && !all_fixed_)
        return tl::unexpected(broken(*breach));
    return reached;
}

base::Error Pools::broken(const PoolBreach& breach) const {
    return {base::ErrorKind::internal,
            fmt::format("the promise of the pool was broken, which is a mistake of this program: {}",
                        describe(breach, file_, name(breach.number)))};
}

} // namespace callflow::tracking
