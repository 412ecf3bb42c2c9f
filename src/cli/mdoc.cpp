#include "cli/mdoc.hpp"

#include "cli/layout.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {

namespace {

constexpr std::size_t source_width = 60; // of a line of text, before escapes

// One line of a record's text: `backquotes` in bold, over several lines where need be.
std::string formatted(std::string_view line, bool& bold) {
    std::string out = bold ? "\\fB" : "";
    std::string_view rest = line;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('`'), rest.size());
        out += escaped(rest.substr(0, end));
        if (end == rest.size()) break;
        bold = !bold;
        out += bold ? "\\fB" : "\\fR";
        rest.remove_prefix(end + 1);
    }
    if (bold) out += "\\fR";
    // A line that begins so would be a request.
    return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

} // namespace

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out;
}

std::string typed(std::string_view line) {
    std::string out;
    for (const char c : escaped(line)) {
        switch (c) {
        case '\'': out += "\\(aq"; break;
        case '^': out += "\\(ha"; break;
        case '~': out += "\\(ti"; break;
        case '`': out += "\\(ga"; break;
        default: out += c;
        }
    }
    return out.starts_with('.') ? "\\&" + out : out;
}

std::string prose(std::string_view text) {
    std::string out;
    bool bold = false;
    while (!text.empty()) {
        const std::size_t stop = text.find(". ");
        const std::string_view sentence = text.substr(0, stop == std::string_view::npos ? stop : stop + 1);
        text.remove_prefix(std::min(text.size(), sentence.size() + 1));
        for (const std::string& line : wrap(sentence, source_width)) out += formatted(line, bold) + '\n';
    }
    return out;
}

std::string argument(std::string_view text) {
    std::string out;
    for (const char c : escaped(text)) out += c == '"' ? std::string("\\(dq") : std::string(1, c);
    return fmt::format("\"{}\"", out);
}

} // namespace callflow::cli
