// Functions.
#include "base/text.hpp"
#include "expr/operations.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace callflow::expr {

namespace {

constexpr double two_to_63 = 9223372036854775808.0;
constexpr double two_to_64 = 18446744073709551616.0;

Value unreadable(const Value& text, std::string_view type) {
    return Value::error(base::quoted(text.as_string(), 40) + " is no " + std::string(type));
}

Value out_of_range(const Value& number, std::string_view type) {
    return Value::error(number.to_text() + " is outside the range of " + std::string(type));
}

Value size_of(const Value& a) {
    std::size_t size = 0;
    switch (a.kind()) {
    case Kind::string: // code points: every byte but those that continue one
        size = static_cast<std::size_t>(std::ranges::count_if(
            a.as_string(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; }));
        break;
    case Kind::bytes: size = a.as_string().size(); break;
    case Kind::list: size = a.as_list().size(); break;
    case Kind::map: size = a.as_map().size(); break;
    default: return no_overload("size()", a);
    }
    return Value::integer(static_cast<std::int64_t>(size));
}

Value to_bool(const Value& a) {
    constexpr std::array<std::string_view, 6> yes = {"true", "True", "TRUE", "t", "T", "1"};
    constexpr std::array<std::string_view, 6> no = {"false", "False", "FALSE", "f", "F", "0"};
    if (a.kind() == Kind::boolean) return a;
    if (a.kind() != Kind::string) return no_overload("bool()", a);
    if (std::ranges::find(yes, a.as_string()) != yes.end()) return Value::boolean(true);
    if (std::ranges::find(no, a.as_string()) != no.end()) return Value::boolean(false);
    return unreadable(a, "bool");
}

Value to_int(const Value& a) {
    switch (a.kind()) {
    case Kind::integer: return a;
    case Kind::unsigned_integer:
        if (a.as_unsigned() > static_cast<std::uint64_t>(INT64_MAX)) return out_of_range(a, "int");
        return Value::integer(static_cast<std::int64_t>(a.as_unsigned()));
    case Kind::real:
        // Both ends are left out: a double there may stand for a number beyond.
        if (a.as_real() > -two_to_63 && a.as_real() < two_to_63)
            return Value::integer(static_cast<std::int64_t>(a.as_real()));
        return out_of_range(a, "int");
    case Kind::string: {
        const auto number = base::parse_int(a.as_string());
        return number ? Value::integer(*number) : unreadable(a, "int");
    }
    case Kind::timestamp: {
        constexpr std::int64_t second = 1'000'000'000;
        const std::int64_t time = a.as_integer();
        return Value::integer(time / second - (time % second < 0 ? 1 : 0));
    }
    default: return no_overload("int()", a);
    }
}

Value to_uint(const Value& a) {
    switch (a.kind()) {
    case Kind::unsigned_integer: return a;
    case Kind::integer:
        if (a.as_integer() < 0) return out_of_range(a, "uint");
        return Value::unsigned_integer(static_cast<std::uint64_t>(a.as_integer()));
    case Kind::real:
        if (a.as_real() >= 0 && a.as_real() < two_to_64)
            return Value::unsigned_integer(static_cast<std::uint64_t>(a.as_real()));
        return out_of_range(a, "uint");
    case Kind::string: {
        const std::string_view text = a.as_string();
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size()) return unreadable(a, "uint");
        return Value::unsigned_integer(number);
    }
    default: return no_overload("uint()", a);
    }
}

Value to_double(const Value& a) {
    switch (a.kind()) {
    case Kind::real: return a;
    case Kind::integer: return Value::real(static_cast<double>(a.as_integer()));
    case Kind::unsigned_integer: return Value::real(static_cast<double>(a.as_unsigned()));
    case Kind::string: {
        const std::string_view text = a.as_string();
        if (const auto number = base::parse_double(text)) return Value::real(*number);
        if (text == "NaN") return Value::real(std::nan(""));
        if (text == "Infinity" || text == "+Infinity" || text == "-Infinity")
            return Value::real(text.front() == '-' ? -HUGE_VAL : HUGE_VAL);
        return unreadable(a, "double");
    }
    default: return no_overload("double()", a);
    }
}

Value to_text(const Value& a) {
    switch (a.kind()) {
    case Kind::string: return a;
    case Kind::bytes:
        if (base::find_invalid_utf8(a.as_string()) != std::string_view::npos)
            return Value::error("these bytes are no UTF-8 text");
        return Value::string(a.as_string());
    case Kind::boolean:
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::real:
    case Kind::timestamp:
    case Kind::duration: return Value::string(a.to_text());
    default: return no_overload("string()", a);
    }
}

Value to_bytes(const Value& a) {
    if (a.kind() == Kind::bytes) return a;
    if (a.kind() == Kind::string) return Value::bytes(a.as_string());
    return no_overload("bytes()", a);
}

Value compare_texts(Function function, const Value& a, const Value& b) {
    const bool contains = function == Function::contains;
    const bool starts = function == Function::starts_with;
    if (a.kind() != Kind::string || b.kind() != Kind::string)
        return no_overload(contains ? "contains()" : starts ? "startsWith()" : "endsWith()", a, b);
    const std::string_view text = a.as_string();
    const std::string_view part = b.as_string();
    if (contains) return Value::boolean(text.find(part) != std::string_view::npos);
    return Value::boolean(starts ? text.starts_with(part) : text.ends_with(part));
}

} // namespace

Value call(Function function, const Value& a, const Value* b) {
    if (a.is_error()) return a;
    if (b != nullptr && b->is_error()) return *b;
    switch (function) {
    case Function::size: return size_of(a);
    case Function::contains:
    case Function::starts_with:
    case Function::ends_with: return b == nullptr ? no_overload("search", a) : compare_texts(function, a, *b);
    case Function::to_bool: return to_bool(a);
    case Function::to_bytes: return to_bytes(a);
    case Function::to_double: return to_double(a);
    case Function::to_int: return to_int(a);
    case Function::to_string: return to_text(a);
    case Function::to_uint: return to_uint(a);
    case Function::to_dyn: return a;
    case Function::to_json: return Value::string(a.to_json());
    case Function::or_default:
    case Function::not_yet: break;
    }
    return Value::error("this function is not in this version yet");
}

} // namespace callflow::expr
