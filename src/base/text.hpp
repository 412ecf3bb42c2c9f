// Small text functions that several folders need: UTF-8, quoting, numbers, durations.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callflow::base {

// Byte offset of the first byte that is not valid UTF-8 (surrogates and overlong forms included), or npos.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text);

// Decodes the code point at `offset` and advances it. The text must be valid UTF-8 there, else U+FFFD and one byte.
[[nodiscard]] char32_t decode_utf8(std::string_view text, std::size_t& offset);
void append_utf8(std::string& out, char32_t code_point);

// Terminal columns a text takes: wide East Asian and emoji count 2, combining and control characters 0.
[[nodiscard]] std::size_t display_width(std::string_view text);

// `text` made safe for one line of a terminal: control characters, bidi overrides and invalid bytes as \x{..}; cut after `limit`
// code points with an ellipsis.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 200);

// 'text' in single quotes for messages, printable() inside.
[[nodiscard]] std::string quoted(std::string_view text, std::size_t limit = 80);

[[nodiscard]] bool is_name(std::string_view text);          // [A-Za-z_][A-Za-z0-9_]*
[[nodiscard]] std::string_view trim(std::string_view text); // ASCII blanks and line breaks

// Whole text as a number, nothing before or after; no locale, no octal.
[[nodiscard]] std::optional<std::int64_t> parse_int(std::string_view text);
[[nodiscard]] std::optional<double> parse_double(std::string_view text); // 0 for what is too small

// `2h`, `1m30s`, `500ms`, `1.5s`, `-3s`, in any order of units h m s ms us ns, as CEL's duration(); nanoseconds. A bare number is none.
[[nodiscard]] std::optional<std::int64_t> parse_duration(std::string_view text);
// The shortest of the same form: `1m30s`, `0s`.
[[nodiscard]] std::string format_duration(std::int64_t nanoseconds);

// RFC 3339 in UTC, `2000-01-01T00:00:00Z`, fraction only where there is one; nanoseconds since 1970 (years 1678..2262).
[[nodiscard]] std::string format_timestamp(std::int64_t nanoseconds);
[[nodiscard]] std::optional<std::int64_t> parse_timestamp(std::string_view text);

// Percent-encoding of everything but RFC 3986's unreserved characters.
[[nodiscard]] std::string percent_encode(std::string_view text);
// The inverse; nullopt for a broken escape. `plus_is_blank` for form bodies and queries.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);

} // namespace callflow::base
