// Values as text, and text as values.
#include "base/ascii.hpp"
#include "base/moment.hpp"
#include "base/text.hpp"
#include "expr/types.hpp"
#include "expr/value.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace callflow::expr {

namespace {

template <class Number> void append_number(std::string& out, Number number) {
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    out.append(buffer.data(), end);
}

// The fewest digits that read back as the same number; with an exponent only where people would
// write one.
void append_real(std::string& out, double number) {
    if (std::isnan(number)) {
        out += "NaN";
        return;
    }
    if (std::isinf(number)) {
        out += number < 0 ? "-Infinity" : "Infinity";
        return;
    }
    const double size = std::fabs(number);
    const bool plain = size == 0 || (size >= 1e-6 && size < 1e21);
    std::array<char, 64> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                            plain ? std::chars_format::fixed : std::chars_format::scientific);
    out.append(buffer.data(), end);
}

// `5400s`, `-0.25s`: seconds with as many decimals as it takes, the one form in which CEL writes a duration.
void append_seconds(std::string& out, std::int64_t nanoseconds) {
    constexpr std::uint64_t second = 1'000'000'000;
    // The smallest value has no positive twin in 64 bits.
    auto left = static_cast<std::uint64_t>(nanoseconds);
    if (nanoseconds < 0) {
        out.push_back('-');
        left = 0 - left;
    }
    append_number(out, left / second);
    std::uint64_t rest = left % second;
    if (rest != 0) out.push_back('.');
    for (std::uint64_t scale = second / 10; rest != 0; rest %= scale, scale /= 10)
        out.push_back(static_cast<char>('0' + rest / scale));
    out.push_back('s');
}

void append_base64(std::string& out, std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto byte = [bytes](std::size_t i) {
        return i < bytes.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) : 0U;
    };
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        out.push_back(digits[group >> 18]);
        out.push_back(digits[group >> 12 & 63]);
        out.push_back(i + 1 < bytes.size() ? digits[group >> 6 & 63] : '=');
        out.push_back(i + 2 < bytes.size() ? digits[group & 63] : '=');
    }
}

void append_json_text(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    constexpr std::string_view special = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    out.push_back('"');
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (const auto found = special.find(text[at]); found != std::string_view::npos) {
            out.push_back('\\');
            out.push_back(letters[found]);
            ++at;
        } else if (byte < 0x20) {
            out += "\\u00";
            out.push_back(hex[byte >> 4]);
            out.push_back(hex[byte & 15]);
            ++at;
        } else if (byte < 0x80) {
            out.push_back(text[at++]);
        } else { // decoded, so that a text that came broken leaves as U+FFFD and not as broken
                 // JSON
            std::size_t next = at;
            base::append_utf8(out, base::decode_utf8(text, next));
            at = next;
        }
    }
    out.push_back('"');
}

void append_json(std::string& out, const Value& value);

void append_json_list(std::string& out, const Value& value) {
    out.push_back('[');
    bool first = true;
    for (const Value& item : value.as_list()) {
        if (!first) out.push_back(',');
        first = false;
        append_json(out, item);
    }
    out.push_back(']');
}

void append_json_map(std::string& out, const Value& value) {
    out.push_back('{');
    bool first = true;
    for (const auto& [key, held] : value.as_map()) {
        if (!first) out.push_back(',');
        first = false;
        append_json_text(out, key.to_text());
        out.push_back(':');
        append_json(out, held);
    }
    out.push_back('}');
}

void append_json(std::string& out, const Value& value) {
    switch (value.kind()) {
    case Kind::absent:
    case Kind::null: out += "null"; return;
    case Kind::boolean:
    case Kind::integer:
    case Kind::unsigned_integer: value.append_text(out); return;
    case Kind::real:
        if (std::isfinite(value.as_real()))
            append_real(out, value.as_real());
        else
            append_json_text(out, value.to_text());
        return;
    case Kind::bytes:
        out.push_back('"');
        append_base64(out, value.as_string());
        out.push_back('"');
        return;
    case Kind::list: append_json_list(out, value); return;
    case Kind::map: append_json_map(out, value); return;
    default: append_json_text(out, value.to_text());
    }
}

// What a text that nobody gave a type is most likely meant as. `007` and `+15551234567` are no
// numbers to people: they would not come back as they were written.
Value guess(std::string_view text) {
    if (text == "true" || text == "false") return Value::boolean(text == "true");
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    const bool begins_as_number = !digits.empty() && base::is_digit(digits.front());
    const bool leading_zero = digits.size() > 1 && digits[0] == '0' && digits[1] != '.';
    if (begins_as_number && !leading_zero) {
        if (const auto number = base::parse_int(text)) return Value::integer(*number);
        const bool fraction = text.find_first_of(".eE") != std::string_view::npos;
        if (const auto number = base::parse_double(text); number && fraction) return Value::real(*number);
    }
    return Value::string(text);
}

std::optional<Value> parse_kind(std::string_view text, Kind kind) {
    switch (kind) {
    case Kind::boolean:
        if (text == "true" || text == "false") return Value::boolean(text == "true");
        return std::nullopt;
    case Kind::integer:
        if (const auto number = base::parse_int(text)) return Value::integer(*number);
        return std::nullopt;
    case Kind::unsigned_integer: {
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
        return Value::unsigned_integer(number);
    }
    case Kind::real:
        if (const auto number = base::parse_double(text)) return Value::real(*number);
        return std::nullopt;
    case Kind::string: return Value::string(text);
    case Kind::bytes: return Value::bytes(text);
    case Kind::timestamp:
        if (const auto time = base::parse_moment(text)) return Value::timestamp(*time);
        return std::nullopt;
    case Kind::duration:
        if (const auto time = base::parse_duration(text)) return Value::duration(*time);
        return std::nullopt;
    case Kind::null:
        if (text == "null" || text.empty()) return Value::null();
        return std::nullopt;
    default: return std::nullopt;
    }
}

} // namespace

void Value::append_text(std::string& out) const {
    switch (kind()) {
    case Kind::absent:
    case Kind::null: return;
    case Kind::boolean: out += as_boolean() ? "true" : "false"; return;
    case Kind::integer: append_number(out, as_integer()); return;
    case Kind::unsigned_integer: append_number(out, as_unsigned()); return;
    case Kind::real: append_real(out, as_real()); return;
    case Kind::bytes: // as the text they are, else in a form that every document can hold
        if (base::find_invalid_utf8(as_string()) == std::string_view::npos)
            out += as_string();
        else
            append_base64(out, as_string());
        return;
    case Kind::list:
    case Kind::map: append_json(out, *this); return;
    case Kind::timestamp: out += base::format_moment(as_timestamp()); return;
    case Kind::duration: append_seconds(out, as_integer()); return;
    default: out += as_string();
    }
}

std::string Value::to_text() const {
    std::string out;
    append_text(out);
    return out;
}

std::string Value::to_json() const {
    std::string out;
    append_json(out, *this);
    return out;
}

std::optional<Value> parse_plain(std::string_view text, const Type& type) {
    if (is_dyn(type)) return guess(text);
    if (type.tag == Type::Tag::plain) return parse_kind(text, type.kind);
    return std::nullopt;
}

Value empty_value(const Type& type) {
    if (type.tag == Type::Tag::list) return Value::list({});
    if (type.tag == Type::Tag::map) return Value::map({});
    if (type.tag != Type::Tag::plain) return Value::null();
    switch (type.kind) {
    case Kind::boolean: return Value::boolean(false);
    case Kind::integer: return Value::integer(0);
    case Kind::unsigned_integer: return Value::unsigned_integer(0);
    case Kind::real: return Value::real(0);
    case Kind::string: return Value::string("");
    case Kind::bytes: return Value::bytes("");
    case Kind::list: return Value::list({});
    case Kind::map: return Value::map({});
    case Kind::timestamp: return Value::timestamp(base::Moment{});
    case Kind::duration: return Value::duration(0);
    default: return Value::null();
    }
}

} // namespace callflow::expr
