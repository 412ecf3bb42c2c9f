#include "cli/layout.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace callflow::cli {

namespace {

constexpr std::size_t margin = 2;
constexpr std::size_t widest_term = 24;

} // namespace

std::string without_quotes(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        const std::size_t begin = text.find('`');
        const std::size_t end = begin == std::string_view::npos ? begin : text.find('`', begin + 1);
        plain += text.substr(0, begin);
        if (end == std::string_view::npos) break;
        const std::string_view literal = text.substr(begin + 1, end - begin - 1);
        const std::string_view quote = literal.starts_with("--") ? "" : "'";
        plain.append(quote).append(literal).append(quote);
        text.remove_prefix(end + 1);
    }
    return plain;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
    std::vector<std::string> lines(1);
    std::size_t used = 0;
    while (true) {
        const std::size_t begin = text.find_first_not_of(" \n");
        if (begin == std::string_view::npos) return lines;
        text.remove_prefix(begin);
        const std::string_view word = text.substr(0, text.find_first_of(" \n"));
        text.remove_prefix(word.size());
        const std::size_t columns = base::display_width(word);
        if (used > 0 && used + 1 + columns > width) {
            lines.emplace_back();
            used = 0;
        }
        if (used > 0) {
            lines.back() += ' ';
            ++used;
        }
        lines.back() += word;
        used += columns;
    }
}

void append_paragraph(std::string& out, std::string_view text, std::size_t indent) {
    for (const std::string& line : wrap(text, page_width - indent)) out.append(indent, ' ').append(line) += '\n';
}

void append_row(std::string& out, std::string_view term, std::string_view text, std::size_t column) {
    out.append(margin, ' ').append(term);
    std::size_t at = margin + base::display_width(term);
    if (text.empty()) {
        out += '\n';
        return;
    }
    if (at + 2 > column) {
        out += '\n';
        at = 0;
    }
    for (const std::string& line : wrap(text, page_width - column)) {
        out.append(column - at, ' ').append(line) += '\n';
        at = 0;
    }
}

std::size_t text_column(const std::vector<std::string>& terms) {
    std::size_t widest = 0;
    for (const std::string& term : terms)
        if (const std::size_t columns = base::display_width(term); columns <= widest_term)
            widest = std::max(widest, columns);
    return margin + widest + 2;
}

} // namespace callflow::cli
