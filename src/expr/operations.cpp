// Operators.
#include "expr/operations.hpp"

#include "expr/compare.hpp"
#include "expr/value_heap.hpp"

#include <cmath>
#include <string>

namespace callflow::expr {

namespace {

std::string_view sign_of(Operation operation) {
    switch (operation) {
    case Operation::multiply: return "*";
    case Operation::divide: return "/";
    case Operation::modulo: return "%";
    case Operation::add: return "+";
    case Operation::subtract: return "-";
    case Operation::less: return "<";
    case Operation::less_equal: return "<=";
    case Operation::greater: return ">";
    default: return ">=";
    }
}

Value overflow() { return Value::error("the result is too large for its type"); }

template <class Number, class Make> Value calculate_whole(Operation operation, Number a, Number b, Make make) {
    Number out = 0;
    bool over = false;
    switch (operation) {
    case Operation::add: over = __builtin_add_overflow(a, b, &out); break;
    case Operation::subtract: over = __builtin_sub_overflow(a, b, &out); break;
    case Operation::multiply: over = __builtin_mul_overflow(a, b, &out); break;
    default:
        if (b == 0)
            return Value::error(operation == Operation::divide ? "division by zero"
                                                               : "remainder of a division by zero");
        // The one quotient that does not fit: the smallest int divided by -1.
        if (std::is_signed_v<Number> && b == static_cast<Number>(-1)) {
            if (__builtin_sub_overflow(Number{0}, a, &out)) return overflow();
            return make(operation == Operation::divide ? out : Number{0});
        }
        out = operation == Operation::divide ? static_cast<Number>(a / b) : static_cast<Number>(a % b);
    }
    return over ? overflow() : make(out);
}

Value calculate_real(Operation operation, double a, double b) {
    switch (operation) {
    case Operation::add: return Value::real(a + b);
    case Operation::subtract: return Value::real(a - b);
    case Operation::multiply: return Value::real(a * b);
    default:
        // IEEE 754 gives infinity or NaN for a zero divisor; the compiler must not take it for
        // undefined.
        if (b == 0)
            return Value::real(a == 0 || std::isnan(a) ? std::nan("")
                                                       : std::copysign(HUGE_VAL, a) * std::copysign(1.0, b));
        return Value::real(a / b);
    }
}

Value calculate_time(Operation operation, const Value& a, const Value& b) {
    const bool add = operation == Operation::add;
    const bool subtract = operation == Operation::subtract;
    const bool moment_a = a.kind() == Kind::timestamp;
    const bool moment_b = b.kind() == Kind::timestamp;
    if ((!add && !subtract) || (add && moment_a && moment_b) || (subtract && !moment_a && moment_b))
        return no_overload(sign_of(operation), a, b);
    if (moment_a && moment_b) {
        const std::optional<std::int64_t> span = base::between(b.as_timestamp(), a.as_timestamp());
        return span ? Value::duration(*span) : overflow();
    }
    std::int64_t span = moment_a ? 0 : a.as_integer();
    const std::int64_t other = moment_b ? 0 : b.as_integer();
    const bool over = add ? __builtin_add_overflow(span, other, &span) : __builtin_sub_overflow(span, other, &span);
    if (over) return overflow();
    if (!moment_a && !moment_b) return Value::duration(span);
    const std::optional<base::Moment> moved = base::later((moment_a ? a : b).as_timestamp(), span);
    return moved ? Value::timestamp(*moved) : overflow();
}

Value join_texts(const Value& a, const Value& b) {
    if (a.as_string().size() + b.as_string().size() > max_text_bytes) return Value::error("this text is too long");
    std::string out;
    out.reserve(a.as_string().size() + b.as_string().size());
    out += a.as_string();
    out += b.as_string();
    return a.kind() == Kind::string ? Value::string(out) : Value::bytes(out);
}

Value join_lists(const Value& a, const Value& b) {
    if (a.as_list().empty()) return b;
    if (b.as_list().empty()) return a;
    std::vector<Value> items;
    items.reserve(a.as_list().size() + b.as_list().size());
    items.insert(items.end(), a.as_list().begin(), a.as_list().end());
    items.insert(items.end(), b.as_list().begin(), b.as_list().end());
    return Value::list(std::move(items));
}

bool is_time(Kind kind) { return kind == Kind::timestamp || kind == Kind::duration; }

Value no_key(const Value& key) {
    if (key.kind() == Kind::string) return Value::error("there is no key \"" + std::string(key.as_string()) + "\"");
    return Value::error("there is no key " + key.to_text());
}

// The number of a list's element; nullopt for what counts nothing.
std::optional<std::uint64_t> position(const Value& key) {
    const Value least = Value::integer(0);
    if (!is_number(key.kind()) || !(compare_numbers(key, least) >= 0)) return std::nullopt;
    if (key.kind() == Kind::integer) return static_cast<std::uint64_t>(key.as_integer());
    if (key.kind() == Kind::unsigned_integer) return key.as_unsigned();
    const double number = key.as_real();
    if (number >= 9007199254740992.0 || number != std::trunc(number)) return std::nullopt;
    return static_cast<std::uint64_t>(number);
}

} // namespace

Value no_overload(std::string_view what, const Value& a) {
    return Value::error("there is no " + std::string(what) + " of " + std::string(to_string(a.kind())));
}

Value no_overload(std::string_view what, const Value& a, const Value& b) {
    return Value::error("there is no " + std::string(what) + " of " + std::string(to_string(a.kind())) + " and " +
                        std::string(to_string(b.kind())));
}

Value negate(const Value& a) {
    if (a.is_error()) return a;
    if (a.kind() == Kind::integer)
        return calculate_whole(Operation::subtract, std::int64_t{0}, a.as_integer(), Value::integer);
    if (a.kind() == Kind::real) return Value::real(-a.as_real());
    return no_overload("-", a);
}

Value calculate(Operation operation, const Value& a, const Value& b) {
    if (a.is_error()) return a;
    if (b.is_error()) return b;
    if (is_time(a.kind()) && is_time(b.kind())) return calculate_time(operation, a, b);
    if (a.kind() != b.kind()) return no_overload(sign_of(operation), a, b);
    const bool add = operation == Operation::add;
    switch (a.kind()) {
    case Kind::integer: return calculate_whole(operation, a.as_integer(), b.as_integer(), Value::integer);
    case Kind::unsigned_integer:
        return calculate_whole(operation, a.as_unsigned(), b.as_unsigned(), Value::unsigned_integer);
    case Kind::real:
        if (operation != Operation::modulo) return calculate_real(operation, a.as_real(), b.as_real());
        break;
    case Kind::string:
    case Kind::bytes:
        if (add) return join_texts(a, b);
        break;
    case Kind::list:
        if (add) return join_lists(a, b);
        break;
    default: break;
    }
    return no_overload(sign_of(operation), a, b);
}

Value order(Operation operation, const Value& a, const Value& b) {
    if (a.is_error()) return a;
    if (b.is_error()) return b;
    if (!are_ordered(a.kind(), b.kind())) return no_overload(sign_of(operation), a, b);
    const std::partial_ordering result = compare(a, b);
    switch (operation) {
    case Operation::less: return Value::boolean(result < 0);
    case Operation::less_equal: return Value::boolean(result <= 0);
    case Operation::greater: return Value::boolean(result > 0);
    default: return Value::boolean(result >= 0);
    }
}

Value contained(const Value& item, const Value& container) {
    if (item.is_error()) return item;
    if (container.is_error()) return container;
    if (container.kind() == Kind::map) return Value::boolean(ValueAccess::lookup(container, item) != nullptr);
    if (container.kind() != Kind::list) return no_overload("in", item, container);
    for (const Value& one : container.as_list()) {
        if (one == item) return Value::boolean(true);
    }
    return Value::boolean(false);
}

Value element(const Value& container, const Value& key) {
    if (container.is_error()) return container;
    if (key.is_error()) return key;
    if (container.kind() == Kind::map) {
        const Value* found = ValueAccess::lookup(container, key);
        return found == nullptr ? no_key(key) : *found;
    }
    if (container.kind() != Kind::list) return no_overload("[]", container, key);
    const std::optional<std::uint64_t> at = position(key);
    if (!is_number(key.kind())) return no_overload("[]", container, key);
    if (!at || *at >= container.as_list().size())
        return Value::error("index " + key.to_text() + " is outside a list of " +
                            std::to_string(container.as_list().size()));
    return container.as_list()[*at];
}

// As an author writes it.
static std::string kind_word(Kind kind) { return kind == Kind::null ? "null" : std::string(to_string(kind)); }

Value member(const Value& container, const Value& name) {
    if (container.is_error()) return container;
    if (container.kind() != Kind::map)
        return Value::error(kind_word(container.kind()) + " has no field " + std::string(name.as_string()));
    const Value* found = container.find(name.as_string());
    return found == nullptr ? no_key(name) : *found;
}

Value has_member(const Value& container, const Value& name) {
    if (container.is_error()) return container;
    if (container.kind() != Kind::map) return Value::error(kind_word(container.kind()) + " has no fields");
    return Value::boolean(container.find(name.as_string()) != nullptr);
}

Value make_map(std::vector<std::pair<Value, Value>> entries) {
    const std::size_t count = entries.size();
    Value made = Value::map(std::move(entries));
    if (made.kind() == Kind::map && made.as_map().size() != count) return Value::error("a key of this map is repeated");
    return made;
}

bool is_empty(const Value& a) {
    switch (a.kind()) {
    case Kind::absent:
    case Kind::null:
    case Kind::error: return true;
    case Kind::string:
    case Kind::bytes: return a.as_string().empty();
    case Kind::list: return a.as_list().empty();
    case Kind::map: return a.as_map().empty();
    default: return false;
    }
}

} // namespace callflow::expr
