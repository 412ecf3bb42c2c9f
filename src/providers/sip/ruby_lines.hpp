// How lines of a Ruby dialplan are taken apart.
#pragma once

#include "providers/sip/plan_entry.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace callflow::providers::sip {

// Where a mark stands outside texts in quotes; npos where it does not.
[[nodiscard]] std::size_t find_outside_quotes(std::string_view text, char mark);
// Whether it is one text in quotes.
[[nodiscard]] bool is_quoted(std::string_view text);
// Where the options of a leg begin, `a@b[fu=x]`, outside what is put in by braces; npos where it has none.
[[nodiscard]] std::size_t options_of(std::string_view leg);
// A comment goes to the end of its line, unless the mark stands in a text or a pattern.
[[nodiscard]] std::string_view without_comment(std::string_view line);
// The test, and what stands behind `then` on its line.
[[nodiscard]] std::pair<std::string_view, std::string_view> split_then(std::string_view text);
// Whether what begins here ends with an `end`, of what is not taken over.
[[nodiscard]] bool opens_block(std::string_view text);
// Which calls a test is about: `sys.Out`, `!sys.In`; `any` where it is about something else.
[[nodiscard]] Direction direction_of(std::string_view test);
[[nodiscard]] Direction other(Direction way);
// `num = $1; …`
struct Assignment {
    std::string_view name, value, rest;
    bool whole = true; // not `num += 1`
};
[[nodiscard]] std::optional<Assignment> assignment(std::string_view text);
// `2XX` of the older notation as a pattern.
[[nodiscard]] std::string extension_pattern(std::string_view written);

} // namespace callflow::providers::sip
