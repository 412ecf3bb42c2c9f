#include "syntax/typed_value.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace callflow::syntax {

namespace {

using expr::Kind;
using expr::Type;
using expr::Value;
using Read = tl::expected<Value, TypedProblem>;

tl::unexpected<TypedProblem> wrong(doc::View view, std::string message) {
    return tl::unexpected<TypedProblem>(TypedProblem{view ? view.span() : base::Span{}, std::move(message)});
}

std::optional<std::string> decode_base64(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        std::uint32_t digit = 0;
        if (base::is_upper(c))
            digit = static_cast<std::uint32_t>(c - 'A');
        else if (base::is_lower(c))
            digit = static_cast<std::uint32_t>(c - 'a') + 26;
        else if (base::is_digit(c))
            digit = static_cast<std::uint32_t>(c - '0') + 52;
        else if (c == '+' || c == '-')
            digit = 62;
        else if (c == '/' || c == '_')
            digit = 63;
        else
            return std::nullopt;
        bits = bits << 6 | digit;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<char>(static_cast<unsigned char>(bits >> count & 0xff)));
    }
    return bytes;
}

std::optional<double> special_double(std::string_view text) {
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity") return std::numeric_limits<double>::infinity();
    if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
    return std::nullopt;
}

// A value that is one JSON scalar.
Read read_scalar(doc::View view, Kind kind, std::string_view type) {
    const auto unfit = [&](std::string_view expected) {
        return wrong(view, fmt::format("the value of type {} is {}", type, expected));
    };
    if (kind == Kind::null) return view.is_null() ? Read(Value::null()) : unfit("null");
    if (!view.is_scalar()) return unfit(kind == Kind::boolean ? "true or false" : "a number or a text");
    const std::string_view text = view.text();
    const bool quoted = !view.is_plain();
    switch (kind) {
    case Kind::boolean:
        if (quoted || (text != "true" && text != "false")) return unfit("true or false");
        return Value::boolean(text == "true");
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::real:
        if (kind == Kind::real && quoted) {
            if (const auto special = special_double(text)) return Value::real(*special);
        }
        if (auto number = expr::parse_plain(text, Type::of(kind))) return *std::move(number);
        return unfit(kind == Kind::real ? "a number, \"NaN\", \"Infinity\" or \"-Infinity\""
                                        : "a whole number in range");
    default: break;
    }
    if (!quoted) return unfit("a text");
    switch (kind) {
    case Kind::string: return Value::string(text);
    case Kind::type: return Value::type(text);
    case Kind::bytes:
        if (const auto bytes = decode_base64(text)) return Value::bytes(*bytes);
        return unfit("a text in base64");
    default:
        if (auto time = expr::parse_plain(text, Type::of(kind))) return *std::move(time);
        return unfit(kind == Kind::timestamp ? "a time such as \"2000-01-01T00:00:00Z\""
                                             : "a length of time such as \"1.5s\"");
    }
}

std::optional<Kind> kind_named(std::string_view name) {
    if (name == "null") return Kind::null;
    for (const Kind kind : {Kind::null, Kind::boolean, Kind::integer, Kind::unsigned_integer, Kind::real, Kind::string,
                            Kind::bytes, Kind::list, Kind::map, Kind::timestamp, Kind::duration, Kind::type}) {
        if (name == expr::to_string(kind)) return kind;
    }
    return std::nullopt;
}

// Both recur as deep as the document is nested, which its reader bounds.
Read read_list(doc::View view) {
    if (!view.is_sequence()) return wrong(view, "the value of type list is an array of typed values");
    std::vector<Value> items;
    items.reserve(view.size());
    for (const doc::View one : doc::items(view)) {
        Read item = read_typed(one);
        if (!item) return item;
        items.push_back(*std::move(item));
    }
    Value list = Value::list(std::move(items));
    if (list.is_error()) return wrong(view, std::string(list.as_string()));
    return list;
}

Read read_map(doc::View view) {
    constexpr std::string_view shape = "the value of type map is an array of {\"key\":typed,\"value\":typed}";
    if (!view.is_sequence()) return wrong(view, std::string(shape));
    std::vector<std::pair<Value, Value>> entries;
    entries.reserve(view.size());
    for (const doc::View one : doc::items(view)) {
        const doc::View key = one.is_mapping() ? one.find("key") : doc::View();
        const doc::View value = one.is_mapping() ? one.find("value") : doc::View();
        if (!key || !value) return wrong(one, std::string(shape));
        Read read_key = read_typed(key);
        if (!read_key) return read_key;
        Read read_value = read_typed(value);
        if (!read_value) return read_value;
        entries.emplace_back(*std::move(read_key), *std::move(read_value));
    }
    const std::size_t count = entries.size();
    Value map = Value::map(std::move(entries));
    if (map.is_error()) return wrong(view, std::string(map.as_string()));
    if (map.as_map().size() != count) return wrong(view, "a key stands in this map twice");
    return map;
}

void write_value(base::JsonWriter& json, const Value& value) {
    switch (value.kind()) {
    case Kind::null: json.null(); return;
    case Kind::boolean: json.value(value.as_boolean()); return;
    case Kind::integer: json.value(value.as_integer()); return;
    case Kind::unsigned_integer: json.value(value.as_unsigned()); return;
    case Kind::real:
        if (std::isfinite(value.as_real()))
            json.value(value.as_real());
        else
            json.value(value.to_text());
        return;
    case Kind::bytes: json.raw(value.to_json()); return;
    case Kind::list:
        json.begin_array();
        for (const Value& item : value.as_list()) write_typed(json, item);
        json.end_array();
        return;
    case Kind::map:
        json.begin_array();
        for (const auto& [key, held] : value.as_map()) {
            write_typed(json.begin_object().key("key"), key);
            write_typed(json.key("value"), held);
            json.end_object();
        }
        json.end_array();
        return;
    default: json.value(value.to_text()); return;
    }
}

} // namespace

void write_typed(base::JsonWriter& json, const Value& value) {
    const bool null = value.kind() == Kind::null;
    json.begin_object().member("type", null ? std::string_view("null") : expr::to_string(value.kind())).key("value");
    write_value(json, value);
    json.end_object();
}

Read read_typed(doc::View view) {
    constexpr std::string_view shape = R"(a value is written {"type":"int","value":3})";
    if (!view || !view.is_mapping()) return wrong(view, std::string(shape));
    const doc::View type = view.find("type");
    const doc::View value = view.find("value");
    if (!type || !type.is_scalar() || !value) return wrong(view, std::string(shape));
    const std::optional<Kind> kind = kind_named(type.text());
    if (!kind) return wrong(type, fmt::format("no value has the type {}", base::quoted(type.text())));
    if (*kind == Kind::list) return read_list(value);
    if (*kind == Kind::map) return read_map(value);
    return read_scalar(value, *kind, type.text());
}

} // namespace callflow::syntax
