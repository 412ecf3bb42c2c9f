// Rows of a store or a report: for people as a table, for programs as JSON, JSON lines or CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace callflow::report {

enum class TableFormat : std::uint8_t { table, json, jsonl, csv };
// By its name; nullopt for another word.
[[nodiscard]] std::optional<TableFormat> table_format(std::string_view name);

// A cell: nothing, a whole number, a number, or a text.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

struct Table {
    std::vector<std::string> columns; // names as programs see them: `ended_by`
    std::vector<std::vector<Cell>> rows;
};

// Appends all of it. CSV is RFC 4180's, with a line of names and line feeds alone; a text that a spreadsheet would take for a
// formula gets an apostrophe before it, phone numbers do not. As a table columns are aligned, numbers to the right, and control characters made visible; nothing
// is written where there are no rows. Doubles with at most three digits behind the point.
void write_table(std::string& out, const Table& table, TableFormat format);

} // namespace callflow::report
