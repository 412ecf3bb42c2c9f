#include "engine/values.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>

namespace callflow::engine {
namespace {

using expr::Kind;
using expr::Type;
using expr::Value;

bool is_number(Kind kind) { return kind == Kind::integer || kind == Kind::unsigned_integer || kind == Kind::real; }

// Less, equal, greater as -1, 0, 1; nullopt where the two cannot be compared.
std::optional<int> compare(const Value& a, const Value& b) {
    const auto sign = [](auto x, auto y) { return x < y ? -1 : (y < x ? 1 : 0); };
    if (a.kind() == b.kind()) {
        switch (a.kind()) {
        case Kind::timestamp: return sign(a.as_timestamp(), b.as_timestamp());
        case Kind::integer:
        case Kind::duration: return sign(a.as_integer(), b.as_integer());
        case Kind::unsigned_integer: return sign(a.as_unsigned(), b.as_unsigned());
        case Kind::real:
            if (std::isnan(a.as_real()) || std::isnan(b.as_real())) return std::nullopt;
            return sign(a.as_real(), b.as_real());
        case Kind::string: return sign(a.as_string(), b.as_string());
        default: return std::nullopt;
        }
    }
    if (!is_number(a.kind()) || !is_number(b.kind())) return std::nullopt;
    const auto wide = [](const Value& value) -> long double {
        if (value.kind() == Kind::integer) return static_cast<long double>(value.as_integer());
        if (value.kind() == Kind::unsigned_integer) return static_cast<long double>(value.as_unsigned());
        return value.as_real();
    };
    if (std::isnan(wide(a)) || std::isnan(wide(b))) return std::nullopt;
    return sign(wide(a), wide(b));
}

bool same_kind(const Value& value, const Type& type) {
    switch (type.tag) {
    case Type::Tag::dyn: return true;
    case Type::Tag::plain: return value.kind() == type.kind;
    case Type::Tag::list: return value.kind() == Kind::list;
    case Type::Tag::map: return value.kind() == Kind::map;
    case Type::Tag::record: return false;
    }
    return false;
}

std::optional<Value> as_number(const Value& value, Kind kind) {
    constexpr double two_to_63 = 9223372036854775808.0;
    if (kind == Kind::real) {
        if (value.kind() == Kind::integer) return Value::real(static_cast<double>(value.as_integer()));
        if (value.kind() == Kind::unsigned_integer) return Value::real(static_cast<double>(value.as_unsigned()));
        return std::nullopt;
    }
    if (kind == Kind::integer) {
        if (value.kind() == Kind::unsigned_integer && value.as_unsigned() <= INT64_MAX)
            return Value::integer(static_cast<std::int64_t>(value.as_unsigned()));
        if (value.kind() == Kind::real && std::trunc(value.as_real()) == value.as_real() &&
            value.as_real() >= -two_to_63 && value.as_real() < two_to_63)
            return Value::integer(static_cast<std::int64_t>(value.as_real()));
        return std::nullopt;
    }
    if (kind == Kind::unsigned_integer && value.kind() == Kind::integer && value.as_integer() >= 0)
        return Value::unsigned_integer(static_cast<std::uint64_t>(value.as_integer()));
    return std::nullopt;
}

} // namespace

std::optional<Value> converted(const Value& value, const Type& type) {
    if (same_kind(value, type)) return value;
    if (type.tag != Type::Tag::plain) return std::nullopt;
    if (is_number(type.kind) && is_number(value.kind())) return as_number(value, type.kind);
    if (value.kind() == Kind::string) return expr::parse_plain(value.as_string(), type);
    if (type.kind == Kind::string && (is_number(value.kind()) || value.kind() == Kind::boolean))
        return Value::string(value.to_text());
    return std::nullopt;
}

bool fits(Value& value, const Type& type) {
    if (value.is_absent()) value = expr::empty_value(type);
    if (same_kind(value, type)) return true;
    if (type.tag != Type::Tag::plain || !is_number(type.kind) || !is_number(value.kind())) return false;
    std::optional<Value> number = as_number(value, type.kind);
    if (number) value = std::move(*number);
    return number.has_value();
}

std::string outside_domain(const flow::Var& var, const Value& value) {
    const auto shown = [&] { return var.sensitive ? std::string("the value") : base::quoted(value.to_text()); };
    const expr::Domain& domain = var.domain;
    if (!domain.values.empty()) {
        const bool known = value.kind() == Kind::string
                               ? std::ranges::find(domain.values, value.as_string()) != domain.values.end()
                               : std::ranges::find(domain.values, value.to_text()) != domain.values.end();
        if (!known) {
            std::string list;
            for (const std::string& one : domain.values) list += (list.empty() ? "" : ", ") + base::printable(one);
            return shown() + " is not one of " + (var.sensitive ? "the values it may have" : list);
        }
    }
    const auto beyond = [&](const std::optional<Value>& bound, int wrong) {
        if (!bound) return false;
        const std::optional<int> order = compare(value, *bound);
        return !order || *order == wrong;
    };
    if (beyond(domain.minimum, -1)) return shown() + " is less than " + domain.minimum->to_text();
    if (beyond(domain.maximum, 1)) return shown() + " is more than " + domain.maximum->to_text();
    return {};
}

} // namespace callflow::engine
