#include "report/excerpt.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::report {

namespace {

constexpr std::string_view ellipsis = "…";
constexpr std::size_t tab_width = 4;

// A file without line breaks may be one line of many megabytes, with a finding every few bytes; of a line longer than this only a
// part around the mark is looked at.
constexpr std::size_t longest_look = 8192;
constexpr std::size_t look_back = 512;
constexpr std::size_t part = 2048;

// One code point as it is shown.
struct Cell {
    std::size_t byte_end = 0;   // in the line
    std::size_t text_begin = 0; // in Line::text
    std::size_t column = 0;     // at which it begins
    std::size_t width = 0;
};

struct Line {
    std::string text; // what is shown, uncut
    std::vector<Cell> cells;
    std::size_t width = 0;
    bool cut_before = false; // more of the line stands before and after what was looked at
    bool cut_after = false;
};

// Half-open range of columns.
struct Columns {
    std::size_t begin = 0;
    std::size_t end = 0;
};

bool is_tail_byte(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

// `focus` is the byte that must be among those looked at.
Line lay_out(std::string_view bytes, std::size_t focus) {
    Line line;
    std::size_t at = 0;
    std::size_t end = bytes.size();
    if (bytes.size() > longest_look) {
        at = focus > look_back ? focus - look_back : 0;
        end = std::min(bytes.size(), at + part);
        while (at > 0 && at < end && is_tail_byte(bytes[at])) {
            ++at;
        }
        while (end < bytes.size() && end > at && is_tail_byte(bytes[end])) {
            --end;
        }
        line.cut_before = at > 0;
        line.cut_after = end < bytes.size();
    }
    while (at < end) {
        const std::size_t begin = at;
        const char32_t c = base::decode_utf8(bytes, at);
        Cell cell{at, line.text.size(), line.width, 0};
        if (c == U'\t') {
            cell.width = tab_width - line.width % tab_width;
            line.text.append(cell.width, ' ');
        } else if (c != 0xfeff || begin != 0) { // a byte order mark shows nowhere
            const std::string shown = base::printable(bytes.substr(begin, at - begin), 1);
            cell.width = base::display_width(shown);
            line.text += shown;
        }
        line.width += cell.width;
        line.cells.push_back(cell);
    }
    return line;
}

// The columns of the bytes [begin, end) of a line; at least one.
Columns columns_of(const Line& line, std::size_t begin, std::size_t end) {
    Columns columns{line.width, line.width};
    const auto ends_after = [](std::size_t byte, const Cell& cell) { return byte < cell.byte_end; };
    const auto first = std::upper_bound(line.cells.begin(), line.cells.end(), begin, ends_after);
    if (first != line.cells.end()) {
        columns.begin = first->column;
    }
    columns.end = columns.begin + 1;
    if (end > begin) {
        const auto last = std::upper_bound(first, line.cells.end(), end - 1, ends_after);
        const bool beyond = last == line.cells.end();
        columns.end = std::max(columns.end, beyond ? line.width : last->column + last->width);
    }
    return columns;
}

// What fits into `room` columns around `mark`, which it moves to where it then stands.
std::string cut(const Line& line, Columns& mark, std::size_t room) {
    if (!line.cut_before && !line.cut_after && line.width <= room) {
        return line.text;
    }
    std::size_t start = 0;
    if (mark.end + 1 > room) {
        const std::size_t third = room / 3;
        start = mark.begin > third ? mark.begin - third : 0;
        // At the end of the line there is no need to leave the right side empty.
        const std::size_t latest = line.width + 2 > room ? line.width + 2 - room : 0;
        start = std::min(start, latest);
    }
    std::size_t first = 0;
    while (first < line.cells.size() && line.cells[first].column < start) {
        ++first;
    }
    const bool cut_before = line.cut_before || first > 0;
    const std::size_t origin = first < line.cells.size() ? line.cells[first].column : line.width;
    const std::size_t lead = cut_before ? 1 : 0;
    std::size_t last = first;
    std::size_t used = lead;
    while (last < line.cells.size() && used + line.cells[last].width + 1 <= room) {
        used += line.cells[last].width;
        ++last;
    }
    const bool cut_after = line.cut_after || last < line.cells.size();
    const std::size_t from = first < line.cells.size() ? line.cells[first].text_begin : line.text.size();
    const std::size_t to = last < line.cells.size() ? line.cells[last].text_begin : line.text.size();
    mark.begin = std::max(mark.begin, origin) - origin + lead;
    mark.end = std::max(std::min(mark.end - std::min(mark.end, origin) + lead, used), mark.begin + 1);
    std::string out;
    out += cut_before ? ellipsis : "";
    out += std::string_view(line.text).substr(from, to - from);
    out += cut_after ? ellipsis : "";
    return out;
}

// Bytes [begin, end) of one line, shown and marked.
void append_line(std::string& out, const base::Source& source, std::uint32_t number, std::size_t begin, std::size_t end,
                 const ExcerptOptions& options) {
    const Line line = lay_out(source.line(number), begin);
    Columns mark = columns_of(line, begin, end);
    const std::size_t border = options.gutter + 3;
    const std::size_t room = std::max<std::size_t>(options.width, 40) - border;
    const std::string shown = cut(line, mark, room);
    const ExcerptColors& colors = options.colors;
    fmt::format_to(std::back_inserter(out), "{}{:>{}} |{}", colors.gutter, number, options.gutter, colors.reset);
    const std::size_t last = shown.find_last_not_of(' ');
    if (last != std::string::npos) {
        out += ' ';
        out.append(shown, 0, last + 1);
    }
    out += '\n';
    append_gutter(out, options, "|");
    out += ' ';
    out.append(mark.begin, ' ');
    out += colors.mark;
    out.append(mark.end - mark.begin, options.mark);
    out += colors.reset;
    out += '\n';
}

// The span without the line breaks and blanks it ends in, which would only add an empty line.
base::Span without_trailing_blanks(const base::Source& source, base::Span where) {
    const std::string_view text = source.text();
    const auto size = static_cast<std::uint32_t>(text.size());
    where.begin = std::min(where.begin, size);
    where.end = std::clamp(where.end, where.begin, size);
    const std::string_view inside = text.substr(where.begin, where.size());
    if (inside.find('\n') == std::string_view::npos) {
        return where;
    }
    const std::size_t last = inside.find_last_not_of(" \t\r\n");
    const std::size_t kept = last == std::string_view::npos ? 0 : last + 1;
    where.end = where.begin + static_cast<std::uint32_t>(kept);
    return where;
}

// The column, which the position has too, would cost a walk along the line.
std::uint32_t line_of(const base::Source& source, std::uint32_t offset) {
    std::uint32_t first = 1;
    std::uint32_t behind = source.line_count() + 1;
    while (behind - first > 1) {
        const std::uint32_t middle = first + (behind - first) / 2;
        (source.line_start(middle) <= offset ? first : behind) = middle;
    }
    return first;
}

} // namespace

ExcerptLines excerpt_lines(const base::Source& source, base::Span where) {
    where = without_trailing_blanks(source, where);
    return {line_of(source, where.begin), line_of(source, where.end)};
}

void append_gutter(std::string& out, const ExcerptOptions& options, std::string_view sign) {
    out += options.colors.gutter;
    out.append(options.gutter + 1, ' ');
    out += sign;
    out += options.colors.reset;
}

void append_excerpt(std::string& out, const base::Source& source, base::Span where, const ExcerptOptions& options) {
    where = without_trailing_blanks(source, where);
    const ExcerptLines lines = excerpt_lines(source, where);
    const std::size_t begin = where.begin - source.line_start(lines.first);
    const std::size_t end = where.end - source.line_start(lines.last);
    append_gutter(out, options, "|");
    out += '\n';
    if (lines.first == lines.last) {
        append_line(out, source, lines.first, begin, end, options);
        return;
    }
    const std::size_t first_size = source.line(lines.first).size();
    append_line(out, source, lines.first, begin, std::max(begin, first_size), options);
    if (lines.last > lines.first + 1) {
        append_gutter(out, options, "…");
        out += '\n';
    }
    const std::string_view last = source.line(lines.last);
    const std::size_t indent = std::min(last.find_first_not_of(" \t"), end);
    append_line(out, source, lines.last, indent, end, options);
}

} // namespace callflow::report
