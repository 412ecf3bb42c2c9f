#include "tracking/attribution/account.hpp"

#include "base/text.hpp"
#include "tracking/attribution/days.hpp"
#include "tracking/attribution/persons.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace callflow::tracking {
namespace {

// A call, form or call-back within the report's days.
struct Conversion {
    Millis at;
    Id place; // of a call, or behind all calls of a lead
    std::uint32_t person;
};

class Accountant {
public:
    Accountant(const Data& data, const Matches& matches, const Channels& channels, const AccountOptions& options)
        : data_(data), matches_(matches), channels_(channels), options_(options), days_(0, 0),
          credits_(data, matches, channels, options) {}

    base::Result<TrackReport> run() {
        out_.by = options_.by;
        choose_days();
        choose_companies();
        if (const auto found = choose_currency(); !found) return tl::unexpected(found.error());
        group_marks();
        visits();
        calls_and_leads();
        deals();
        costs();
        if (!error_.empty()) return base::fail(base::ErrorKind::usage, error_);
        if (first_ > last_) first_ = 0, last_ = -1; // nothing is on any day
        out_.from = options_.from.value_or(first_);
        out_.past = options_.past.value_or(std::max(last_ + 1, out_.from));
        for (const auto& [key, sums] : out_.rows) out_.total += sums;
        out_.total.variance = 0;
        return std::move(out_);
    }

private:
    static constexpr Id unmatched = no_id; // in the place of marks

    void choose_days() {
        if (options_.from && options_.past) {
            out_.from = *options_.from;
            out_.past = *options_.past;
        } else {
            std::int64_t first = std::numeric_limits<std::int64_t>::max(),
                         last = std::numeric_limits<std::int64_t>::min();
            const auto see = [&](std::int64_t day) {
                first = std::min(first, day);
                last = std::max(last, day);
            };
            const auto at = [&](Millis time) { see(day_in("UTC", time)); };
            for (const Visit& one : data_.visits) at(one.start);
            for (const Call& one : data_.calls) at(one.start);
            for (const Lead& one : data_.leads) at(one.at);
            for (const Deal& one : data_.deals) at(one.created);
            for (const Cost& one : data_.costs) see(one.day);
            if (first > last) first = last = 0;
            out_.from = options_.from.value_or(first - 1); // a zone may be a day ahead or behind
            out_.past = std::max(options_.past.value_or(last + 2), out_.from);
        }
        days_ = Days(out_.from, out_.past);
    }

    void choose_companies() {
        for (Id i = 0; i < data_.companies.size(); ++i) {
            zones_.push_back(&options_.zones.zone(data_.companies[i]));
            counts_.push_back(options_.company.empty() || data_.companies[i] == options_.company);
        }
    }
    // The report's day, -1 where it is none of it.
    std::int64_t day_of(std::uint16_t company, Millis at) {
        const std::int64_t day = counts_[company] ? days_.find(*zones_[company], at) : -1;
        if (day >= 0) see_day(days_.from() + day);
        return day;
    }
    void see_day(std::int64_t day) {
        first_ = std::min(first_, day);
        last_ = std::max(last_, day);
    }
    bool in_days(std::int64_t day) const { return day >= out_.from && day < out_.past; }

    Millis conversion_time(Id place) const {
        return place < data_.calls.size() ? data_.calls[place].start : data_.leads[place - data_.calls.size()].at;
    }
    std::uint16_t conversion_company(Id place) const {
        return place < data_.calls.size() ? matches_.calls[place].company
                                          : matches_.leads[place - data_.calls.size()].company;
    }
    // A deal counts on the day of its lead; one that has none, on that when it was made.
    std::int64_t deal_day(std::size_t i) {
        const Id lead = matches_.deals[i].lead;
        if (lead == no_id) return day_of(data_.deals[i].company, data_.deals[i].created);
        return day_of(conversion_company(lead), conversion_time(lead));
    }

    base::Result<void> choose_currency() {
        std::set<std::string> seen;
        for (const Cost& one : data_.costs)
            if (in_days(one.day) && counts_[one.company] && one.cost != 0) seen.emplace(data_.currencies[one.currency]);
        for (std::size_t i = 0; i < data_.deals.size(); ++i)
            if (data_.deals[i].won != no_time && data_.deals[i].amount != 0 && deal_day(i) >= 0)
                seen.emplace(data_.currencies[data_.deals[i].currency]);
        out_.currency = options_.currency;
        if (!out_.currency.empty() || !options_.money) return {};
        if (seen.size() > 1)
            return base::fail(
                base::ErrorKind::usage,
                fmt::format("amounts are in {}, which do not add up: --currency says in which the report is, and "
                            "--rates what the others are worth in it",
                            fmt::join(seen, ", ")));
        if (!seen.empty()) out_.currency = *seen.begin();
        return {};
    }

    Minor converted(Minor amount, std::uint16_t currency, std::int64_t day) {
        const std::string_view from = data_.currencies[currency];
        if (!options_.money) return 0;
        if (amount == 0 || from == out_.currency) return amount;
        const auto value = options_.rates.convert(amount, from, day);
        if (!value && error_.empty())
            error_ = fmt::format("there is no rate for {} on {}, in {}: --rates says what it is worth", from,
                                 day_text(day), out_.currency);
        return value.value_or(0);
    }

    // What rows are called by marks, each in the order of track_bys; campaigns_ are source, medium and campaign together.
    void group_marks() {
        const auto shown = [&](Id word) {
            const std::string text = folded(data_.words[word]);
            return text.empty() ? std::string(not_set) : text;
        };
        for (const Marks& one : data_.marks) {
            auto& texts = marks_texts_.emplace_back();
            texts[0] = channels_.channel(data_.words[one.source], data_.words[one.medium], data_.words[one.campaign]);
            texts[1] = shown(one.source);
            texts[2] = shown(one.medium);
            texts[3] = shown(one.campaign);
            texts[4] = shown(one.term);
            campaigns_.push_back(campaign_names_.add(fmt::format("{}\n{}\n{}", texts[1], texts[2], texts[3])));
        }
    }

    TrackSums& row(Id marks, std::uint16_t region, std::uint16_t company) {
        const std::uint64_t key =
            static_cast<std::uint64_t>(marks) << 32 | static_cast<std::uint32_t>(region) << 16 | company;
        if (key == last_key_ && last_row_ != nullptr) return *last_row_;
        TrackSums*& there = rows_[key];
        if (there == nullptr) {
            std::vector<std::string> texts;
            for (const TrackBy by : options_.by) {
                if (by == TrackBy::region)
                    texts.emplace_back(region == 0 ? not_set : data_.regions[region]);
                else if (by == TrackBy::company)
                    texts.emplace_back(company == 0 ? not_set : data_.companies[company]);
                else if (marks == unmatched)
                    texts.emplace_back(unmatched_word);
                else
                    texts.push_back(marks_texts_[marks][static_cast<std::size_t>(by)]);
            }
            there = &out_.rows[texts];
        }
        last_key_ = key;
        return *(last_row_ = there);
    }

    void visits() {
        for (const Visit& one : data_.visits) {
            const std::int64_t day = day_of(one.company, one.start);
            if (day < 0) continue;
            ++row(one.marks, one.region, one.company).visits;
            if (!data_.costs.empty()) seen_.insert(static_cast<std::uint64_t>(day) << 32 | campaigns_[one.marks]);
        }
    }

    // Where a conversion's credit goes: rows with their shares.
    void credit(Id place) {
        const std::uint16_t company = conversion_company(place);
        const bool call = place < data_.calls.size();
        const Id visit = call ? matches_.calls[place].visit : matches_.leads[place - data_.calls.size()].visit;
        const std::uint16_t region = call ? matches_.calls[place].region : std::uint16_t{0};
        if (visit != no_id) return credit_visits(visit, conversion_time(place), company, region);
        const bool fixed = call && matches_.calls[place].match == Match::fixed;
        shares_.shares.assign(1, whole_credit);
        to_.assign(1, &row(fixed ? matches_.calls[place].marks : unmatched, region, company));
    }
    // To that visit and those of its visitor that have a part in it.
    void credit_visits(Id visit, Millis at, std::uint16_t company, std::uint16_t region) {
        to_.clear();
        credits_.divide(visit, at, shares_);
        for (const Id one : shares_.visits) {
            const Visit& touch = data_.visits[one];
            to_.push_back(&row(touch.marks, touch.region != 0 ? touch.region : region, company));
        }
    }
    void give(Micro TrackSums::* what) {
        for (std::size_t i = 0; i < to_.size(); ++i) to_[i]->*what += shares_.shares[i];
    }

    // Where a call's credit goes if it came from each visit that it may have come from; to_ says where it went.
    void expect(Id call) {
        parts_.clear();
        const auto add = [&](double likely) {
            own_.clear(); // shares of one row, added up
            for (std::size_t i = 0; i < to_.size(); ++i)
                own_[to_[i]] += static_cast<double>(shares_.shares[i]) / whole_credit;
            for (const auto& [row, share] : own_) {
                parts_[row].mean += likely * share;
                parts_[row].square += likely * share * share;
            }
        };
        const auto candidates = matches_.candidates.of(call);
        if (candidates.empty()) add(1);
        for (const PossibleVisit& one : candidates) {
            credit_visits(one.visit, data_.calls[call].start, matches_.calls[call].company,
                          matches_.calls[call].region);
            add(static_cast<double>(one.share));
        }
        for (const auto& [row, part] : parts_) {
            row->expected += part.mean;
            row->variance += std::max(0.0, part.square - part.mean * part.mean);
        }
    }

    std::uint32_t person(std::uint16_t company, std::uint64_t phone, Id visit) {
        std::optional<std::uint32_t> out;
        if (phone != 0) out = persons_.node(0, company, phone);
        if (visit != no_id) {
            const Id visitor = data_.visits[visit].visitor;
            const std::uint32_t one =
                persons_.node(1, company, visitor != no_id ? visitor : (std::uint64_t{1} << 32 | visit));
            if (out) persons_.join(*out, one);
            out = one;
        }
        return out ? *out : persons_.nobody();
    }

    void calls_and_leads() {
        std::vector<Conversion> all;
        for (Id i = 0; i < data_.calls.size(); ++i) {
            const CallFound& found = matches_.calls[i];
            Counted& counted = out_.calls[static_cast<std::size_t>(found.match)];
            ++counted.all;
            if (day_of(found.company, data_.calls[i].start) < 0) continue;
            ++counted.within;
            if (found.match == Match::visit && found.candidates > 1) ++out_.several;
            if (found.match == Match::visit) {
                ++out_.weighed;
                out_.correct += static_cast<double>(found.correct);
            }
            all.push_back({data_.calls[i].start, i, person(found.company, data_.calls[i].from, found.visit)});
        }
        for (Id i = 0; i < data_.leads.size(); ++i) {
            const LeadFound& found = matches_.leads[i];
            Counted& counted = out_.leads[static_cast<std::size_t>(found.match)];
            ++counted.all;
            if (day_of(found.company, data_.leads[i].at) < 0) continue;
            ++counted.within;
            all.push_back({data_.leads[i].at, static_cast<Id>(data_.calls.size()) + i,
                           person(found.company, data_.leads[i].phone, found.visit)});
        }
        std::ranges::sort(all, [](const Conversion& a, const Conversion& b) {
            return a.at != b.at ? a.at < b.at : a.place < b.place;
        });
        std::unordered_set<std::uint32_t> known;
        for (const Conversion& one : all) {
            credit(one.place);
            if (known.insert(persons_.find(one.person)).second) give(&TrackSums::clients);
            if (one.place >= data_.calls.size()) {
                const LeadKind kind = data_.leads[one.place - data_.calls.size()].kind;
                give(kind == LeadKind::form ? &TrackSums::forms : &TrackSums::callbacks);
                continue;
            }
            const CallFound& found = matches_.calls[one.place];
            give(&TrackSums::calls);
            if (found.novelty == Novelty::fresh) give(&TrackSums::fresh);
            if (found.novelty == Novelty::repeated) give(&TrackSums::repeated);
            if (found.quality == Quality::good) give(&TrackSums::good);
            if (data_.calls[one.place].answered == Answered::no) give(&TrackSums::missed);
            expect(one.place);
        }
    }

    void deals() {
        std::vector<std::int64_t> parts;
        for (std::size_t i = 0; i < data_.deals.size(); ++i) {
            const Deal& deal = data_.deals[i];
            const DealFound& found = matches_.deals[i];
            Counted& counted = out_.deals[static_cast<std::size_t>(found.match)];
            ++counted.all;
            if (deal_day(i) < 0) continue;
            ++counted.within;
            if (found.lead != no_id) {
                credit(found.lead);
            } else {
                shares_.shares.assign(1, whole_credit);
                to_.assign(1, &row(unmatched, 0, deal.company));
            }
            give(&TrackSums::deals);
            if (deal.won == no_time) continue;
            give(&TrackSums::won);
            const std::uint16_t company = found.lead != no_id ? conversion_company(found.lead) : deal.company;
            divide_amount(converted(deal.amount, deal.currency, day_in(*zones_[company], deal.won)), shares_.shares,
                          parts);
            for (std::size_t k = 0; k < to_.size(); ++k) to_[k]->revenue += parts[k];
        }
    }

    void costs() {
        for (const Cost& one : data_.costs) {
            const bool within = in_days(one.day) && counts_[one.company];
            const bool seen =
                within && seen_.contains(static_cast<std::uint64_t>(one.day - out_.from) << 32 | campaigns_[one.marks]);
            if (!within) {
                ++out_.costs_outside;
                continue;
            }
            see_day(one.day);
            Counted& counted = seen ? out_.costs_matched : out_.costs_unmatched;
            ++counted.all, ++counted.within;
            if (!seen) out_.costs_without.push_back(static_cast<Id>(&one - data_.costs.data()));
            TrackSums& to = row(one.marks, 0, one.company);
            to.clicks += one.clicks;
            to.impressions += one.impressions;
            to.cost += converted(one.cost, one.currency, one.day);
        }
    }

    const Data& data_;
    const Matches& matches_;
    const Channels& channels_;
    const AccountOptions& options_;
    TrackReport out_;
    Days days_;
    Credits credits_;
    Persons persons_;
    std::string error_;
    std::int64_t first_ = std::numeric_limits<std::int64_t>::max(),
                 last_ = std::numeric_limits<std::int64_t>::min(); // days that count
    std::vector<const std::string*> zones_;                        // by company
    std::vector<bool> counts_;                                     // likewise
    std::vector<std::array<std::string, 5>> marks_texts_;
    StringPool campaign_names_;
    std::vector<Id> campaigns_;
    std::unordered_map<std::uint64_t, TrackSums*> rows_;
    std::uint64_t last_key_ = 0;
    TrackSums* last_row_ = nullptr;
    std::unordered_set<std::uint64_t> seen_; // a day of the report and a campaign that had visits
    Shares shares_;
    std::vector<TrackSums*> to_;
    // Of one call: what a row gets of it on average, and the average of its square.
    struct Part {
        double mean = 0, square = 0;
    };
    std::map<TrackSums*, Part> parts_;
    std::map<TrackSums*, double> own_;
};

} // namespace

TrackSums& TrackSums::operator+=(const TrackSums& other) {
    for (const auto what :
         {&TrackSums::visits, &TrackSums::clicks, &TrackSums::impressions, &TrackSums::calls, &TrackSums::fresh,
          &TrackSums::repeated, &TrackSums::good, &TrackSums::missed, &TrackSums::callbacks, &TrackSums::forms,
          &TrackSums::clients, &TrackSums::deals, &TrackSums::won, &TrackSums::cost, &TrackSums::revenue})
        this->*what += other.*what;
    expected += other.expected;
    variance += other.variance;
    return *this;
}

base::Result<TrackReport> account(const Data& data, const Matches& matches, const Channels& channels,
                                  const AccountOptions& options) {
    return Accountant(data, matches, channels, options).run();
}

} // namespace callflow::tracking
