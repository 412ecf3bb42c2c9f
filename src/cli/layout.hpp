// Text laid out for a terminal 80 columns wide.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

inline constexpr std::size_t page_width = 80;

// A record's text for a terminal: what stands in `backquotes` is set in 'quotes', options as they are.
[[nodiscard]] std::string without_quotes(std::string_view text);

// Lines of at most `width` columns, broken at blanks; a word longer than that has a line of its
// own.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

// Appends `text` wrapped, every line after `indent` blanks.
void append_paragraph(std::string& out, std::string_view text, std::size_t indent = 0);

// Appends `  term   text`, the text in a column of its own that begins at `column`; on the next
// line where the term is too long for that.
void append_row(std::string& out, std::string_view term, std::string_view text, std::size_t column);

// The column at which the texts of these terms begin.
[[nodiscard]] std::size_t text_column(const std::vector<std::string>& terms);

} // namespace callflow::cli
