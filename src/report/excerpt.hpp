// Lines of source with a mark below what is meant.
#pragma once

#include "base/source.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace callflow::report {

// ANSI sequences; empty ones where there is no colour.
struct ExcerptColors {
    std::string_view gutter;
    std::string_view mark;
    std::string_view reset;
};

struct ExcerptOptions {
    std::size_t gutter = 1;  // digits of the line numbers
    std::size_t width = 100; // columns with the gutter; longer lines are cut to a window around the mark
    char mark = '^';
    ExcerptColors colors;
};

// The lines of `where` in `source` that an excerpt shows: the first and the last.
struct ExcerptLines {
    std::uint32_t first = 1;
    std::uint32_t last = 1;
};
[[nodiscard]] ExcerptLines excerpt_lines(const base::Source& source, base::Span where);

// Appends the excerpt, each line with its line break:
//
//        |
//     12 |     next: dome
//        |           ^^^^
//
// A span over several lines shows its first and its last line. Tabs are written as blanks up to the
// next multiple of four; characters that a terminal would act on, and bytes that are not UTF-8, as
// \x{..}.
void append_excerpt(std::string& out, const base::Source& source, base::Span where, const ExcerptOptions& options);

// Appends the blank left border, as wide as line numbers are.
void append_gutter(std::string& out, const ExcerptOptions& options, std::string_view sign);

} // namespace callflow::report
