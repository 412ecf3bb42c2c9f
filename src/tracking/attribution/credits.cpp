#include "tracking/attribution/account.hpp"

#include <algorithm>
#include <numeric>

namespace callflow::tracking {

Credits::Credits(const Data& data, const Matches& matches, const Channels& channels, const AccountOptions& options)
    : data_(data), options_(options) {
    direct_.resize(data.marks.size());
    for (std::size_t i = 0; i < data.marks.size(); ++i) {
        const Marks& one = data.marks[i];
        direct_[i] =
            channels.channel(data.words[one.source], data.words[one.medium], data.words[one.campaign]) == "Direct";
    }
    std::vector<bool> wanted(data.visitors.size());
    const auto want = [&](Id visit) {
        if (visit != no_id && data.visits[visit].visitor != no_id) wanted[data.visits[visit].visitor] = true;
    };
    for (const CallFound& one : matches.calls) want(one.visit);
    for (const LeadFound& one : matches.leads) want(one.visit);
    for (const PossibleVisit& one : matches.candidates.all()) want(one.visit);
    const auto matters = [&](const Visit& visit) { return visit.visitor != no_id && wanted[visit.visitor]; };
    first_.assign(data.visitors.size() + 1, 0);
    for (const Visit& visit : data.visits)
        if (matters(visit)) ++first_[visit.visitor + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    visits_.resize(first_.back());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for (Id i = 0; i < data.visits.size(); ++i)
        if (matters(data.visits[i])) visits_[next[data.visits[i].visitor]++] = i;
    const auto less = [&](Id a, Id b) {
        const Millis one = data.visits[a].start, other = data.visits[b].start;
        return one != other ? one < other : data.visit_ids[a] < data.visit_ids[b];
    };
    for (std::size_t i = 0; i + 1 < first_.size(); ++i) {
        const auto begin = visits_.begin() + first_[i], end = visits_.begin() + first_[i + 1];
        if (end - begin > 1 && !std::is_sorted(begin, end, less)) std::sort(begin, end, less);
    }
}

void Credits::divide(Id visit, Millis at, Shares& out) {
    out.visits.clear();
    touches_.clear();
    const Visit& own = data_.visits[visit];
    const auto add = [&](Id one) {
        out.visits.push_back(one);
        touches_.push_back({at - data_.visits[one].start, direct_[data_.visits[one].marks]});
    };
    if (own.visitor == no_id) {
        add(visit);
    } else {
        const auto begin = visits_.begin() + first_[own.visitor], end = visits_.begin() + first_[own.visitor + 1];
        for (auto one = std::lower_bound(begin, end, at - options_.lookback,
                                         [&](Id id, Millis time) { return data_.visits[id].start < time; });
             one != end && data_.visits[*one].start <= at; ++one)
            if (*one == visit || data_.visits[*one].company == own.company) add(*one);
        if (out.visits.empty()) add(visit); // it began before that, and goes on
    }
    tracking::divide(options_.model, touches_, options_.half_life, out.shares);
}

} // namespace callflow::tracking
