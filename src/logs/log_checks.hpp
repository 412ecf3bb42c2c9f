// What is said of a log whose first bytes cannot be read as they are meant to. Private to logs.
#pragma once

#include "base/result.hpp"
#include "logs/format.hpp"
#include "logs/recognise.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::logs {

// An error of kind usage where a log's first bytes are of two bytes a letter: spreadsheets and PowerShell write so.
[[nodiscard]] base::Result<void> check_encoding(const std::string& name, std::string_view head);

// Of JSON records: an error of kind usage where a mapped field that every record must have stands in none of the first ones, for it is
// another name's. Notes are of what may come to stand in later ones, a sentence each.
[[nodiscard]] base::Result<std::vector<std::string>> check_fields(const std::string& name, const Mapping& mapping,
                                                                  std::string_view head);

// Of a log that is of no format: with what it has, and what would say what that means. `records`: call detail records are wanted.
[[nodiscard]] base::Error not_recognised(const std::string& name, const Recognised& found, bool records);

} // namespace callflow::logs
