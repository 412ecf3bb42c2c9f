// What text and page of a replay's report have in common. Private to report.
#pragma once

#include "report/replay.hpp"
#include "report/table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::report {

// Control characters that logs hold, written so that they do nothing to a terminal or a spreadsheet.
void make_printable(std::vector<Cell>& row);
// States in which somebody hung up, those with the most first.
[[nodiscard]] std::vector<const replay::StateRow*> hangup_rows(const replay::Report& report);
// States in which calls spent time, those with the most first.
[[nodiscard]] std::vector<const replay::StateRow*> time_rows(const replay::Report& report);
// `1 12, 2 5, (6 digits) 40`, the wrong ones or the others, the most frequent `top`.
[[nodiscard]] std::string keys_text(const replay::DigitsRow& row, bool wrong, std::size_t top);
// A figure that changed: `abandoned`, `hung up in main_menu`, with both values as people write them.
[[nodiscard]] std::string change_name(const replay::Change& one);
[[nodiscard]] std::string change_value(const replay::Change& one, double value);
// `not allowed`
[[nodiscard]] std::string verdict_text(replay::Verdict verdict);
// `flow.yaml:41`; empty without a line.
[[nodiscard]] std::string place_text(const replay::Place& place);
// Joined by `, `, at most `most` of them, then how many more.
[[nodiscard]] std::string list_text(const std::vector<std::string>& all, std::size_t most);
// Parts of equal following events as one: `next x3`.
[[nodiscard]] std::string events_text(const std::vector<std::string>& events);

// `a_very_long_na…ame_91`: names that differ at their end can be told apart. At most `most` characters.
[[nodiscard]] std::string cut_inside(std::string_view text, std::size_t most);

} // namespace callflow::report
