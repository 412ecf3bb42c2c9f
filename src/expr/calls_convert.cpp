// Conversions.
#include "base/moment.hpp"
#include "base/text.hpp"
#include "expr/calls.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace callflow::expr::calls {

namespace {

constexpr double two_to_63 = 9223372036854775808.0;
constexpr double two_to_64 = 18446744073709551616.0;

Value unreadable(const Value& text, std::string_view type) {
    return Value::error(base::quoted(text.as_string(), 40) + " is no " + std::string(type));
}

Value out_of_range(const Value& number, std::string_view type) {
    return Value::error(number.to_text() + " is outside the range of " + std::string(type));
}

} // namespace

Value same(Arguments arguments) { return *arguments[0]; }

Value to_bool(Arguments arguments) {
    constexpr std::array<std::string_view, 6> yes = {"true", "True", "TRUE", "t", "T", "1"};
    constexpr std::array<std::string_view, 6> no = {"false", "False", "FALSE", "f", "F", "0"};
    const Value& a = *arguments[0];
    if (a.kind() == Kind::boolean) return a;
    if (std::ranges::find(yes, a.as_string()) != yes.end()) return Value::boolean(true);
    if (std::ranges::find(no, a.as_string()) != no.end()) return Value::boolean(false);
    return unreadable(a, "bool");
}

Value to_int(Arguments arguments) {
    const Value& a = *arguments[0];
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
    case Kind::timestamp: return Value::integer(a.as_timestamp().seconds);
    default: {
        const auto number = base::parse_int(a.as_string());
        return number ? Value::integer(*number) : unreadable(a, "int");
    }
    }
}

Value to_uint(Arguments arguments) {
    const Value& a = *arguments[0];
    switch (a.kind()) {
    case Kind::unsigned_integer: return a;
    case Kind::integer:
        if (a.as_integer() < 0) return out_of_range(a, "uint");
        return Value::unsigned_integer(static_cast<std::uint64_t>(a.as_integer()));
    case Kind::real:
        if (a.as_real() >= 0 && a.as_real() < two_to_64)
            return Value::unsigned_integer(static_cast<std::uint64_t>(a.as_real()));
        return out_of_range(a, "uint");
    default: {
        const std::string_view text = a.as_string();
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size()) return unreadable(a, "uint");
        return Value::unsigned_integer(number);
    }
    }
}

Value to_double(Arguments arguments) {
    const Value& a = *arguments[0];
    switch (a.kind()) {
    case Kind::real: return a;
    case Kind::integer: return Value::real(static_cast<double>(a.as_integer()));
    case Kind::unsigned_integer: return Value::real(static_cast<double>(a.as_unsigned()));
    default: {
        const std::string_view text = a.as_string();
        if (const auto number = base::parse_double(text)) return Value::real(*number);
        if (text == "NaN") return Value::real(std::nan(""));
        if (text == "Infinity" || text == "+Infinity" || text == "-Infinity")
            return Value::real(text.front() == '-' ? -HUGE_VAL : HUGE_VAL);
        return unreadable(a, "double");
    }
    }
}

Value to_string(Arguments arguments) {
    const Value& a = *arguments[0];
    if (a.kind() == Kind::string) return a;
    if (a.kind() == Kind::bytes && base::find_invalid_utf8(a.as_string()) != std::string_view::npos)
        return Value::error("these bytes are no UTF-8 text");
    return Value::string(a.to_text());
}

Value to_bytes(Arguments arguments) {
    const Value& a = *arguments[0];
    return a.kind() == Kind::bytes ? a : Value::bytes(a.as_string());
}

Value to_timestamp(Arguments arguments) {
    const Value& a = *arguments[0];
    if (a.kind() == Kind::timestamp) return a;
    if (a.kind() == Kind::integer) {
        if (!base::is_in_range(a.as_integer())) return out_of_range(a, "timestamp");
        return Value::timestamp(base::Moment{a.as_integer(), 0});
    }
    const auto moment = base::parse_moment(a.as_string());
    return moment ? Value::timestamp(*moment) : unreadable(a, "timestamp");
}

Value to_duration(Arguments arguments) {
    const Value& a = *arguments[0];
    if (a.kind() == Kind::duration) return a;
    const auto span = base::parse_duration(a.as_string());
    return span ? Value::duration(*span) : unreadable(a, "duration");
}

} // namespace callflow::expr::calls
