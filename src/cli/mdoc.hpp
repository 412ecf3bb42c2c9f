// Text in mdoc, the language of manual pages.
#pragma once

#include <string>
#include <string_view>

namespace callflow::cli {

// Text without meaning to the formatter, for within a line. Dashes are ASCII in every output.
[[nodiscard]] std::string escaped(std::string_view text);
// A record's text, each sentence on a line of its own and no line too long; `backquotes` in bold.
[[nodiscard]] std::string prose(std::string_view text);
// A line as it is typed, for displays: a formatter makes no other quotes, hats and dashes of its own.
[[nodiscard]] std::string typed(std::string_view line);
// An argument of a macro: its own words are not taken for macros.
[[nodiscard]] std::string argument(std::string_view text);

} // namespace callflow::cli
