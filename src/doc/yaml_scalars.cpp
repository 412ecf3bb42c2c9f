#include "doc/yaml_scalars.hpp"

#include "doc/scalar_map.hpp"

#include <algorithm>

namespace callflow::doc {
namespace {

using std::string_view;

constexpr string_view blanks = " \t\r";

// Takes the first line off a text; without its break.
string_view take_line(string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

// Without the blanks at its end, except one that a backslash makes part of the text.
string_view without_trailing(string_view line, bool escapes) {
    const std::size_t last = line.find_last_not_of(blanks);
    const std::size_t size = last == string_view::npos ? 0 : last + 1;
    const string_view kept = line.substr(0, size);
    const std::size_t before = kept.find_last_not_of('\\');
    const std::size_t backslashes = kept.size() - (before == string_view::npos ? 0 : before + 1);
    return escapes && backslashes % 2 == 1 && size < line.size() ? line.substr(0, size + 1) : kept;
}

// A plain or quoted scalar of several lines.
void append_lines(std::string& out, string_view text, std::uint32_t indent, bool escapes) {
    for (bool first = true; !text.empty(); first = false) {
        const bool last = text.find('\n') == string_view::npos;
        string_view line = take_line(text);
        if (!last) {
            line = without_trailing(line, escapes);
        }
        if (!first) {
            out += '\n';
            line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
            out.append(line.empty() ? 0 : indent, ' ');
        }
        out += line;
    }
}

// A block scalar's header: `|2-`, and the comment behind it.
struct Header {
    string_view indicators;
    string_view comment;
    std::uint32_t indentation = 0; // as written, 0: none
};

Header header_of(string_view line) {
    Header header;
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    header.indicators = line.substr(0, end);
    const std::size_t comment = line.find('#', end);
    if (comment != string_view::npos) {
        header.comment = line.substr(comment);
    }
    const std::size_t digit = header.indicators.find_first_of("123456789");
    if (digit != string_view::npos) {
        header.indentation = static_cast<std::uint32_t>(header.indicators[digit] - '0');
    }
    return header;
}

// Blanks before the text of the first line that has one and is not among the text's own: those of the source less those of the text.
std::size_t common_indent(string_view body, string_view text) {
    while (!body.empty()) {
        const string_view line = take_line(body);
        const std::size_t spaces = std::min(line.find_first_not_of(' '), line.size());
        const std::size_t own = std::min(text.find_first_not_of(' '), text.size());
        if (spaces < line.size()) {
            return spaces - std::min(own, spaces);
        }
        // A line of blanks only: what is beyond the indentation is text.
        if (own > 0) {
            return spaces - std::min(own, spaces);
        }
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + (text.empty() ? 0 : 1));
        if (text.empty()) {
            break;
        }
    }
    return string_view::npos; // nothing but blanks, none of them text
}

void append_block(std::string& out, string_view source, string_view text, std::uint32_t indent) {
    string_view body = source;
    const Header header = header_of(take_line(body));
    out += header.indicators;
    if (!header.comment.empty()) {
        out.append(2, ' ').append(header.comment.substr(0, header.comment.find_last_not_of(blanks) + 1));
    }
    const std::size_t common = common_indent(body, text);
    // An indentation that is written down counts from the block around.
    const std::uint32_t wanted = header.indentation == 0 ? indent : indent - 2 + header.indentation;
    while (!body.empty()) {
        string_view line = take_line(body);
        line.remove_prefix(std::min(std::min(line.find_first_not_of(' '), line.size()), common));
        out += '\n';
        out.append(line.empty() ? 0 : wanted, ' ');
        out += line;
    }
    // What ends with an empty line that belongs to it ends with a break here.
    if (source.ends_with('\n')) {
        out += '\n';
    }
}

bool is_block(Style style) { return style == Style::literal || style == Style::folded; }

string_view source_of(const Document& document, NodeId scalar) {
    const base::Span span = document.nodes[scalar].span;
    return document.source->text().substr(span.begin, span.size());
}

} // namespace

void append_scalar(std::string& out, const Document& document, NodeId scalar, std::uint32_t indent) {
    const Node& node = document.nodes[scalar];
    const string_view source = source_of(document, scalar);
    if (!is_block(node.style)) {
        append_lines(out, source, indent, node.style == Style::double_quoted);
    } else {
        append_block(out, source, node.text, indent);
    }
}

void append_double_quoted(std::string& out, const Document& document, NodeId scalar, std::uint32_t indent) {
    const Node& node = document.nodes[scalar];
    const bool single = node.style == Style::single_quoted;
    string_view written = source_of(document, scalar);
    if (single) {
        written = written.substr(1, written.size() - 2);
    }
    std::string quoted = "\"";
    for (std::size_t i = 0; i < written.size(); ++i) {
        const char c = written[i];
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        quoted += c;
        i += single && c == '\'' ? 1 : 0; // of two single quotes one is meant
    }
    quoted += '"';
    append_lines(out, quoted, indent, true);
}

bool keeps_breaks(const Document& document, NodeId scalar) {
    if (!is_block(document.nodes[scalar].style)) {
        return false;
    }
    string_view source = source_of(document, scalar);
    return header_of(take_line(source)).indicators.find('+') != string_view::npos;
}

bool ends_unfinished(const Document& document, NodeId scalar) {
    const Node& node = document.nodes[scalar];
    if (!is_block(node.style) || node.text.ends_with('\n') || node.text.empty()) {
        return false;
    }
    string_view source = source_of(document, scalar);
    return header_of(take_line(source)).indicators.find('-') == string_view::npos;
}

} // namespace callflow::doc
