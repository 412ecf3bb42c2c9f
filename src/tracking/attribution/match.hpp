// Whose call it was: which visitor rang, of which company, for the first time or again, and whether people talked.
#pragma once

#include "tracking/attribution/data.hpp"
#include "tracking/pools/draws.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::tracking {

// What a call was matched with, or why with nothing.
enum class Match : std::uint8_t {
    visit,     // the visit to which the number was shown last, at or before the call
    fixed,     // a number that stands for one advertisement
    no_number, // the call says no number that was called
    no_pool,   // its number is in no pool, and was never shown
    nobody,    // the number belonged to nobody then: free, in quarantine, or not yet anybody's
    not_shown, // it was not shown to anybody before
    late,      // it was shown last longer ago than the session window
    others,    // it was shown last for another company than the one whose it was when it rang
};
inline constexpr std::array<std::string_view, 8> match_names{"visit",  "fixed",     "no_number", "no_pool",
                                                             "nobody", "not_shown", "late",      "other_company"};
inline constexpr std::array<std::string_view, 8> match_words{"the visit that was shown the number last",
                                                             "a number that stands for one advertisement",
                                                             "no number that was called",
                                                             "a number that is in no pool",
                                                             "a number that was nobody's then",
                                                             "not shown to anybody before the call",
                                                             "shown longer ago than the window",
                                                             "shown for another company, whose it was not any more"};
[[nodiscard]] constexpr bool is_matched(Match match) { return match == Match::visit || match == Match::fixed; }

enum class Novelty : std::uint8_t { unknown, fresh, repeated };
inline constexpr std::array<std::string_view, 3> novelty_names{"unknown", "new", "repeat"};
enum class Quality : std::uint8_t { unknown, poor, good };

// What is known of a call beside what its row says.
struct CallFound {
    Id visit = no_id; // of Match::visit
    Id marks = 0;     // of a fixed number; else the visit's
    std::uint32_t candidates =
        0; // visits that were shown the number within the window: where there are several it may have been another
    // Of Match::visit: how likely it was that visit's visitor, among the last eight visits that were shown the number. 0 to 1.
    float correct = 0;
    std::uint16_t company = 0, region = 0;
    Match match = Match::no_number;
    Novelty novelty = Novelty::unknown;
    Quality quality = Quality::unknown;
};

// How a form or call-back, or a deal, was joined.
enum class LeadMatch : std::uint8_t {
    visit,     // by the visit's id
    visitor,   // to the visitor's last visit before it
    no_key,    // it names neither
    no_visit,  // what it names is not there
    backwards, // the visit began after it
};
inline constexpr std::array<std::string_view, 5> lead_match_words{
    "the visit it names", "the visitor's last visit before it", "it names no visit and no visitor",
    "the visit or visitor it names is not there", "the visit began after it"};
enum class DealMatch : std::uint8_t {
    lead,    // by the lead's or call's id
    phone,   // to the first call or lead from its number before it
    no_key,  // it names no lead and no number
    no_lead, // what it names is not there, or came after it
};
inline constexpr std::array<std::string_view, 4> deal_match_words{
    "the lead it names", "the first lead from its number before it", "it names no lead and no number",
    "no such lead before it"};

struct LeadFound {
    Id visit = no_id;
    std::uint16_t company = 0;
    LeadMatch match = LeadMatch::no_key;
};
struct DealFound {
    // A conversion: calls come first, then leads: `lead` counts from the first call. no_id where there is none.
    Id lead = no_id;
    DealMatch match = DealMatch::no_key;
};

struct MatchOptions {
    Millis window = 30 * 60'000;              // how long after the last page a call still counts as the visit's
    Millis deal_lookback = 90 * 86'400'000LL; // how long before a deal its lead may have been; by number only
    bool missed_count = true;                 // a missed call makes the next one a repeat
    Millis good = 60'000;                     // talk that makes a call a good one
    std::map<std::uint16_t, Millis> good_of;  // the same, of companies that have their own
    // When callers ring: this share of them after their visit, so long after it in milliseconds; the others during it.
    double late = 0.3;
    LogNormal after = {.median = 6 * 3'600'000.0, .spread = 1};
    bool keep_candidates = false; // for accounts that say how sure they are
};

// A visit that a call may have come from, and how likely it is.
struct PossibleVisit {
    Id visit = no_id;
    float share = 0; // of one call's they add up to 1
};
// The candidates of calls that have several, each call's in one piece.
class PossibleVisits {
public:
    // Of the call last begun with, which is to be a new one.
    void begin(Id call) { pieces_.push_back({call, static_cast<std::uint32_t>(all_.size())}); }
    void add(PossibleVisit one) { all_.push_back(one); }
    void finish(); // no more are added, and it can be asked
    // Of a call, none where it is certain or nobody has kept them.
    [[nodiscard]] std::span<const PossibleVisit> of(Id call) const;
    [[nodiscard]] std::span<const PossibleVisit> all() const { return all_; }

private:
    struct Piece {
        Id call;
        std::uint32_t first, past = 0;
    };
    std::vector<Piece> pieces_; // by call, once it is finished
    std::vector<PossibleVisit> all_;
};

// By places of Data's tables.
struct Matches {
    std::vector<CallFound> calls;
    PossibleVisits candidates; // where options ask for them
    std::vector<LeadFound> leads;
    std::vector<DealFound> deals;
};

// In time n log n of visits and calls together; the same for any order of rows but of those with equal times, where the id decides.
[[nodiscard]] Matches match(const Data& data, const MatchOptions& options);

// The visit to which a number was shown last at or before a moment, no_id for none: the same rule, for one question.
[[nodiscard]] Id shown_last(const Data& data, Id number, Millis at);

} // namespace callflow::tracking
