// What the functions of the table do. Private to expr.
//
// Each is called only with arguments of the kinds that its overload takes, and gives an error value where there is no
// result. Positions in texts count code points. No text becomes longer than max_text_bytes.
#pragma once

#include "expr/functions.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace callflow::expr::calls {

// calls.cpp
[[nodiscard]] Value size(Arguments arguments);
[[nodiscard]] Value contains(Arguments arguments);
[[nodiscard]] Value starts_with(Arguments arguments);
[[nodiscard]] Value ends_with(Arguments arguments);
[[nodiscard]] Value matches(Arguments arguments);
[[nodiscard]] Value type_of(Arguments arguments);
[[nodiscard]] Value to_json(Arguments arguments);

// calls_convert.cpp
[[nodiscard]] Value same(Arguments arguments); // the argument as it is
[[nodiscard]] Value to_bool(Arguments arguments);
[[nodiscard]] Value to_bytes(Arguments arguments);
[[nodiscard]] Value to_double(Arguments arguments);
[[nodiscard]] Value to_int(Arguments arguments);
[[nodiscard]] Value to_uint(Arguments arguments);
[[nodiscard]] Value to_string(Arguments arguments);
[[nodiscard]] Value to_timestamp(Arguments arguments);
[[nodiscard]] Value to_duration(Arguments arguments);

// calls_time.cpp: of a timestamp in UTC or, with a second argument, in that zone
[[nodiscard]] Value get_full_year(Arguments arguments);
[[nodiscard]] Value get_month(Arguments arguments);        // from 0
[[nodiscard]] Value get_date(Arguments arguments);         // from 1
[[nodiscard]] Value get_day_of_month(Arguments arguments); // from 0
[[nodiscard]] Value get_day_of_week(Arguments arguments);  // from 0, Sunday
[[nodiscard]] Value get_day_of_year(Arguments arguments);  // from 0
[[nodiscard]] Value get_hours(Arguments arguments);
[[nodiscard]] Value get_minutes(Arguments arguments);
[[nodiscard]] Value get_seconds(Arguments arguments);
[[nodiscard]] Value get_milliseconds(Arguments arguments);
// Of a duration: all its hours, minutes and seconds, but only the milliseconds beyond them.
[[nodiscard]] Value hours_of_duration(Arguments arguments);
[[nodiscard]] Value minutes_of_duration(Arguments arguments);
[[nodiscard]] Value seconds_of_duration(Arguments arguments);
[[nodiscard]] Value milliseconds_of_duration(Arguments arguments);

// calls_search.cpp: parts of texts
[[nodiscard]] Value char_at(Arguments arguments);
[[nodiscard]] Value index_of(Arguments arguments);
[[nodiscard]] Value last_index_of(Arguments arguments);
[[nodiscard]] Value substring(Arguments arguments);
[[nodiscard]] Value trim(Arguments arguments);
// Byte offset of the first `part` in `text` at or behind byte `from`, or npos. In linear time.
[[nodiscard]] std::size_t find_text(std::string_view text, std::string_view part, std::size_t from = 0);
// Byte offset behind the code point at byte `at`; a byte that is no UTF-8 counts as one.
[[nodiscard]] std::size_t next_code_point(std::string_view text, std::size_t at);
[[nodiscard]] std::size_t count_code_points(std::string_view text);

// calls_text.cpp: texts made of others
[[nodiscard]] Value lower_ascii(Arguments arguments);
[[nodiscard]] Value upper_ascii(Arguments arguments);
[[nodiscard]] Value reverse(Arguments arguments);
[[nodiscard]] Value replace(Arguments arguments);
[[nodiscard]] Value split(Arguments arguments);
[[nodiscard]] Value join(Arguments arguments);
[[nodiscard]] Value quote(Arguments arguments);
[[nodiscard]] Value too_long();

// calls_format.cpp
[[nodiscard]] Value format(Arguments arguments);

// calls_math.cpp
[[nodiscard]] Value greatest(Arguments arguments);
[[nodiscard]] Value least(Arguments arguments);
[[nodiscard]] Value ceil(Arguments arguments);
[[nodiscard]] Value floor(Arguments arguments);
[[nodiscard]] Value round(Arguments arguments);
[[nodiscard]] Value trunc(Arguments arguments);
[[nodiscard]] Value abs(Arguments arguments);
[[nodiscard]] Value sign(Arguments arguments);
[[nodiscard]] Value sqrt(Arguments arguments);
[[nodiscard]] Value is_nan(Arguments arguments);
[[nodiscard]] Value is_inf(Arguments arguments);
[[nodiscard]] Value is_finite(Arguments arguments);
[[nodiscard]] Value bit_and(Arguments arguments);
[[nodiscard]] Value bit_or(Arguments arguments);
[[nodiscard]] Value bit_xor(Arguments arguments);
[[nodiscard]] Value bit_not(Arguments arguments);
[[nodiscard]] Value bit_shift_left(Arguments arguments);
[[nodiscard]] Value bit_shift_right(Arguments arguments);

} // namespace callflow::expr::calls
