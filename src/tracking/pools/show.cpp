// Which number a visit is shown.
#include "tracking/pools/pools.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace callflow::tracking {

void Pools::assign(std::uint32_t number, std::uint32_t company, Millis at) {
    Number& one = numbers_[number];
    Pool& pool = pool_of(company, one.region);
    pool.assigned.add(at, 1);
    ++pool.touched;
    regions_[one.region].assigned.add(at, 1);
    if (one.company != company) { // what another company did with it is over
        one.activity = one.shown_until = no_time;
        one.visitor = no_index;
    }
    one.company = company;
    one.state = NumberState::assigned;
    ++growth_[company].assigned;
}

// A free number of the region for the company, or why there is none.
Lack Pools::grow(std::uint32_t company, std::uint32_t region, Millis at, Shown& shown) {
    const PoolCompany& owner = file_.companies[company];
    Growth& growth = growth_[company];
    if (all_fixed_ || growth.assigned >= owner.limit) return Lack::limit;
    const PoolRules& rules = file_.rules;
    if (rules.growth_most != unlimited || rules.growth_share > 0) {
        const Millis window = at - at % rules.growth_every;
        if (growth.window != window) {
            growth.window = window;
            growth.left = rules.growth_most;
            if (rules.growth_share > 0) {
                const double share = std::ceil(rules.growth_share * growth.assigned);
                growth.left = std::min(growth.left, static_cast<std::uint32_t>(std::max(share, 1.0)));
            }
        }
        if (growth.left == 0) return Lack::growth;
    }
    settle(region, at);
    Region& there = regions_[region];
    if (there.free_numbers.empty()) {
        if (file_.regions[region].stock != unlimited) {
            if (there.exhausted == no_time) {
                there.exhausted = at;
                if (!there.parked.empty()) there.exhausted_age = at - numbers_[there.parked.front()].released;
            }
            return Lack::stock;
        }
        buy(region, 1, at);
    }
    const std::uint32_t number = there.free_numbers.front();
    there.free_numbers.pop_front();
    there.free.add(at, -1);
    there.free_since = at;
    --growth.left;
    const Number& one = numbers_[number];
    if (one.company != no_index && one.company != company) shown.since_company = at - one.activity;
    assign(number, company, at);
    shown.number = number;
    shown.as = ShownAs::grown;
    restock(region, at);
    return Lack::none;
}

Lack Pools::find_number(std::uint32_t company, std::uint32_t region, Millis at, Shown& shown) {
    const Pool* const there = pool(company, region);
    const std::uint32_t idle = there == nullptr ? no_index : there->idle.front(file_.rules.policy);
    if (idle == no_index) return grow(company, region, at, shown);
    shown.number = idle;
    shown.as = ShownAs::own;
    return Lack::none;
}

void Pools::occupy(std::uint32_t number, const PoolVisit& visit) {
    Number& one = numbers_[number];
    const Millis until = visit.end + file_.rules.keep_alive;
    one.busy_until = one.busy ? std::max(one.busy_until, until) : until;
    one.activity = one.activity == no_time ? visit.end : std::max(one.activity, visit.end);
    one.shown_until = one.shown_until == no_time ? visit.end : std::max(one.shown_until, visit.end);
    one.visitor = visit.visitor;
    if (visit.visitor != no_index) {
        if (visit.visitor >= last_of_visitor_.size())
            last_of_visitor_.resize(std::max<std::size_t>(visit.visitor + std::size_t{1}, last_of_visitor_.size() * 2),
                                    no_index);
        last_of_visitor_[visit.visitor] = number;
    }
    if (one.busy) return;
    one.busy = true;
    pool_of(one.company, one.region).busy.add(visit.start, 1);
    regions_[one.region].busy.add(visit.start, 1);
    ends_.push_back({until, number});
    std::push_heap(ends_.begin(), ends_.end(), std::greater<>());
}

base::Result<Shown> Pools::show(const PoolVisit& visit) {
    if (auto done = advance(visit.start); !done) return tl::unexpected(done.error());
    const PoolCompany& company = file_.companies[visit.company];
    Shown shown;
    shown.wanted = company.multi_regional && visit.region != no_index ? visit.region : company.home;
    const std::uint32_t former = visit.visitor < last_of_visitor_.size() ? last_of_visitor_[visit.visitor] : no_index;
    if (former != no_index && numbers_[former].company == visit.company &&
        numbers_[former].state == NumberState::assigned) {
        const Number& number = numbers_[former];
        if (number.busy ? number.visitor == visit.visitor : file_.rules.policy == Policy::sticky) {
            shown.number = former;
            shown.as = number.busy ? ShownAs::kept : ShownAs::own;
        }
    }
    if (shown.number == no_index) {
        shown.lack = find_number(visit.company, shown.wanted, visit.start, shown);
        if (shown.lack != Lack::none && shown.wanted != company.home)
            shown.by_home = find_number(visit.company, company.home, visit.start, shown) == Lack::none;
    }
    if (shown.number == no_index) {
        shown.as = company.fallback.empty() ? ShownAs::nothing : ShownAs::fallback;
        return shown;
    }
    const Number& number = numbers_[shown.number];
    if (!number.busy && number.shown_until != no_time) shown.since_shown = visit.start - number.shown_until;
    if (shown.as == ShownAs::own) leave_idle(shown.number);
    occupy(shown.number, visit);
    if (const auto breach = audit_.shown(shown.number, visit.company, visit.start, visit.end))
        return tl::unexpected(broken(*breach));
    return shown;
}

void Pools::leave_idle(std::uint32_t number) {
    Pool& pool = pool_of(numbers_[number].company, numbers_[number].region);
    pool.idle.remove(number, file_.rules.policy, idle_links_);
    if (!pool.permanent) held_.remove(number);
}

// Out of wherever it is, without a rule being asked.
void Pools::take_away(std::uint32_t number, Millis at) {
    Number& one = numbers_[number];
    Region& there = regions_[one.region];
    settle(one.region, at);
    if (one.state == NumberState::assigned) {
        Pool& pool = pool_of(one.company, one.region);
        if (one.busy) {
            pool.busy.add(at, -1);
            there.busy.add(at, -1);
        } else {
            leave_idle(number);
        }
        pool.assigned.add(at, -1);
        there.assigned.add(at, -1);
        --growth_[one.company].assigned;
        return;
    }
    const bool free = one.state == NumberState::free;
    auto& list = free ? there.free_numbers : there.parked;
    list.erase(std::ranges::find(list, number));
    (free ? there.free : there.quarantined).add(at, -1);
    there.free_since = at;
}

base::Result<Shown> Pools::place(const PoolVisit& visit, std::uint32_t number, std::optional<PoolBreach>& breach) {
    if (auto done = advance(visit.start); !done) return tl::unexpected(done.error());
    Number& one = numbers_[number];
    Shown shown;
    shown.number = number;
    shown.wanted = one.region;
    shown.as = ShownAs::own;
    const bool same = one.company == visit.company;
    if (one.state == NumberState::assigned && same) {
        const bool kept = one.busy && visit.visitor != no_index && one.visitor == visit.visitor;
        if (kept) shown.as = ShownAs::kept;
        if (!kept && one.shown_until != no_time) shown.since_shown = std::max<Millis>(0, visit.start - one.shown_until);
        if (!one.busy) leave_idle(number);
    } else {
        shown.as = ShownAs::grown;
        if (one.company != no_index && !same && one.activity != no_time)
            shown.since_company = std::max<Millis>(0, visit.start - one.activity);
        const bool busy = one.busy;
        take_away(number, visit.start);
        assign(number, visit.company, visit.start);
        if (busy) { // its end stands in the heap already
            pool_of(one.company, one.region).busy.add(visit.start, 1);
            regions_[one.region].busy.add(visit.start, 1);
        }
        restock(one.region, visit.start);
    }
    occupy(number, visit);
    breach = audit_.shown(number, visit.company, visit.start, visit.end);
    return shown;
}

} // namespace callflow::tracking
