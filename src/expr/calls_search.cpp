// Parts of texts, and where they stand.
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "expr/calls.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

namespace callflow::expr::calls {

namespace {

constexpr std::size_t npos = std::string_view::npos;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0u) == 0x80u; }

// Byte offset of the code point at `index`, which may be the end; nullopt beyond. `index` is not negative.
std::optional<std::size_t> byte_offset(std::string_view text, std::int64_t index) {
    // A code point has at least a byte.
    if (static_cast<std::uint64_t>(index) > text.size()) return std::nullopt;
    std::size_t at = 0;
    for (; index > 0 && at < text.size(); --index) at = next_code_point(text, at);
    return index == 0 ? std::optional(at) : std::nullopt;
}

Value outside(const Value& index, std::string_view text) {
    return Value::error("index " + index.to_text() + " is outside a text of " +
                        std::to_string(count_code_points(text)));
}

Value index_in(std::string_view text, std::size_t byte) {
    if (byte == npos) return Value::integer(-1);
    return Value::integer(static_cast<std::int64_t>(count_code_points(text.substr(0, byte))));
}

// Byte offset of the last `part` in `text`, or npos. Looked for from behind, in linear time too.
std::size_t find_last(std::string_view text, std::string_view part) {
    const std::string backward(text.rbegin(), text.rend());
    const std::string backward_part(part.rbegin(), part.rend());
    const std::size_t found = find_text(backward, backward_part);
    return found == npos ? npos : text.size() - part.size() - found;
}

// White_Space of Unicode.
bool is_space(char32_t c) {
    return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool is_space_at(std::string_view text, std::size_t at) { return is_space(base::decode_utf8(text, at)); }

} // namespace

std::size_t find_text(std::string_view text, std::string_view part, std::size_t from) {
    if (part.empty()) return from;
    if (part.size() <= 4) return text.find(part, from); // no preparation, which would count where many are found
    if (part.size() > text.size() - from) return npos;
    const void* found = memmem(text.data() + from, text.size() - from, part.data(), part.size());
    return found == nullptr ? npos : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t next_code_point(std::string_view text, std::size_t at) {
    return at + std::max<std::size_t>(base::utf8::sequence_length(text, at), 1);
}

std::size_t count_code_points(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

Value char_at(Arguments arguments) {
    const std::string_view text = arguments[0]->as_string();
    const std::int64_t index = arguments[1]->as_integer();
    const auto at = index < 0 ? std::nullopt : byte_offset(text, index);
    if (!at) return outside(*arguments[1], text);
    if (*at == text.size()) return Value::string("");
    return Value::string(text.substr(*at, next_code_point(text, *at) - *at));
}

Value index_of(Arguments arguments) {
    const std::string_view text = arguments[0]->as_string();
    const std::string_view part = arguments[1]->as_string();
    if (arguments.size() == 2) return index_in(text, find_text(text, part));
    const std::int64_t from = arguments[2]->as_integer();
    if (from < 0) return outside(*arguments[2], text);
    const auto start = byte_offset(text, from);
    return index_in(text, start ? find_text(text, part, *start) : npos);
}

Value last_index_of(Arguments arguments) {
    const std::string_view text = arguments[0]->as_string();
    const std::string_view part = arguments[1]->as_string();
    if (arguments.size() == 2) return index_in(text, find_last(text, part));
    const std::int64_t from = arguments[2]->as_integer();
    if (from < 0) return outside(*arguments[2], text);
    const auto start = byte_offset(text, from);
    // Nothing begins at the end but the empty text.
    if (!start || (*start == text.size() && !part.empty())) return Value::integer(-1);
    return index_in(text, find_last(text.substr(0, *start + std::min(part.size(), text.size() - *start)), part));
}

Value substring(Arguments arguments) {
    const std::string_view text = arguments[0]->as_string();
    const std::int64_t begin = arguments[1]->as_integer();
    const auto first = begin < 0 ? std::nullopt : byte_offset(text, begin);
    if (!first) return outside(*arguments[1], text);
    if (arguments.size() == 2) return Value::string(text.substr(*first));
    const std::int64_t end = arguments[2]->as_integer();
    if (end < begin)
        return Value::error("a part of a text ends at " + std::to_string(end) + ", before it begins at " +
                            std::to_string(begin));
    const auto behind = byte_offset(text.substr(*first), end - begin);
    return behind ? Value::string(text.substr(*first, *behind)) : outside(*arguments[2], text);
}

Value trim(Arguments arguments) {
    std::string_view text = arguments[0]->as_string();
    while (!text.empty() && is_space_at(text, 0)) text.remove_prefix(next_code_point(text, 0));
    while (!text.empty()) {
        std::size_t last = text.size() - 1;
        while (last > 0 && continues(text[last])) --last;
        if (!is_space_at(text, last)) break;
        text.remove_suffix(text.size() - last);
    }
    return Value::string(text);
}

} // namespace callflow::expr::calls
