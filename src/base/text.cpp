#include "base/text.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"

#include <charconv>
#include <fmt/format.h>
#include <iterator>

namespace callflow::base {

namespace {

constexpr char32_t replacement_character = 0xfffd;
constexpr std::string_view hex_digits = "0123456789ABCDEF";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

// Characters that change what a terminal shows around them: controls, line separators, bidi marks
// and overrides, zero-width blanks, the byte order mark, tags.
bool is_unsafe(char32_t c) {
    if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return true;
    if (c < 0x61c) return false;
    return c == 0x61c || c == 0x200b || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
           (c >= 0xe0000 && c <= 0xe007f);
}

} // namespace

std::size_t find_invalid_utf8(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (text.size() - at >= 8 && (utf8::load_word(text, at) & utf8::high_bits) == 0) {
            at += 8;
            continue;
        }
        const std::size_t length = utf8::sequence_length(text, at);
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

char32_t decode_utf8(std::string_view text, std::size_t& offset) {
    if (offset >= text.size()) return replacement_character;
    const auto byte = [&](std::size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[offset + i]));
    };
    const std::size_t length = utf8::sequence_length(text, offset);
    char32_t c = replacement_character;
    switch (length) {
    case 1: c = byte(0); break;
    case 2: c = ((byte(0) & 0x1fU) << 6U) | (byte(1) & 0x3fU); break;
    case 3: c = ((byte(0) & 0x0fU) << 12U) | ((byte(1) & 0x3fU) << 6U) | (byte(2) & 0x3fU); break;
    case 4:
        c = ((byte(0) & 0x07U) << 18U) | ((byte(1) & 0x3fU) << 12U) | ((byte(2) & 0x3fU) << 6U) | (byte(3) & 0x3fU);
        break;
    default: break;
    }
    offset += length == 0 ? 1 : length;
    return c;
}

void append_utf8(std::string& out, char32_t code_point) {
    char32_t c = code_point;
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) c = replacement_character;
    const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0U | (c >> 6U));
        put(0x80U | (c & 0x3fU));
    } else if (c < 0x10000) {
        put(0xe0U | (c >> 12U));
        put(0x80U | ((c >> 6U) & 0x3fU));
        put(0x80U | (c & 0x3fU));
    } else {
        put(0xf0U | (c >> 18U));
        put(0x80U | ((c >> 12U) & 0x3fU));
        put(0x80U | ((c >> 6U) & 0x3fU));
        put(0x80U | (c & 0x3fU));
    }
}

std::string printable(std::string_view text, std::size_t limit) {
    std::string out;
    std::size_t count = 0;
    for (std::size_t offset = 0; offset < text.size(); ++count) {
        if (count == limit) {
            out += "…";
            break;
        }
        const std::size_t length = utf8::sequence_length(text, offset);
        std::size_t next = offset;
        const char32_t c = decode_utf8(text, next);
        if (length == 0) {
            fmt::format_to(std::back_inserter(out), "\\x{{{:x}}}", static_cast<unsigned char>(text[offset]));
        } else if (is_unsafe(c)) {
            fmt::format_to(std::back_inserter(out), "\\x{{{:x}}}", static_cast<std::uint32_t>(c));
        } else {
            out += text.substr(offset, length);
        }
        offset = next;
    }
    return out;
}

std::string quoted(std::string_view text, std::size_t limit) { return "'" + printable(text, limit) + "'"; }

bool is_name(std::string_view text) {
    if (text.empty() || is_digit(text.front())) return false;
    for (const char c : text) {
        if (!is_letter(c) && !is_digit(c) && c != '_') return false;
    }
    return true;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<std::int64_t> parse_int(std::string_view text) {
    // from_chars takes no plus sign, people write one.
    if (text.size() > 1 && text[0] == '+' && is_digit(text[1])) text.remove_prefix(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

namespace {

// Of a number that from_chars found too large or too small, without saying which: whether it is the latter.
bool is_small(std::string_view text) {
    const std::size_t end = std::min(text.find_first_of("eE"), text.size());
    const std::size_t point = std::min(text.find('.'), end);
    const std::size_t first = std::min(text.find_first_of("123456789"), end);
    const auto magnitude = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
    std::int64_t power = 0;
    if (end != text.size()) {
        const std::string_view digits = text.substr(text[end + 1] == '+' ? end + 2 : end + 1);
        if (std::from_chars(digits.data(), digits.data() + digits.size(), power).ec != std::errc{})
            return digits.starts_with('-');
    }
    return power < -magnitude;
}

} // namespace

std::optional<double> parse_double(std::string_view text) {
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    // from_chars would also take inf, nan and their kin.
    for (const char c : text) {
        if (is_letter(c) && c != 'e' && c != 'E') return std::nullopt;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || text.empty()) return std::nullopt;
    if (error == std::errc::result_out_of_range && is_small(text)) return text.starts_with('-') ? -0.0 : 0.0;
    if (error != std::errc{}) return std::nullopt;
    return value;
}

std::string percent_encode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.push_back('%');
        out.push_back(hex_digits[byte >> 4U]);
        out.push_back(hex_digits[byte & 0x0fU]);
    }
    return out;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && plus_is_blank) {
            out.push_back(' ');
        } else if (text[at] == '%') {
            if (text.size() - at < 3) return std::nullopt;
            const int high = hex_value(text[at + 1]);
            const int low = hex_value(text[at + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out.push_back(static_cast<char>(static_cast<unsigned char>(high * 16 + low)));
            at += 2;
        } else {
            out.push_back(text[at]);
        }
    }
    return out;
}

} // namespace callflow::base
