#include "expr/compare.hpp"

#include "expr/value_heap.hpp"

#include <cmath>
#include <cstdint>

namespace callflow::expr {

namespace {

// The first power of two beyond the range; both are doubles without rounding.
constexpr double beyond_int = 9223372036854775808.0;
constexpr double beyond_uint = 18446744073709551616.0;

std::partial_ordering compare_int_real(std::int64_t a, double b) {
    if (std::isnan(b)) return std::partial_ordering::unordered;
    if (b >= beyond_int) return std::partial_ordering::less;
    if (b < -beyond_int) return std::partial_ordering::greater;
    // Within the range cutting the fraction off is exact, and the fraction decides between equals.
    const double whole = std::trunc(b);
    const auto number = static_cast<std::int64_t>(whole);
    if (a != number) return a <=> number;
    return whole <=> b;
}

std::partial_ordering compare_uint_real(std::uint64_t a, double b) {
    if (std::isnan(b)) return std::partial_ordering::unordered;
    if (b >= beyond_uint) return std::partial_ordering::less;
    if (b < 0) return std::partial_ordering::greater;
    const double whole = std::trunc(b);
    const auto number = static_cast<std::uint64_t>(whole);
    if (a != number) return a <=> number;
    return whole <=> b;
}

std::strong_ordering compare_int_uint(std::int64_t a, std::uint64_t b) {
    if (a < 0) return std::strong_ordering::less;
    return static_cast<std::uint64_t>(a) <=> b;
}

std::partial_ordering reversed(std::partial_ordering order) { return 0 <=> order; }

std::partial_ordering compare_with_int(std::int64_t a, const Value& b) {
    switch (b.kind()) {
    case Kind::integer: return a <=> b.as_integer();
    case Kind::unsigned_integer: return compare_int_uint(a, b.as_unsigned());
    default: return compare_int_real(a, b.as_real());
    }
}

std::partial_ordering compare_with_uint(std::uint64_t a, const Value& b) {
    switch (b.kind()) {
    case Kind::integer: return reversed(compare_int_uint(b.as_integer(), a));
    case Kind::unsigned_integer: return a <=> b.as_unsigned();
    default: return compare_uint_real(a, b.as_real());
    }
}

std::partial_ordering compare_with_real(double a, const Value& b) {
    switch (b.kind()) {
    case Kind::integer: return reversed(compare_int_real(b.as_integer(), a));
    case Kind::unsigned_integer: return reversed(compare_uint_real(b.as_unsigned(), a));
    default: return a <=> b.as_real();
    }
}

int key_rank(Kind kind) {
    if (kind == Kind::boolean) return 0;
    return kind == Kind::string ? 2 : 1;
}

bool equal_lists(std::span<const Value> a, std::span<const Value> b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!(a[i] == b[i])) return false;
    }
    return true;
}

bool equal_maps(const Value& a, const Value& b) {
    if (a.as_map().size() != b.as_map().size()) return false;
    for (const auto& [key, value] : a.as_map()) {
        const Value* other = ValueAccess::lookup(b, key);
        if (other == nullptr || !(value == *other)) return false;
    }
    return true;
}

} // namespace

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
    switch (a.kind()) {
    case Kind::integer: return compare_with_int(a.as_integer(), b);
    case Kind::unsigned_integer: return compare_with_uint(a.as_unsigned(), b);
    default: return compare_with_real(a.as_real(), b);
    }
}

bool are_ordered(Kind a, Kind b) {
    if (is_number(a) && is_number(b)) return true;
    return a == b &&
           (a == Kind::boolean || a == Kind::string || a == Kind::bytes || a == Kind::timestamp || a == Kind::duration);
}

std::partial_ordering compare(const Value& a, const Value& b) {
    switch (a.kind()) {
    case Kind::boolean: return a.as_boolean() <=> b.as_boolean();
    case Kind::string:
    case Kind::bytes: return a.as_string() <=> b.as_string();
    case Kind::timestamp: return a.as_timestamp() <=> b.as_timestamp();
    case Kind::duration: return a.as_integer() <=> b.as_integer();
    default: return compare_numbers(a, b);
    }
}

bool is_key(Kind kind) {
    return kind == Kind::boolean || kind == Kind::integer || kind == Kind::unsigned_integer || kind == Kind::string;
}

std::strong_ordering compare_keys(const Value& a, const Value& b) {
    if (key_rank(a.kind()) != key_rank(b.kind())) return key_rank(a.kind()) <=> key_rank(b.kind());
    const std::partial_ordering order = compare(a, b);
    // Keys are never doubles, so nothing is unordered here.
    if (order < 0) return std::strong_ordering::less;
    return order > 0 ? std::strong_ordering::greater : std::strong_ordering::equal;
}

bool operator==(const Value& a, const Value& b) {
    if (is_number(a.kind()) && is_number(b.kind())) return compare_numbers(a, b) == 0;
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
    case Kind::absent:
    case Kind::null: return true;
    case Kind::boolean: return a.as_boolean() == b.as_boolean();
    case Kind::list: return equal_lists(a.as_list(), b.as_list());
    case Kind::map: return equal_maps(a, b);
    case Kind::timestamp: return a.as_timestamp() == b.as_timestamp();
    case Kind::duration: return a.as_integer() == b.as_integer();
    default: return a.as_string() == b.as_string();
    }
}

} // namespace callflow::expr
