#include "tracking/pools/tally.hpp"

#include "tracking/pools/erlang.hpp"

#include <algorithm>
#include <cassert>
#include <functional>

namespace callflow::tracking {

void Sightings::add(std::uint32_t number, const Seen& seen, bool fresh) {
    if (number >= counts_.size()) {
        counts_.resize(number + std::size_t{1});
        seen_.resize(number + std::size_t{1});
    }
    if (fresh) counts_[number] = 0;
    seen_[number][counts_[number]++ % kept] = seen;
}

std::uint32_t Sightings::find(std::uint32_t number, Millis at, Millis lookback, std::array<Seen, kept>& into) const {
    if (number >= counts_.size()) return 0;
    std::uint32_t count = 0;
    for (std::uint32_t back = 1; back <= std::min(kept, counts_[number]); ++back) {
        const Seen& one = seen_[number][(counts_[number] - back) % kept];
        // A visit after the call is none of its candidates.
        if (one.start > at || at - one.end > lookback) continue;
        into[count++] = one;
    }
    return count;
}

Tally::Tally(const PoolFile& file, const SimulationSettings& settings, Pools& pools, Millis begin)
    : file_(file), settings_(settings), pools_(pools),
      late_{static_cast<double>(std::max<Millis>(file.calls.late_median, 1)), file.calls.late_spread},
      wanted_(file.regions.size() * file.companies.size()), lacking_(file.regions.size()) {
    out.begin = begin;
    for (const PoolRegion& one : file.regions) out.regions.emplace_back().name = one.name;
    if (settings.log != nullptr)
        for (const std::string& one : settings.log->channels) out.channels.emplace_back().name = one;
    else
        for (const auto& one : file.synthetic.channels) out.channels.emplace_back().name = one.first;
}

void Tally::visit(const PoolVisit& visit, const Shown& shown, std::uint32_t who, std::uint32_t visit_index) {
    ++out.visits;
    ++out.shown_as[static_cast<std::size_t>(shown.as)];
    if (visit.channel != no_index) ++out.channels[visit.channel].visits;
    if (shown.as == ShownAs::fixed || shown.wanted == no_index) return;
    RegionOutcome& region = out.regions[shown.wanted];
    ++region.wanted;
    if (shown.lack != Lack::none) {
        ++region.lacked;
        ++out.lacks[static_cast<std::size_t>(shown.lack)];
        if (shown.lack == Lack::stock) lack(shown.wanted, visit);
    }
    if (shown.by_home) {
        ++region.by_home;
        ++out.by_home;
    }
    if (shown.as != ShownAs::kept) {
        Wanted& wanted = wanted_[visit.company * file_.regions.size() + shown.wanted];
        ++wanted.visits;
        if (shown.lack != Lack::none) ++wanted.blocked;
        const auto at = static_cast<std::size_t>((visit.start - out.begin) / one_hour);
        if (at >= wanted.hours.size()) wanted.hours.resize(at + 1);
        ++wanted.hours[at].arrivals;
        wanted.hours[at].busy += visit.end - visit.start + file_.rules.keep_alive;
    }
    if (shown.number == no_index) return;
    if (shown.since_shown != no_time) out.inside.add(shown.since_shown);
    if (shown.since_company != no_time) out.across.add(shown.since_company);
    sightings_.add(shown.number, {visit.start, visit.end, who, visit.channel, visit_index},
                   shown.as == ShownAs::grown && shown.since_shown == no_time);
}

void Tally::lack(std::uint32_t region, const PoolVisit& visit) {
    std::vector<Millis>& ends = lacking_[region];
    while (!ends.empty() && ends.front() < visit.start) {
        std::ranges::pop_heap(ends, std::greater<>());
        ends.pop_back();
    }
    ends.push_back(visit.end + file_.rules.keep_alive);
    std::ranges::push_heap(ends, std::greater<>());
    RegionOutcome& into = out.regions[region];
    const auto missing = static_cast<std::uint32_t>(ends.size());
    into.shortfall = std::max(into.shortfall, missing);
    into.would_do = std::max(into.would_do, pools_.regions()[region].owned.now() + missing);
}

Delay Tally::delay_of(Millis left, Millis at) const {
    const Millis behind = at - left;
    if (behind <= 0) return Delay::during;
    if (behind <= file_.rules.keep_alive) return Delay::keep_alive;
    if (behind <= one_hour) return Delay::within_hour;
    if (behind <= 6 * one_hour) return Delay::six_hours;
    if (behind <= one_day) return Delay::within_day;
    return behind <= 7 * one_day ? Delay::one_week : Delay::later;
}

void Tally::call(const PoolCall& call, std::uint32_t reached) {
    ++out.calls;
    if (call.channel != no_index) ++out.channels[call.channel].calls;
    Delay delay = call.left == no_time ? Delay::unknown : delay_of(call.left, call.at);
    const CallEnd end = call.number == no_index ? call.instead : judge(call, reached, delay);
    ++out.ends[static_cast<std::size_t>(end)];
    if (end == CallEnd::fixed && call.channel != no_index) { // its number says whose it is
        ++out.channels[call.channel].booked;
        out.channels[call.channel].expected += 1;
    }
    DelayRow& row = out.by_delay[static_cast<std::size_t>(delay)];
    ++row.calls;
    ++row.ends[static_cast<std::size_t>(end)];
}

CallEnd Tally::judge(const PoolCall& call, std::uint32_t reached, Delay& delay) {
    if (reached == no_index) return CallEnd::nobody;
    if (call.company != no_index && reached != call.company) return CallEnd::other_company;
    std::array<Sightings::Seen, Sightings::kept> seen;
    const std::uint32_t count = sightings_.find(call.number, call.at, file_.rules.lookback, seen);
    if (count == 0) return CallEnd::unknown_visit;
    if (call.left == no_time) delay = delay_of(seen[0].end, call.at);
    CallEnd end = CallEnd::booked;
    if (call.who != no_index)
        end = seen[0].who == call.who           ? CallEnd::right
              : seen[0].channel == call.channel ? CallEnd::wrong_visit
                                                : CallEnd::wrong_channel;
    if (seen[0].channel != no_index) ++out.channels[seen[0].channel].booked;
    weigh(seen, count, call, end);
    return end;
}

// How likely a visit leads to a call at that moment, as habits have it.
double Tally::likely(const Sightings::Seen& seen, Millis at) const {
    const CallHabits& habits = file_.calls;
    if (at <= seen.end) return (1 - habits.late) / static_cast<double>(std::max<Millis>(seen.end - seen.start, 1));
    return habits.late * late_.density(static_cast<double>(at - seen.end));
}

void Tally::weigh(const std::array<Sightings::Seen, Sightings::kept>& seen, std::uint32_t count, const PoolCall& call,
                  CallEnd end) {
    std::array<double, Sightings::kept> shares{};
    double sum = 0;
    for (std::uint32_t i = 0; i < count; ++i) sum += shares[i] = likely(seen[i], call.at);
    for (std::uint32_t i = 0; i < count; ++i) shares[i] = sum > 0 ? shares[i] / sum : 1.0 / count;
    double correct = 0; // other visits of the same person count, too
    for (std::uint32_t i = 0; i < count; ++i)
        if (seen[i].who == seen[0].who) correct += shares[i];
    correct = std::min(correct, 1.0);
    LikelyRow& row = out.likely[std::min<std::size_t>(static_cast<std::size_t>(correct * 10), out.likely.size() - 1)];
    ++row.calls;
    row.sum += correct;
    if (end != CallEnd::booked) ++row.known;
    if (end == CallEnd::right) ++row.right;
    ++out.likely_calls;
    out.likely_sum += correct;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t channel = seen[i].channel;
        if (channel == no_index) continue;
        bool before = false;
        double share = 0;
        for (std::uint32_t k = 0; k < count; ++k) {
            if (seen[k].channel != channel) continue;
            before = before || k < i;
            share += shares[k];
        }
        if (before) continue;
        share = std::min(share, 1.0);
        out.channels[channel].expected += share;
        out.channels[channel].variance += share * (1 - share);
    }
    if (correct < in_doubt) doubt(seen, count, shares, call, correct);
}

void Tally::doubt(const std::array<Sightings::Seen, Sightings::kept>& seen, std::uint32_t count,
                  const std::array<double, Sightings::kept>& shares, const PoolCall& call, double correct) {
    ++out.doubtful;
    if (call.logged == no_index) return;
    const auto worse = [](const Doubt& a, const Doubt& b) {
        const double x = a.candidates.front().likely, y = b.candidates.front().likely;
        return x != y ? x < y : a.call < b.call;
    };
    if (out.doubts.size() == most_doubts && correct >= out.doubts.front().candidates.front().likely) return;
    Doubt one{call.logged, call.number, call.at, {}};
    one.candidates.push_back({seen[0].visit, correct});
    for (std::uint32_t i = 1; i < count; ++i)
        if (seen[i].who != seen[0].who) one.candidates.push_back({seen[i].visit, shares[i]});
    std::stable_sort(one.candidates.begin() + 1, one.candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.likely > b.likely; });
    out.doubts.push_back(std::move(one)); // a heap, the least doubtful first
    std::ranges::push_heap(out.doubts, worse);
    if (out.doubts.size() <= most_doubts) return;
    std::ranges::pop_heap(out.doubts, worse);
    out.doubts.pop_back();
}

void Tally::sample(Millis at) {
    PoolSample& one = out.samples.emplace_back();
    one.at = at;
    for (const Pools::Region& region : pools_.regions())
        one.regions.push_back({region.free.now(), region.quarantined.now(), region.owned.now(), region.assigned.now(),
                               region.busy.now()});
    for (const Pools::Pool& pool : pools_.pools()) one.pools.push_back({pool.assigned.now(), pool.busy.now()});
}

} // namespace callflow::tracking
