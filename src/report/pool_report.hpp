// What a simulated pool of numbers has shown, for people and programs.
#pragma once

#include "report/table.hpp"
#include "tracking/pools/erlang.hpp"
#include "tracking/pools/outcome.hpp"
#include "tracking/pools/sweep.hpp"
#include "tracking/pools/visit_tables.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace callflow::report {

struct PoolReport {
    const tracking::PoolFile& file;
    const tracking::PoolOutcome& outcome;
    std::uint64_t seed = 1;
    const tracking::VisitLog* log = nullptr;       // null: visits were drawn
    const tracking::TableCounts* visits = nullptr; // of files
    const tracking::TableCounts* calls = nullptr;  // null: calls were drawn
    std::vector<tracking::MoreRow> more = {};      // runs with more numbers
    std::optional<tracking::Solved> solved = std::nullopt;
    bool show_numbers = false; // else phone numbers of files are masked
    bool color = false;
};

// Appends it: for people with small charts; as the object of schemas/numbers.schema.json; as the lines of the series, one for each moment
// and region or pool; as a picture.
void write_pool_text(std::string& out, const PoolReport& report);
void write_pool_json(std::string& out, const PoolReport& report);
void write_pool_csv(std::string& out, const PoolReport& report);
void write_pool_svg(std::string& out, const PoolReport& report);

// A row for each run.
void write_sweep(std::string& out, const tracking::PoolFile& file, const std::vector<tracking::SweepAxis>& axes,
                 const std::vector<tracking::SweepRow>& rows, std::uint64_t seed, TableFormat format);
// Appends the rules side by side; JSON is the object of schemas/numbers_size.schema.json.
void write_sizes(std::string& out, const tracking::PoolDemand& demand, const std::vector<tracking::PoolSize>& sizes,
                 TableFormat format);

// `28.1 %`, with as many digits as a small share needs; `0 %` for none at all.
[[nodiscard]] std::string share_text(double share);
// Millionths of a unit: `12.50`, cents rounded.
[[nodiscard]] std::string money_text(std::int64_t millionths);
// A share with six digits at most, for programs.
[[nodiscard]] double rounded(double number);
// `2026-01-05T09:00:00Z`; empty for no_time.
[[nodiscard]] std::string moment_text(logs::Millis at);
// The path of a breach, by its place among the first ones.
[[nodiscard]] std::string breach_text(const PoolReport& report, std::size_t index);
// The name as the report may show it.
[[nodiscard]] std::string number_text(const PoolReport& report, std::string_view number);

} // namespace callflow::report
