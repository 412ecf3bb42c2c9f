// What real calls did, for people and for programs.
#pragma once

#include "replay/baseline.hpp"
#include "replay/report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::report {

struct ReplayOptions {
    bool color = false;
    bool show_numbers = false; // phone numbers in records that were skipped
    std::size_t top = 10;      // rows of tables that can be long, and ways of calls; at least 1
};

// Phone numbers in what calls had for names of events and keys, masked as anywhere else; whoever writes a report calls it before,
// unless numbers are asked for.
void hide_numbers(replay::Report& report);

// Appends the account as text of at most 100 columns.
void write_replay_text(std::string& out, const replay::Report& report, const replay::Comparison* changes,
                       const ReplayOptions& options);
// Appends one document (schemas/replay.schema.json): the same bytes for the same account.
void write_replay_json(std::string& out, const replay::Report& report, const replay::Comparison* changes,
                       const ReplayOptions& options);
// Appends one page that needs nothing else, scripts neither.
void write_replay_html(std::string& out, const replay::Report& report, const replay::Comparison* changes,
                       const ReplayOptions& options);
// The tables there are as CSV, by name. `calls` has a row for each call that left the flow, and is written as they come.
inline constexpr std::string_view replay_tables[] = {"verdicts", "deviations", "states", "hangups",
                                                     "digits",   "variants",   "calls"};
// Appends one of them; not `calls`.
void write_replay_csv(std::string& out, const replay::Report& report, std::string_view table,
                      const ReplayOptions& options);

// `14.2 s`, `3m20s`, of milliseconds.
[[nodiscard]] std::string length_text(std::uint64_t millis);
// `2026-01-05T08:00:00.250Z`; empty for no time.
[[nodiscard]] std::string time_text(replay::Millis time);
// `12.5 %`; `-` of nothing.
[[nodiscard]] std::string percent(std::uint64_t part, std::uint64_t all);

} // namespace callflow::report
