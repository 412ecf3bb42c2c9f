// How lines of a Ruby dialplan are taken apart.
#pragma once

#include "providers/sip/plan_entry.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace callflow::providers::sip {

// Whether it is one text in quotes.
[[nodiscard]] bool is_quoted(std::string_view text);
// Where the options of a leg begin, `a@b[fu=x]`, outside what is put in: `#{…}`, or `{{ … }}` in a text that was made; npos where it has none.
[[nodiscard]] std::size_t options_of(std::string_view leg, bool made);
// The test, and what stands behind it on its line: `when "1": sys.Dial(…)`.
[[nodiscard]] std::pair<std::string_view, std::string_view> split_test(std::string_view text);
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
// A line of the older notation: `exten => _2XX,1,Dial(…)`, `exten =~ ^2\d+$,1,Dial(…)`.
struct Extension {
    std::string_view written, action;
    std::string pattern; // empty: exactly what is written
};
[[nodiscard]] bool is_legacy(std::string_view line);
[[nodiscard]] std::optional<Extension> extension(std::string_view line);

} // namespace callflow::providers::sip
