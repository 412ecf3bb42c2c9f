#include "base/text.hpp"
#include "engine/resolver.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace callflow::engine {
namespace {

using expr::Kind;
using expr::Value;
using flow::AttributeSpec;

bool is_one_of(const AttributeSpec& spec, std::string_view word) {
    return std::ranges::find(spec.values, word) != spec.values.end();
}

std::string wrong(const Value& value, std::string_view wanted) {
    return base::quoted(value.to_text()) + " is not " + std::string(wanted);
}

std::string bounds(const AttributeSpec& spec) {
    if (spec.maximum == INT64_MAX) return "at least " + std::to_string(spec.minimum);
    if (spec.minimum == INT64_MIN) return "at most " + std::to_string(spec.maximum);
    return std::to_string(spec.minimum) + " to " + std::to_string(spec.maximum);
}

bool within(const AttributeSpec& spec, double number) {
    return (spec.minimum == INT64_MIN || number >= static_cast<double>(spec.minimum)) &&
           (spec.maximum == INT64_MAX || number <= static_cast<double>(spec.maximum));
}

std::string write_boolean(const Value& value, std::string& out) {
    if (value.kind() == Kind::boolean) {
        out = value.as_boolean() ? "true" : "false";
        return {};
    }
    if (value.kind() == Kind::string && (value.as_string() == "true" || value.as_string() == "false")) {
        out = value.as_string();
        return {};
    }
    return wrong(value, "true or false");
}

std::string write_integer(const AttributeSpec& spec, const Value& value, std::string& out) {
    std::optional<std::int64_t> number;
    if (value.kind() == Kind::integer)
        number = value.as_integer();
    else if (value.kind() == Kind::unsigned_integer && value.as_unsigned() <= INT64_MAX)
        number = static_cast<std::int64_t>(value.as_unsigned());
    else if (value.kind() == Kind::real && std::trunc(value.as_real()) == value.as_real() &&
             std::abs(value.as_real()) < 9e15)
        number = static_cast<std::int64_t>(value.as_real());
    else if (value.kind() == Kind::string)
        number = base::parse_int(value.as_string());
    if (!number) return wrong(value, "a whole number");
    if (*number < spec.minimum || *number > spec.maximum) return wrong(value, bounds(spec));
    out = std::to_string(*number);
    return {};
}

// A text stays as it is written: `20.40`.
std::string write_decimal(const AttributeSpec& spec, const Value& value, std::string& out) {
    std::string text = value.to_text();
    const auto number = value.kind() == Kind::boolean ? std::nullopt : base::parse_double(text);
    if (!number || !std::isfinite(*number)) return wrong(value, "a number");
    if (!within(spec, *number)) return wrong(value, bounds(spec));
    out = std::move(text);
    return {};
}

// Seconds without a needless fraction; durations in nanoseconds.
std::string write_seconds(const AttributeSpec& spec, const Value& value, std::string& out) {
    std::optional<double> number;
    if (value.kind() == Kind::duration) {
        number = static_cast<double>(value.as_integer()) / 1e9;
    } else if (value.kind() == Kind::integer) {
        number = static_cast<double>(value.as_integer());
    } else if (value.kind() == Kind::unsigned_integer) {
        number = static_cast<double>(value.as_unsigned());
    } else if (value.kind() == Kind::real) {
        number = value.as_real();
    } else if (value.kind() == Kind::string) {
        number = base::parse_double(value.as_string());
        if (!number)
            if (const auto duration = base::parse_duration(value.as_string()))
                number = static_cast<double>(*duration) / 1e9;
    }
    if (!number || !std::isfinite(*number)) return wrong(value, "a number of seconds or a duration");
    if (!within(spec, *number)) return wrong(value, bounds(spec) + " seconds");
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, *number + 0.0, std::chars_format::fixed, 9).ptr;
    std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
    text = text.substr(0, text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.remove_suffix(1);
    out = text;
    return {};
}

std::string write_keys(const Value& value, std::string_view allowed, std::string& out) {
    std::string text = value.to_text();
    if (text.find_first_not_of(allowed) != std::string::npos) return wrong(value, "made of the keys 0-9 A-D * #");
    out = std::move(text);
    return {};
}

// Words separated by blanks, from a text or a list.
std::string write_choices(const AttributeSpec& spec, const Value& value, std::string& out) {
    std::string text;
    if (value.kind() == Kind::list) {
        for (const Value& one : value.as_list()) {
            if (!text.empty()) text += ' ';
            one.append_text(text);
        }
    } else {
        text = value.to_text();
    }
    out.clear();
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        if (!word.empty()) {
            if (!spec.open_values && !is_one_of(spec, word)) return base::quoted(word) + " is not one of its values";
            out += (out.empty() ? "" : " ") + word;
        }
        begin = end + 1;
    }
    return {};
}

} // namespace

std::string write_attribute(const AttributeSpec& spec, const Value& value, std::string& out) {
    using flow::AttributeType;
    const bool choice = spec.type == AttributeType::choice || spec.type == AttributeType::choices;
    if (!choice && !spec.values.empty() && value.kind() == Kind::string && is_one_of(spec, value.as_string())) {
        out = value.as_string();
        return {};
    }
    switch (spec.type) {
    case AttributeType::boolean: return write_boolean(value, out);
    case AttributeType::integer: return write_integer(spec, value, out);
    case AttributeType::decimal: return write_decimal(spec, value, out);
    case AttributeType::seconds: return write_seconds(spec, value, out);
    case AttributeType::key_set: return write_keys(value, "0123456789ABCDabcd*#", out);
    case AttributeType::dtmf: return write_keys(value, "0123456789ABCDabcd*#wW", out);
    case AttributeType::choices: return write_choices(spec, value, out);
    case AttributeType::list: {
        flow::AttributeSpec any = spec;
        any.open_values = true;
        return write_choices(any, value, out);
    }
    case AttributeType::json: out = value.to_json(); return {};
    case AttributeType::choice:
        out = value.to_text();
        return spec.open_values || is_one_of(spec, out) ? std::string() : wrong(value, "one of its values");
    case AttributeType::text:
    case AttributeType::spoken:
    case AttributeType::address:
    case AttributeType::phone_number:
    case AttributeType::uri:
    case AttributeType::prompt:
    case AttributeType::xml:
    case AttributeType::ssml:
        out.clear();
        value.append_text(out);
        return {};
    }
    return {};
}

} // namespace callflow::engine
