// What advertising brought in: visits, calls, forms, deals and money by channel, source and so on. Rows add up to the total, to the last
// cent and the last millionth of a call.
#pragma once

#include "base/result.hpp"
#include "tracking/attribution/channels.hpp"
#include "tracking/attribution/data.hpp"
#include "tracking/attribution/match.hpp"
#include "tracking/attribution/models.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::tracking {

enum class TrackBy : std::uint8_t { channel, source, medium, campaign, keyword, region, company };
inline constexpr std::array<std::string_view, 7> track_bys{"channel", "source", "medium", "campaign",
                                                           "keyword", "region", "company"};

// Local time, by companies' names; `usual` for all others.
struct Zones {
    std::string usual = "UTC";
    std::map<std::string, std::string, std::less<>> of;
    [[nodiscard]] const std::string& zone(std::string_view company) const {
        const auto at = of.find(company);
        return at == of.end() ? usual : at->second;
    }
};

struct AccountOptions {
    std::vector<TrackBy> by;
    Model model = Model::last;
    std::int64_t half_life = 7 * 86'400'000LL; // of time_decay
    std::int64_t lookback = 30 * 86'400'000LL; // how long before a lead a visit may have a part in it
    std::optional<std::int64_t> from, past;    // days, the second exclusive; all of them
    Zones zones;
    std::string company;  // only this one's; empty: all
    std::string currency; // of the report; empty: the only one that there is
    Rates rates;          // what others are worth in it
    bool money = true;    // false: costs and revenue are left out, and currencies may be what they like
};

// Calls, forms and all that follows them in millionths.
struct TrackSums {
    std::int64_t visits = 0, clicks = 0, impressions = 0;
    Micro calls = 0, fresh = 0, repeated = 0, good = 0, missed = 0;
    Micro callbacks = 0, forms = 0;
    Micro clients = 0; // persons: by number and visitor; each counts where its first lead does
    Micro deals = 0, won = 0;
    Minor cost = 0, revenue = 0;
    // How many of the report's calls are this row's if each belongs to the visits it may have come from, as likely as each is; and the
    // variance of that. All rows' add up to the calls of the total, about which there is no doubt.
    double expected = 0, variance = 0;
    [[nodiscard]] Micro leads() const { return calls + callbacks + forms; }
    TrackSums& operator+=(const TrackSums& other);
    friend bool operator==(const TrackSums&, const TrackSums&) = default;
};

// How rows were matched: all that were used, and those of the days of the report.
struct Counted {
    std::uint64_t all = 0, within = 0;
};

struct TrackReport {
    std::vector<TrackBy> by;
    std::map<std::vector<std::string>, TrackSums> rows;
    TrackSums total;
    std::string currency; // of cost and revenue; empty where there is no money
    std::int64_t from = 0,
                 past = 0; // days: those asked for, else those on which something is; equal where there are none
    std::array<Counted, match_names.size()> calls;
    std::uint64_t several = 0; // of the matched calls within, those with more than one visit that may have been it
    std::uint64_t weighed = 0; // those that were matched with a visit, and the sum of their P(correct)
    double correct = 0;
    std::array<Counted, lead_match_words.size()> leads;
    std::array<Counted, deal_match_words.size()> deals;
    Counted costs_matched, costs_unmatched; // with a visit of that day and those marks, or without; within the days
    std::vector<Id> costs_without;          // places of those unmatched
    std::uint64_t costs_outside = 0;        // of other days, or other companies
};

// What stands for marks of a call that was matched with nothing, for what nobody says, and for no company.
inline constexpr std::string_view unmatched_word = "(unmatched)";

// An error of kind usage where currencies are mixed that no rate joins.
[[nodiscard]] base::Result<TrackReport> account(const Data& data, const Matches& matches, const Channels& channels,
                                                const AccountOptions& options);

// The visits that have a part in a call's credit (place of the call) and their shares: what report and uploads have in common.
struct Shares {
    std::vector<Id> visits; // in order of time
    std::vector<Micro> shares;
};

// Finds the visits of visitors, for credits. The data has to outlive it.
class Credits {
public:
    Credits(const Data& data, const Matches& matches, const Channels& channels, const AccountOptions& options);
    // Of what happened at `at` and was matched with that visit.
    void divide(Id visit, Millis at, Shares& out);

private:
    const Data& data_;
    const AccountOptions& options_;
    std::vector<bool> direct_;         // by marks
    std::vector<std::uint32_t> first_; // by visitor: into visits_
    std::vector<Id> visits_;           // of the visitors that matter, each's in order of time
    std::vector<Touch> touches_;
};

} // namespace callflow::tracking
