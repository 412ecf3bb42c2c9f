#include "doc/scalar_map.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <limits>

namespace callflow::doc {
namespace {

using std::string_view;
using std::uint32_t;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

uint32_t offset(std::size_t n) { return static_cast<uint32_t>(n); }

// Length of the line break at `at`: 0 where there is none.
std::size_t break_at(string_view s, std::size_t at) {
    if (at < s.size() && s[at] == '\n') {
        return 1;
    }
    return at + 1 < s.size() && s[at] == '\r' && s[at + 1] == '\n' ? 2 : 0;
}

std::size_t skip_blanks(string_view s, std::size_t at) {
    while (at < s.size() && is_blank(s[at])) {
        ++at;
    }
    return at;
}

// Whether only blanks stand between `at` and a line break.
bool break_follows(string_view s, std::size_t at) { return break_at(s, skip_blanks(s, at)) != 0; }

// Line breaks and the blanks around them inside a plain or quoted scalar.
struct Fold {
    std::size_t end = 0;    // where the next line's text begins
    std::size_t breaks = 0; // 1: a blank; n: n - 1 line breaks
};

Fold fold_at(string_view s, std::size_t at) {
    Fold fold{skip_blanks(s, at), 0};
    while (const std::size_t n = break_at(s, fold.end)) {
        fold.end = skip_blanks(s, fold.end + n);
        ++fold.breaks;
    }
    return fold;
}

std::string folded(std::size_t breaks) { return breaks == 1 ? std::string(" ") : std::string(breaks - 1, '\n'); }

// What an escape stands for.
struct Escape {
    std::string bytes;
    std::size_t length = 2; // source bytes with the backslash
};

// The number in `digits` hexadecimal digits at `at`, or -1.
std::int64_t hex_number(string_view s, std::size_t at, std::size_t digits) {
    std::int64_t value = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
        const int digit = i < s.size() ? base::hex_value(s[i]) : -1;
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

Escape numeric_escape(string_view s, std::size_t at, std::size_t digits) {
    std::int64_t value = hex_number(s, at + 2, digits);
    Escape result{{}, digits + 2};
    // JSON writes characters beyond U+FFFF as two surrogates.
    if (digits == 4 && value >= 0xd800 && value < 0xdc00 && s.substr(std::min(at + 6, s.size()), 2) == "\\u") {
        const std::int64_t low = hex_number(s, at + 8, 4);
        if (low >= 0xdc00 && low < 0xe000) {
            value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
            result.length = 12;
        }
    }
    const bool character = value >= 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
    base::append_utf8(result.bytes, character ? static_cast<char32_t>(value) : U'\ufffd');
    return result;
}

Escape escape_at(string_view s, std::size_t at) {
    constexpr string_view names = "0abtnvfre \"'\\/";
    constexpr string_view values("\0\a\b\t\n\v\f\r\x1b \"'\\/", 14);
    if (at + 1 >= s.size()) {
        return {"\\", 1};
    }
    const char c = s[at + 1];
    if (const std::size_t i = names.find(c); i != string_view::npos) {
        return {std::string(1, values[i]), 2};
    }
    switch (c) {
    case '\t': return {"\t", 2};
    case 'N': return {"\xc2\x85", 2};
    case '_': return {"\xc2\xa0", 2};
    case 'L': return {"\xe2\x80\xa8", 2};
    case 'P': return {"\xe2\x80\xa9", 2};
    case 'x': return numeric_escape(s, at, 2);
    case 'u': return numeric_escape(s, at, 4);
    case 'U': return numeric_escape(s, at, 8);
    default: return {"\\", 1};
    }
}

// The sinks take (decoded bytes, source begin, source end, verbatim).

template <class Sink>
void walk_quoted(string_view source, std::size_t begin, std::size_t end, Style style, Sink&& sink) {
    const bool is_double = style == Style::double_quoted;
    const string_view s = source.substr(0, end - 1); // nothing is read beyond the closing quote
    std::size_t at = begin + 1;
    while (at < s.size()) {
        const std::size_t run = at;
        while (at < s.size() && s[at] != (is_double ? '\\' : '\'') && s[at] != '\n' && s[at] != '\r' &&
               !(is_blank(s[at]) && break_follows(s, at))) {
            // A long run of blanks is looked at once, not once per blank.
            at = is_blank(s[at]) ? skip_blanks(s, at) : at + 1;
        }
        if (at > run) {
            sink(s.substr(run, at - run), run, at, true);
        }
        if (at >= s.size()) {
            return;
        }
        if (s[at] == '\'' && !is_double) {
            sink(string_view("'"), at, std::min(at + 2, s.size()), false);
            at = std::min(at + 2, s.size());
        } else if (is_double && s[at] == '\\' && break_at(s, at + 1) != 0) {
            const Fold fold = fold_at(s, at + 1);
            sink(string_view(std::string(fold.breaks - 1, '\n')), at, fold.end, false);
            at = fold.end;
        } else if (is_double && s[at] == '\\') {
            const Escape escape = escape_at(s, at);
            sink(string_view(escape.bytes), at, at + escape.length, false);
            at += escape.length;
        } else if (const Fold fold = fold_at(s, at); fold.breaks != 0) {
            sink(string_view(folded(fold.breaks)), at, fold.end, false);
            at = fold.end;
        } else {
            sink(s.substr(at, 1), at, at + 1, true);
            ++at;
        }
    }
}

// Follows the scalar along `text`; returns the end of its last character.
template <class Sink> std::size_t walk_plain(string_view s, std::size_t at, string_view text, Sink&& sink) {
    std::size_t i = 0;
    while (i < text.size()) {
        const std::size_t run = at;
        while (i < text.size() && at < s.size() && break_at(s, at) == 0) {
            const std::size_t next = is_blank(s[at]) ? skip_blanks(s, at) : at + 1;
            if (text.substr(i, next - at) != s.substr(at, next - at) || (is_blank(s[at]) && break_at(s, next) != 0)) {
                break;
            }
            i += next - at;
            at = next;
        }
        if (at > run) {
            sink(s.substr(run, at - run), run, at, true);
        }
        const Fold fold = i < text.size() ? fold_at(s, at) : Fold{};
        if (fold.breaks == 0) {
            break;
        }
        const std::string joined = folded(fold.breaks);
        if (text.substr(i, joined.size()) != joined) {
            break;
        }
        sink(string_view(joined), at, fold.end, false);
        at = fold.end;
        i += joined.size();
    }
    return at;
}

// Offset of the end of the line at `at`, before its break.
std::size_t line_end(string_view s, std::size_t at) {
    const std::size_t end = std::min(s.find('\n', at), s.size());
    return end > at && end < s.size() && s[end - 1] == '\r' ? end - 1 : end;
}

std::size_t count_spaces(string_view s, std::size_t at) {
    const std::size_t end = std::min(s.find_first_not_of(' ', at), s.size());
    return end - at;
}

// How far the lines of a block scalar are indented: what its first line with a character has more than the text's.
std::size_t block_indent(string_view s, std::size_t body, string_view text) {
    constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
    const std::size_t first = text.find_first_not_of(" \n");
    if (first != string_view::npos) {
        const std::size_t before = text.find_last_of('\n', first);
        const std::size_t own = first - (before == string_view::npos ? 0 : before + 1);
        for (std::size_t at = body; at < s.size();) {
            const std::size_t spaces = count_spaces(s, at);
            if (at + spaces < s.size() && break_at(s, at + spaces) == 0) {
                return spaces - std::min(own, spaces);
            }
            at = std::min(s.find('\n', at), s.size() - 1) + 1;
        }
        return 0;
    }
    // Nothing but blank lines: the first of them that keeps spaces tells.
    std::size_t at = body;
    for (std::size_t i = 0; i < text.size() && at < s.size(); ++i) {
        if (text[i] == ' ') {
            const std::size_t own = count_spaces(text, i);
            const std::size_t spaces = count_spaces(s, at);
            return spaces - std::min(own, spaces);
        }
        at = std::min(s.find('\n', at), s.size() - 1) + 1;
    }
    return all;
}

template <class Sink> std::size_t walk_block(string_view s, std::size_t begin, string_view text, Sink&& sink) {
    std::size_t end = begin + 1;
    while (end < s.size() && (s[end] == '+' || s[end] == '-' || base::is_digit(s[end]))) {
        ++end;
    }
    if (text.empty()) {
        return end;
    }
    std::size_t line = std::min(s.find('\n', end), s.size() - 1) + 1;
    const std::size_t indent = block_indent(s, line, text);
    std::size_t i = 0;
    while (i < text.size() && line < s.size()) {
        const std::size_t content = line + std::min(count_spaces(s, line), indent);
        end = line_end(s, line);
        const std::size_t next = std::min(s.find('\n', end), s.size() - 1) + 1;
        const std::size_t length = end > content ? end - content : 0;
        if (length != 0) {
            const string_view bytes = s.substr(content, length);
            if (text.substr(i, length) != bytes) {
                break;
            }
            sink(bytes, content, end, true);
            i += length;
        }
        // Of several line breaks in a row a folded scalar keeps one less, except beside more indented lines.
        if (i < text.size() && text[i] == '\n') {
            std::size_t breaks = 1;
            if (s[begin] == '>' && length != 0) {
                std::size_t wanted = std::min(text.find_first_not_of('\n', i), text.size()) - i;
                std::size_t blank = 0;
                for (std::size_t at = next; at < s.size(); ++blank) {
                    const std::size_t after = at + std::min(count_spaces(s, at), indent);
                    if (break_at(s, after) == 0) {
                        break;
                    }
                    at = after + break_at(s, after);
                }
                breaks = wanted > blank || i + wanted == text.size() ? 1 : 0;
            }
            if (breaks == 1) {
                sink(string_view("\n"), end, next, false);
                ++i;
            }
        } else if (i < text.size() && text[i] == ' ' && length != 0) {
            const std::size_t joined = next + std::min(count_spaces(s, next), indent);
            sink(string_view(" "), end, std::min(joined, s.size()), false);
            ++i;
        }
        line = next;
    }
    return end;
}

} // namespace

std::vector<Piece> map_scalar(string_view source, base::Span span, Style style, string_view text) {
    std::vector<Piece> pieces;
    uint32_t decoded = 0;
    const auto sink = [&](string_view bytes, std::size_t begin, std::size_t end, bool verbatim) {
        pieces.push_back({decoded, offset(bytes.size()), offset(begin), offset(end), verbatim});
        decoded += offset(bytes.size());
    };
    switch (style) {
    case Style::single_quoted:
    case Style::double_quoted:
        if (span.size() >= 2) {
            walk_quoted(source, span.begin, span.end, style, sink);
        }
        break;
    case Style::literal:
    case Style::folded: walk_block(source, span.begin, text, sink); break;
    default: walk_plain(source, span.begin, text, sink); break;
    }
    return pieces;
}

std::string decode_quoted(string_view source, uint32_t begin, uint32_t end, Style style) {
    std::string out;
    out.reserve(end - begin);
    walk_quoted(source, begin, end, style, [&](string_view bytes, std::size_t, std::size_t, bool) { out += bytes; });
    return out;
}

std::string decode_plain(string_view source, uint32_t begin, uint32_t end) {
    std::string out;
    const string_view s = source.substr(0, end);
    for (std::size_t at = begin; at < s.size();) {
        if (const Fold fold = fold_at(s, at); fold.breaks != 0) {
            out += folded(fold.breaks);
            at = fold.end;
        } else {
            const std::size_t next = is_blank(s[at]) ? skip_blanks(s, at) : at + 1;
            out += s.substr(at, next - at);
            at = next;
        }
    }
    return out;
}

std::size_t quoted_end(string_view source, std::size_t begin) {
    const bool is_double = source[begin] == '"';
    std::size_t at = begin + 1;
    while (at < source.size()) {
        const char c = source[at];
        const bool doubled = !is_double && c == '\'' && at + 1 < source.size() && source[at + 1] == '\'';
        if (doubled || (is_double && c == '\\')) {
            at += 2;
        } else if (c != source[begin]) {
            ++at;
        } else {
            return at + 1;
        }
    }
    return string_view::npos;
}

bool lacks_break(string_view source, uint32_t begin, string_view text) {
    const string_view header = source.substr(begin, source.find_first_of(" \t\r\n", begin) - begin);
    const std::size_t content = text.find_last_not_of('\n') + 1; // 0 where there is none
    if (header.find('+') == string_view::npos || content == 0) {
        return false;
    }
    std::size_t at = block_end(source, begin, text.substr(0, content));
    std::size_t breaks = 0;
    for (std::size_t length = break_at(source, at); length != 0; ++breaks) {
        at += length;
        at += count_spaces(source, at);
        length = break_at(source, at);
    }
    return breaks == text.size() - content + 1;
}

uint32_t plain_end(string_view source, uint32_t begin, string_view text) {
    return offset(walk_plain(source, begin, text, [](string_view, std::size_t, std::size_t, bool) {}));
}

uint32_t block_end(string_view source, uint32_t begin, string_view text) {
    return offset(walk_block(source, begin, text, [](string_view, std::size_t, std::size_t, bool) {}));
}

} // namespace callflow::doc
