// The columns that Asterisk's cel_custom.conf has its log written with.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::logs {

// Reads the first line `FILE => COLUMN,COLUMN,…` of `[mappings]`, where a column is `${eventtype}`, `${CSV_QUOTE(${eventtime})}`,
// `${CALLERID(num)}`, `${CHANNEL(linkedid)}` or `"${uniqueid}"`; names are those of CEL's columns: `linkedid`, `cidnum`, `channame`.
// `name` is the file's, for the error, which is of kind usage.
[[nodiscard]] base::Result<std::vector<std::string>> read_cel_conf(std::string_view name, std::string_view text);

// `a,b,"c"`: names of columns.
[[nodiscard]] std::vector<std::string> split_columns(std::string_view text);

} // namespace callflow::logs
