#include "service/kept_value.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <cmath>

namespace callflow::service {
namespace {

using expr::Kind;
using expr::Value;

bool has_text_keys(const Value& map) {
    for (const auto& [key, value] : map.as_map())
        if (key.kind() != Kind::string || key.as_string().starts_with('$')) return false;
    return true;
}

void write_tagged(base::JsonWriter& json, std::string_view tag, std::string_view text) {
    json.begin_object().member(tag, text).end_object();
}

void write_map(base::JsonWriter& json, const Value& map) {
    if (has_text_keys(map)) {
        json.begin_object();
        for (const auto& [key, value] : map.as_map()) {
            json.key(key.as_string());
            write_value(json, value);
        }
        json.end_object();
        return;
    }
    json.begin_object().key("$map").begin_array();
    for (const auto& [key, value] : map.as_map()) {
        write_value(json, key);
        write_value(json, value);
    }
    json.end_array().end_object();
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        out += digits[static_cast<unsigned char>(byte) >> 4U];
        out += digits[static_cast<unsigned char>(byte) & 15U];
    }
    return out;
}

std::optional<std::string> unhex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    const auto digit = [](char c) { return base::is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::optional<Value> read_pairs(doc::View list) {
    if (list.size() % 2 != 0) return std::nullopt;
    std::vector<std::pair<Value, Value>> entries;
    for (doc::View key = list.first_child(); key; key = key.next().next()) {
        auto name = read_value(key);
        auto value = read_value(key.next());
        if (!name || !value) return std::nullopt;
        entries.emplace_back(std::move(*name), std::move(*value));
    }
    return Value::map(std::move(entries));
}

std::optional<Value> read_double(std::string_view text) {
    if (text == "NaN") return Value::real(std::nan(""));
    if (text == "Infinity") return Value::real(HUGE_VAL);
    if (text == "-Infinity") return Value::real(-HUGE_VAL);
    return std::nullopt;
}

std::optional<Value> read_tagged(std::string_view tag, doc::View value) {
    const std::string_view text = value.is_scalar() ? value.text() : std::string_view();
    if (tag == "$map" && value.is_sequence()) return read_pairs(value);
    if (tag == "$double") return read_double(text);
    if (tag == "$type") return Value::type(text);
    if (tag == "$error") return Value::error(text);
    if (tag == "$bytes") {
        const auto bytes = unhex(text);
        return bytes ? std::optional(Value::bytes(*bytes)) : std::nullopt;
    }
    if (tag == "$uint") {
        auto number = expr::parse_plain(text, expr::Type::of(Kind::unsigned_integer));
        return number;
    }
    if (tag == "$duration") {
        const auto number = base::parse_int(text);
        return number ? std::optional(Value::duration(*number)) : std::nullopt;
    }
    if (tag == "$time") { // seconds, nanoseconds
        const std::size_t dot = text.find('.');
        const auto seconds = base::parse_int(text.substr(0, dot));
        const auto rest = dot == std::string_view::npos ? std::nullopt : base::parse_int(text.substr(dot + 1));
        if (!seconds || !rest || *rest < 0 || *rest > 999'999'999 || !base::is_in_range(*seconds)) return std::nullopt;
        return Value::timestamp(base::Moment{*seconds, static_cast<std::uint32_t>(*rest)});
    }
    return std::nullopt;
}

} // namespace

void write_value(base::JsonWriter& json, const Value& value) {
    switch (value.kind()) {
    case Kind::absent:
    case Kind::null: json.null(); return;
    case Kind::boolean: json.value(value.is_true()); return;
    case Kind::integer: json.value(value.as_integer()); return;
    case Kind::unsigned_integer: write_tagged(json, "$uint", std::to_string(value.as_unsigned())); return;
    case Kind::real: {
        const double number = value.as_real();
        if (std::isnan(number))
            write_tagged(json, "$double", "NaN");
        else if (std::isinf(number))
            write_tagged(json, "$double", number > 0 ? "Infinity" : "-Infinity");
        else
            json.value(number);
        return;
    }
    case Kind::string: json.value(value.as_string()); return;
    case Kind::bytes: write_tagged(json, "$bytes", hex(value.as_string())); return;
    case Kind::type: write_tagged(json, "$type", value.as_string()); return;
    case Kind::error: write_tagged(json, "$error", value.as_string()); return;
    case Kind::duration: write_tagged(json, "$duration", std::to_string(value.as_integer())); return;
    case Kind::timestamp: {
        const base::Moment moment = value.as_timestamp();
        write_tagged(json, "$time", std::to_string(moment.seconds) + "." + std::to_string(moment.nanoseconds));
        return;
    }
    case Kind::list:
        json.begin_array();
        for (const Value& item : value.as_list()) write_value(json, item);
        json.end_array();
        return;
    case Kind::map: write_map(json, value); return;
    default: json.null(); return;
    }
}

std::optional<Value> read_value(doc::View node) {
    if (!node) return std::nullopt;
    switch (node.kind()) {
    case doc::Kind::null: return Value::null();
    case doc::Kind::scalar:
        if (!node.is_plain()) return Value::string(node.text());
        return expr::parse_plain(node.text(), expr::Type::dynamic());
    case doc::Kind::sequence: {
        std::vector<Value> items;
        for (const doc::View item : doc::items(node)) {
            auto value = read_value(item);
            if (!value) return std::nullopt;
            items.push_back(std::move(*value));
        }
        return Value::list(std::move(items));
    }
    case doc::Kind::mapping: {
        const doc::View first = node.first_child();
        if (first && first.text().starts_with('$'))
            return node.size() == 1 ? read_tagged(first.text(), first.next()) : std::nullopt;
        std::vector<std::pair<Value, Value>> entries;
        for (const doc::Entry entry : doc::entries(node)) {
            auto value = read_value(entry.value);
            if (!value) return std::nullopt;
            entries.emplace_back(Value::string(entry.key.text()), std::move(*value));
        }
        return Value::map(std::move(entries));
    }
    }
    return std::nullopt;
}

} // namespace callflow::service
