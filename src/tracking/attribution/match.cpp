#include "tracking/attribution/match.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <unordered_map>

namespace callflow::tracking {
namespace {

// Rows by the number that they are about: of number n those from first[n] to first[n + 1], in order of time, then id.
struct ByNumber {
    std::vector<std::uint32_t> first, rows;
};

template <class Rows, class Start, class Name>
ByNumber by_number(std::size_t numbers, const Rows& rows, const std::vector<bool>* only, Start start, Name name) {
    ByNumber out;
    out.first.assign(numbers + 1, 0);
    const auto wanted = [&](const auto& row) {
        return row.number != no_id && (only == nullptr || (*only)[row.number]);
    };
    for (const auto& row : rows)
        if (wanted(row)) ++out.first[row.number + 1];
    std::partial_sum(out.first.begin(), out.first.end(), out.first.begin());
    out.rows.resize(out.first.back());
    std::vector<std::uint32_t> next(out.first.begin(), out.first.end() - 1);
    for (std::uint32_t i = 0; i < rows.size(); ++i)
        if (wanted(rows[i])) out.rows[next[rows[i].number]++] = i;
    for (std::size_t number = 0; number < numbers; ++number) {
        const auto begin = out.rows.begin() + out.first[number], end = out.rows.begin() + out.first[number + 1];
        const auto less = [&](std::uint32_t a, std::uint32_t b) {
            const Millis first = start(rows[a]), second = start(rows[b]);
            return first != second ? first < second : name(a) < name(b);
        };
        if (!std::is_sorted(begin, end, less)) std::sort(begin, end, less); // files mostly are
    }
    return out;
}

// Of two visits that were shown a number: whether the first had it later, at or before that moment. Of those that still have it the one
// that began last, else the one that had it longest.
bool shown_later(const Data& data, Id a, Id b, Millis at) {
    const Visit &one = data.visits[a], &other = data.visits[b];
    const Millis first = std::min(one.last(), at), second = std::min(other.last(), at);
    if (first != second) return first > second;
    if (one.start != other.start) return one.start > other.start;
    return data.visit_ids[a] > data.visit_ids[b];
}

// Follows one number through time: visits are shown it one after the other, some at once.
class Shown {
public:
    explicit Shown(const Data& data) : data_(data) {}
    void show(Id visit) { open_.push_back(visit); }
    // The visit that was shown it last at or before `at`, which never goes back: of those that still have it the one that began
    // last, else the one that had it longest.
    Id last(Millis at) {
        while (!open_.empty() && data_.visits[open_.back()].last() < at) {
            const Id one = open_.back();
            open_.pop_back();
            if (over_ == no_id || shown_later(data_, one, over_, at)) over_ = one;
        }
        return open_.empty() ? over_ : open_.back();
    }

private:
    const Data& data_;
    std::vector<Id> open_; // in the order of their beginnings; what is over is taken away from the end only
    Id over_ = no_id;
};

class Matcher {
public:
    Matcher(const Data& data, const MatchOptions& options) : data_(data), options_(options) {}

    Matches run() {
        out_.calls.resize(data_.calls.size());
        match_calls();
        judge_calls();
        out_.candidates.finish();
        match_leads();
        match_deals();
        return std::move(out_);
    }

private:
    void match_calls() {
        std::vector<bool> called(data_.phones.size());
        for (const Call& call : data_.calls)
            if (call.number != no_id) called[call.number] = true;
        const auto visits = by_number(
            data_.phones.size(), data_.visits, &called, [](const Visit& visit) { return visit.start; },
            [&](Id id) { return data_.visit_ids[id]; });
        const auto calls = by_number(
            data_.phones.size(), data_.calls, nullptr, [](const Call& call) { return call.start; },
            [&](Id id) { return data_.call_ids[id]; });
        for (std::size_t number = 0; number < data_.phones.size(); ++number) {
            if (calls.first[number] == calls.first[number + 1]) continue;
            follow(
                static_cast<Id>(number),
                std::span(visits.rows).subspan(visits.first[number], visits.first[number + 1] - visits.first[number]),
                std::span(calls.rows).subspan(calls.first[number], calls.first[number + 1] - calls.first[number]));
        }
        for (Id i = 0; i < data_.calls.size(); ++i)
            if (data_.calls[i].number == no_id) out_.calls[i].company = data_.calls[i].company;
    }

    // The visits of a number that were of one company, or of nobody knows which.
    struct Group {
        std::uint16_t company;
        Shown shown;
        std::vector<Millis> ends; // in order
        std::size_t begun = 0, gone = 0;
    };

    // All calls of a number, in the order of time, and all visits that were shown it, likewise.
    void follow(Id number, std::span<const Id> visits, std::span<const Id> calls) {
        // Of a number that changes hands a visit with an old page open is not the new company's.
        const bool pooled = data_.pooled(number);
        std::vector<Group> groups;
        std::unordered_map<std::uint16_t, std::size_t> places; // by company
        const auto group = [&](Id visit) -> Group& {
            const std::uint16_t company = pooled ? data_.visits[visit].company : std::uint16_t{0};
            const auto [at, added] = places.try_emplace(company, groups.size());
            if (added) groups.push_back({company, Shown(data_), {}});
            return groups[at->second];
        };
        for (const Id one : visits) group(one).ends.push_back(data_.visits[one].last());
        for (Group& one : groups) std::ranges::sort(one.ends);
        std::size_t next = 0;
        for (const Id call : calls) {
            const Millis at = data_.calls[call].start;
            for (; next < visits.size() && data_.visits[visits[next]].start <= at; ++next) {
                Group& to = group(visits[next]);
                to.shown.show(visits[next]);
                ++to.begun;
            }
            const NumberSpan* const span = data_.span_at(number, at);
            Id best = no_id;
            const auto ask = [&](Group& one) {
                while (one.gone < one.ends.size() && one.ends[one.gone] < at - options_.window) ++one.gone;
                out_.calls[call].candidates += static_cast<std::uint32_t>(one.begun - one.gone);
                const Id last = one.shown.last(at);
                if (last != no_id && (best == no_id || shown_later(data_, last, best, at))) best = last;
            };
            if (span != nullptr &&
                span->company != 0) { // only its visitors, and those of whom nobody says whose they are
                for (const std::uint16_t company : {span->company, std::uint16_t{0}})
                    if (const auto found = places.find(company); found != places.end()) ask(groups[found->second]);
            } else {
                for (Group& one : groups) ask(one);
            }
            decide(call, span, best, next != 0, !visits.empty());
            if (out_.calls[call].visit != no_id) weigh(call, visits.first(next), span);
        }
    }

    // How likely a visit leads to a call at that moment. Who calls at once does so while he reads: as likely at each moment of the visit,
    // and less and less behind its last page, which is when that page was opened and not when it was left.
    double likely(const Visit& visit, Millis at) const {
        constexpr Millis longest_page = 30 * 60'000;
        const auto reads = static_cast<double>(std::min(options_.window, longest_page));
        const double each = (1 - options_.late) / std::max(static_cast<double>(visit.length) + reads / 2, 1.0);
        if (at <= visit.last()) return each;
        const auto behind = static_cast<double>(at - visit.last());
        return (behind < reads ? each * (1 - behind / reads) : 0) + options_.late * options_.after.density(behind);
    }

    // The visits that began last before the call, of those whose the number was: each may have been it.
    void weigh(Id place, std::span<const Id> begun, const NumberSpan* span) {
        constexpr std::size_t most = 8,
                              looked_at = 64; // further back the next one has taken the number over many times
        CallFound& found = out_.calls[place];
        const Millis at = data_.calls[place].start;
        const Id visitor = data_.visits[found.visit].visitor;
        double all = 0, his = 0;
        std::size_t count = 0;
        std::array<PossibleVisit, most> candidates;
        for (std::size_t i = begun.size(); i-- > 0 && count < most && begun.size() - i <= looked_at;) {
            const Visit& one = data_.visits[begun[i]];
            const bool other =
                span != nullptr && span->company != 0 && one.company != 0 && one.company != span->company;
            if (other) continue;
            const double share = likely(one, at);
            candidates[count++] = {begun[i], static_cast<float>(share)};
            all += share;
            // Another visit of the same person is as right.
            if (begun[i] == found.visit || (visitor != no_id && one.visitor == visitor)) his += share;
        }
        found.correct = all > 0     ? static_cast<float>(std::min(his / all, 1.0))
                        : count > 0 ? 1.0F / static_cast<float>(count)
                                    : 1.0F;
        if (!options_.keep_candidates || count == 0 || found.correct >= 1) return;
        out_.candidates.begin(place);
        for (PossibleVisit& one : std::span(candidates).first(count)) {
            one.share =
                all > 0 ? static_cast<float>(static_cast<double>(one.share) / all) : 1.0F / static_cast<float>(count);
            out_.candidates.add(one);
        }
    }

    void decide(Id place, const NumberSpan* span, Id visit, bool others, bool ever_shown) {
        const Call& call = data_.calls[place];
        CallFound& found = out_.calls[place];
        const bool pooled = data_.pooled(call.number);
        found.company = span != nullptr ? span->company : 0;
        if (span != nullptr) found.region = span->region;
        if (!pooled && visit != no_id) found.company = data_.visits[visit].company;
        if (found.company == 0 && (span == nullptr || span->holder != Holder::nobody)) found.company = call.company;
        const auto end = [&](Match match) { found.match = match; };
        if (!pooled && !ever_shown) return end(Match::no_pool);
        if (pooled && (span == nullptr || span->holder == Holder::nobody)) {
            found.company = 0;
            return end(Match::nobody);
        }
        if (span != nullptr && span->holder == Holder::fixed) {
            found.marks = span->marks;
            return end(Match::fixed);
        }
        if (visit == no_id) return end(others ? Match::others : Match::not_shown);
        const Visit& shown = data_.visits[visit];
        if (call.start - std::min(shown.last(), call.start) > options_.window) return end(Match::late);
        found.visit = visit;
        found.marks = shown.marks;
        if (found.company == 0) found.company = shown.company;
        if (shown.region != 0) found.region = shown.region;
        end(Match::visit);
    }

    // New or repeated, good or not.
    void judge_calls() {
        std::vector<Id> order(data_.calls.size());
        std::iota(order.begin(), order.end(), 0);
        const auto less = [&](Id a, Id b) {
            const Millis first = data_.calls[a].start, second = data_.calls[b].start;
            return first != second ? first < second : data_.call_ids[a] < data_.call_ids[b];
        };
        if (!std::ranges::is_sorted(order, less)) std::ranges::sort(order, less);
        struct Hash {
            std::size_t operator()(const std::pair<std::uint64_t, std::uint16_t>& key) const {
                return (key.first ^ (static_cast<std::uint64_t>(key.second) << 48)) * 0x9e37'79b9'7f4a'7c15u;
            }
        };
        std::unordered_map<std::pair<std::uint64_t, std::uint16_t>, bool, Hash> callers;
        callers.reserve(data_.calls.size());
        for (const Id i : order) {
            const Call& call = data_.calls[i];
            CallFound& found = out_.calls[i];
            if (call.talk != no_length) {
                const auto own = options_.good_of.find(found.company);
                const Millis good = own == options_.good_of.end() ? options_.good : own->second;
                found.quality = call.answered != Answered::no && call.talk >= good ? Quality::good : Quality::poor;
            }
            // Nobody's number is no company: nobody has been called there. Where there are companies, one that is not known is none.
            if (call.from == 0 || found.match == Match::nobody || found.match == Match::no_number) continue;
            if (found.company == 0 && data_.companies.size() > 1) continue;
            bool& before = callers[{call.from, found.company}];
            found.novelty = before ? Novelty::repeated : Novelty::fresh;
            before = before || options_.missed_count || call.answered != Answered::no;
        }
    }

    void match_leads() {
        out_.leads.resize(data_.leads.size());
        // Visits of the visitors that are asked for, in order of time.
        std::unordered_map<Id, std::vector<Id>> of_visitor;
        for (const Lead& lead : data_.leads)
            if (lead.wanted == 0 && lead.visitor != no_id) of_visitor.try_emplace(lead.visitor);
        if (!of_visitor.empty())
            for (Id i = 0; i < data_.visits.size(); ++i)
                if (const auto at = of_visitor.find(data_.visits[i].visitor); at != of_visitor.end())
                    at->second.push_back(i);
        for (auto& [visitor, all] : of_visitor)
            std::ranges::sort(all, [&](Id a, Id b) {
                const Millis first = data_.visits[a].start, second = data_.visits[b].start;
                return first != second ? first < second : data_.visit_ids[a] < data_.visit_ids[b];
            });
        for (std::size_t i = 0; i < data_.leads.size(); ++i) {
            const Lead& lead = data_.leads[i];
            LeadFound& found = out_.leads[i];
            found.company = lead.company;
            if (lead.wanted != 0) {
                if (lead.visit == no_id)
                    found.match = LeadMatch::no_visit;
                else if (data_.visits[lead.visit].start > lead.at)
                    found.match = LeadMatch::backwards;
                else
                    take(found, lead.visit, LeadMatch::visit);
            } else if (lead.visitor != no_id) {
                const auto& all = of_visitor[lead.visitor];
                const auto after =
                    std::ranges::upper_bound(all, lead.at, {}, [&](Id id) { return data_.visits[id].start; });
                if (after != all.begin())
                    take(found, *std::prev(after), LeadMatch::visitor);
                else
                    found.match = all.empty() ? LeadMatch::no_visit : LeadMatch::backwards;
            }
        }
    }

    void take(LeadFound& found, Id visit, LeadMatch match) {
        found.visit = visit;
        found.match = match;
        if (found.company == 0) found.company = data_.visits[visit].company;
    }

    void match_deals() {
        out_.deals.resize(data_.deals.size());
        if (data_.deals.empty()) return;
        struct Rung {
            std::uint64_t phone;
            Millis at;
            Id lead;
            std::uint16_t company;
        };
        const Id calls = static_cast<Id>(data_.calls.size());
        std::vector<Rung> all;
        std::unordered_map<std::uint64_t, bool> wanted;
        for (const Deal& deal : data_.deals)
            if (deal.lead == 0 && deal.phone != 0) wanted.emplace(deal.phone, true);
        for (Id i = 0; i < calls; ++i)
            if (wanted.contains(data_.calls[i].from))
                all.push_back({data_.calls[i].from, data_.calls[i].start, i, out_.calls[i].company});
        for (Id i = 0; i < data_.leads.size(); ++i)
            if (wanted.contains(data_.leads[i].phone))
                all.push_back({data_.leads[i].phone, data_.leads[i].at, calls + i, out_.leads[i].company});
        std::ranges::sort(all, [](const Rung& a, const Rung& b) {
            if (a.phone != b.phone) return a.phone < b.phone;
            return a.at != b.at ? a.at < b.at : a.lead < b.lead;
        });
        for (std::size_t i = 0; i < data_.deals.size(); ++i) {
            const Deal& deal = data_.deals[i];
            DealFound& found = out_.deals[i];
            if (deal.lead != 0) {
                by_id(deal, found);
                continue;
            }
            if (deal.phone == 0) continue;
            found.match = DealMatch::no_lead;
            auto at = std::ranges::lower_bound(all, deal.phone, {}, &Rung::phone);
            for (; at != all.end() && at->phone == deal.phone && at->at <= deal.created; ++at) {
                if (at->at < deal.created - options_.deal_lookback) continue;
                if (deal.company != 0 && at->company != 0 && deal.company != at->company) continue;
                found = {at->lead, DealMatch::phone};
                break;
            }
        }
    }

    void by_id(const Deal& deal, DealFound& found) {
        const std::string_view id = data_.words[deal.lead];
        found.match = DealMatch::no_lead;
        if (const Id lead = data_.lead_ids.find(id); lead != no_id) {
            if (data_.leads[lead].at <= deal.created)
                found = {static_cast<Id>(data_.calls.size()) + lead, DealMatch::lead};
        } else if (const Id call = data_.call_ids.find(id); call != no_id && data_.calls[call].start <= deal.created) {
            found = {call, DealMatch::lead};
        }
    }

    const Data& data_;
    const MatchOptions& options_;
    Matches out_;
};

} // namespace

void PossibleVisits::finish() {
    for (std::size_t i = 0; i < pieces_.size(); ++i)
        pieces_[i].past = i + 1 < pieces_.size() ? pieces_[i + 1].first : static_cast<std::uint32_t>(all_.size());
    std::ranges::sort(pieces_, {}, &Piece::call);
}

std::span<const PossibleVisit> PossibleVisits::of(Id call) const {
    const auto at = std::ranges::lower_bound(pieces_, call, {}, &Piece::call);
    if (at == pieces_.end() || at->call != call) return {};
    return std::span(all_).subspan(at->first, at->past - at->first);
}

Matches match(const Data& data, const MatchOptions& options) { return Matcher(data, options).run(); }

Id shown_last(const Data& data, Id number, Millis at) {
    std::vector<Id> before;
    for (Id i = 0; i < data.visits.size(); ++i)
        if (data.visits[i].number == number && data.visits[i].start <= at) before.push_back(i);
    std::ranges::sort(before, [&](Id a, Id b) {
        const Millis first = data.visits[a].start, second = data.visits[b].start;
        return first != second ? first < second : data.visit_ids[a] < data.visit_ids[b];
    });
    Shown shown(data);
    for (const Id one : before) shown.show(one);
    return shown.last(at);
}

} // namespace callflow::tracking
