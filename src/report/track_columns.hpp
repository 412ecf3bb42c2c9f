// The columns of a report of call tracking, for its writers. Private to report.
#pragma once

#include "report/track_report.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::report {

struct TrackColumn {
    std::string_view name;  // for programs
    std::string_view title; // for people
};
inline constexpr TrackColumn track_columns[] = {
    {"visits", "visits"},
    {"clicks", "clicks"},
    {"impressions", "impressions"},
    {"calls", "calls"},
    {"expected_calls", "expected"},
    {"plus_minus", "+/-"},
    {"new_calls", "new"},
    {"repeat_calls", "repeat"},
    {"good_calls", "good"},
    {"missed_calls", "missed"},
    {"callbacks", "callbacks"},
    {"forms", "forms"},
    {"leads", "leads"},
    {"clients", "clients"},
    {"deals", "deals"},
    {"won", "won"},
    {"cost", "cost"},
    {"revenue", "revenue"},
    {"cost_per_lead", "cost/lead"},
    {"cost_per_new_call", "cost/new"},
    {"visit_to_lead", "visit>lead"},
    {"lead_to_deal", "lead>deal"},
    {"return", "return"},
};
inline constexpr std::size_t calls_column = 3; // how sure they are stands behind them
static_assert(track_columns[calls_column].name == "calls" && track_columns[calls_column + 2].name == "plus_minus");
// What `expected` and `+/-` are, for people.
inline constexpr std::string_view track_doubt =
    "expected: calls if each is as much a visit's as it may have come from it; 95 of 100 such numbers are within +/-";
inline constexpr std::size_t track_column_count = std::size(track_columns);

// The values of a row, exact, as numbers without blanks; empty where there is none: nothing is divided by nothing. `rounded`: shares
// with two places.
[[nodiscard]] std::vector<std::string> track_values(const tracking::TrackSums& sums, const std::string& currency,
                                                    bool rounded);

// Places of the columns in which something is, visits and calls at any rate; how sure calls are only where that is in doubt.
[[nodiscard]] std::vector<std::size_t> shown_track_columns(const tracking::TrackReport& report);
// Whether some row's calls may be another's.
[[nodiscard]] bool track_in_doubt(const tracking::TrackReport& report);

// What was read and how it was matched: a sentence's words, rows used in all, rows within the days.
struct TrackCount {
    std::string_view table, what;
    std::uint64_t all = 0, within = 0;
    bool matched = false;
};
[[nodiscard]] std::vector<TrackCount> track_counts(const tracking::TrackReport& report);

} // namespace callflow::report
