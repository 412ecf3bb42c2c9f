// The math extension.
#include "expr/calls.hpp"
#include "expr/compare.hpp"

#include <cmath>

namespace callflow::expr::calls {

namespace {

double real(Arguments arguments) { return arguments[0]->as_real(); }

bool is_no_number(const Value& value) { return value.kind() == Kind::real && std::isnan(value.as_real()); }

// The first of the greatest or the least among numbers of any kinds; NaN wherever there is one, as in arithmetic.
class Extreme {
public:
    Extreme(std::string_view name, bool greatest) : name_(name), greatest_(greatest) {}

    Value of(Arguments arguments) const {
        if (arguments[0]->kind() == Kind::list) return of_list(arguments[0]->as_list());
        const Value* best = arguments[0];
        for (const Value* other : arguments.subspan(1)) best = better(best, other);
        return *best;
    }

private:
    Value of_list(std::span<const Value> items) const {
        if (items.empty()) return Value::error(std::string(name_) + "() of an empty list");
        const Value* best = items.data();
        for (const Value& item : items) {
            if (!is_number(item.kind()))
                return Value::error("no such overload: " + std::string(name_) + "() of a list with " +
                                    std::string(to_string(item.kind())));
            best = better(best, &item);
        }
        return *best;
    }
    [[nodiscard]] const Value* better(const Value* best, const Value* other) const {
        if (is_no_number(*best)) return best;
        const std::partial_ordering order = compare_numbers(*other, *best);
        return is_no_number(*other) || (greatest_ ? order > 0 : order < 0) ? other : best;
    }

    std::string_view name_;
    bool greatest_;
};

// For both kinds of whole numbers: what `operation` makes of their bits.
template <class Operation> Value bits(Arguments arguments, Operation operation) {
    const Value& a = *arguments[0];
    const Value& b = *arguments.back();
    if (a.kind() == Kind::unsigned_integer) return Value::unsigned_integer(operation(a.as_unsigned(), b.as_unsigned()));
    return Value::integer(static_cast<std::int64_t>(
        operation(static_cast<std::uint64_t>(a.as_integer()), static_cast<std::uint64_t>(b.as_integer()))));
}

Value shift(Arguments arguments, bool left) {
    const Value& a = *arguments[0];
    const std::int64_t by = arguments[1]->as_integer();
    if (by < 0) return Value::error("a shift by " + arguments[1]->to_text() + " bits, which is negative");
    const bool natural = a.kind() == Kind::unsigned_integer;
    const std::uint64_t from = natural ? a.as_unsigned() : static_cast<std::uint64_t>(a.as_integer());
    std::uint64_t out = 0;
    if (by < 64) out = left ? from << by : from >> by; // the sign's bit is one like the others
    return natural ? Value::unsigned_integer(out) : Value::integer(static_cast<std::int64_t>(out));
}

} // namespace

Value greatest(Arguments arguments) { return Extreme("math.greatest", true).of(arguments); }
Value least(Arguments arguments) { return Extreme("math.least", false).of(arguments); }

Value ceil(Arguments arguments) { return Value::real(std::ceil(real(arguments))); }
Value floor(Arguments arguments) { return Value::real(std::floor(real(arguments))); }
Value round(Arguments arguments) { return Value::real(std::round(real(arguments))); } // ties away from zero
Value trunc(Arguments arguments) { return Value::real(std::trunc(real(arguments))); }

Value abs(Arguments arguments) {
    const Value& a = *arguments[0];
    if (a.kind() == Kind::real) return Value::real(std::fabs(a.as_real()));
    if (a.kind() == Kind::unsigned_integer || a.as_integer() >= 0) return a;
    if (a.as_integer() == INT64_MIN) return Value::error("the result is too large for its type");
    return Value::integer(-a.as_integer());
}

Value sign(Arguments arguments) {
    const Value& a = *arguments[0];
    if (a.kind() == Kind::unsigned_integer) return Value::unsigned_integer(a.as_unsigned() == 0 ? 0 : 1);
    if (a.kind() == Kind::integer) return Value::integer((a.as_integer() > 0 ? 1 : 0) - (a.as_integer() < 0 ? 1 : 0));
    if (std::isnan(a.as_real())) return a;
    return Value::real((a.as_real() > 0 ? 1.0 : 0.0) - (a.as_real() < 0 ? 1.0 : 0.0));
}

Value sqrt(Arguments arguments) {
    const Value& a = *arguments[0];
    if (a.kind() == Kind::real) return Value::real(std::sqrt(a.as_real()));
    if (a.kind() == Kind::integer) return Value::real(std::sqrt(static_cast<double>(a.as_integer())));
    return Value::real(std::sqrt(static_cast<double>(a.as_unsigned())));
}

Value is_nan(Arguments arguments) { return Value::boolean(std::isnan(real(arguments))); }
Value is_inf(Arguments arguments) { return Value::boolean(std::isinf(real(arguments))); }
Value is_finite(Arguments arguments) { return Value::boolean(std::isfinite(real(arguments))); }

Value bit_and(Arguments arguments) {
    return bits(arguments, [](std::uint64_t a, std::uint64_t b) { return a & b; });
}
Value bit_or(Arguments arguments) {
    return bits(arguments, [](std::uint64_t a, std::uint64_t b) { return a | b; });
}
Value bit_xor(Arguments arguments) {
    return bits(arguments, [](std::uint64_t a, std::uint64_t b) { return a ^ b; });
}
Value bit_not(Arguments arguments) {
    return bits(arguments, [](std::uint64_t a, std::uint64_t) { return ~a; });
}
Value bit_shift_left(Arguments arguments) { return shift(arguments, true); }
Value bit_shift_right(Arguments arguments) { return shift(arguments, false); }

} // namespace callflow::expr::calls
