// Order of values. Private to expr.
#pragma once

#include "expr/value.hpp"

#include <compare>

namespace callflow::expr {

[[nodiscard]] inline bool is_number(Kind kind) {
    return kind == Kind::integer || kind == Kind::unsigned_integer || kind == Kind::real;
}

// Numbers of any kinds, compared as the exact numbers they are; NaN is unordered.
[[nodiscard]] std::partial_ordering compare_numbers(const Value& a, const Value& b);

// Whether CEL has an order for values of these kinds (`<`).
[[nodiscard]] bool are_ordered(Kind a, Kind b);
// The order of two values for which are_ordered() holds. Texts by code point, bytes by octet.
[[nodiscard]] std::partial_ordering compare(const Value& a, const Value& b);

// What a map can have as a key: bool, int, uint, string.
[[nodiscard]] bool is_key(Kind kind);
// A total order of keys; an int and a uint of the same number are one key.
[[nodiscard]] std::strong_ordering compare_keys(const Value& a, const Value& b);

} // namespace callflow::expr
