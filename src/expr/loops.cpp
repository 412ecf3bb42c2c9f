#include "expr/loops.hpp"

#include "expr/operations.hpp"
#include "expr/value_heap.hpp"

#include <string>

namespace callflow::expr {

namespace {

constexpr std::uint32_t gathered = 0;
constexpr std::uint32_t range_of_loop = 1;
constexpr std::uint32_t position_in_range = 2;

Value unexpected(std::string_view expected, const Value& found) {
    return Value::error("expected " + std::string(expected) + ", found " + std::string(to_string(found.kind())));
}

// A list that somebody filled in from outside may have gaps, and a temporary is never absent.
Value present(const Value& value) { return value.is_absent() ? Value::null() : value; }

} // namespace

bool Loop::fail(Value error) {
    at_[gathered] = std::move(error);
    return false;
}

bool Loop::begin(const Value& range, const Value& initial) {
    Value held = range; // it may lie where the loop is about to write
    if (held.is_error()) return fail(std::move(held));
    if (held.kind() != Kind::list && held.kind() != Kind::map) return fail(unexpected("list or map", held));
    at_[range_of_loop] = std::move(held);
    at_[position_in_range] = Value::integer(0);
    at_[gathered] = initial;
    return true;
}

bool Loop::next(std::uint32_t variables) {
    const Value& range = at_[range_of_loop];
    const std::int64_t position = at_[position_in_range].as_integer();
    const auto index = static_cast<std::size_t>(position);
    Value* variable = at_ + first_variable;
    if (range.kind() == Kind::list) {
        const auto items = range.as_list();
        if (index == items.size()) return false;
        if (variables == 2) *variable++ = Value::integer(position);
        *variable = present(items[index]);
    } else {
        const auto entries = range.as_map();
        if (index == entries.size()) return false;
        *variable++ = entries[index].first;
        if (variables == 2) *variable = present(entries[index].second);
    }
    at_[position_in_range] = Value::integer(position + 1);
    return true;
}

bool Loop::add(Value item) {
    if (item.is_error()) return fail(std::move(item));
    return ValueAccess::push(at_[gathered], std::move(item)) || fail(Value::error("this list is too large"));
}

bool Loop::put(const Value& key, Value value) {
    if (value.is_error()) return fail(std::move(value));
    return add(key) && add(std::move(value));
}

bool Loop::merge(const Value& map) {
    if (map.is_error()) return fail(map);
    if (map.kind() != Kind::map) return fail(unexpected("map", map));
    for (const auto& [key, value] : map.as_map()) {
        if (!add(key) || !add(value)) return false;
    }
    return true;
}

void Loop::finish_one() {
    if (!at_[gathered].is_error()) at_[gathered] = Value::boolean(at_[gathered].as_integer() == 1);
}

void Loop::finish_map() {
    if (at_[gathered].is_error()) return;
    const auto parts = at_[gathered].as_list();
    std::vector<std::pair<Value, Value>> entries;
    entries.reserve(parts.size() / 2);
    for (std::size_t i = 0; i < parts.size(); i += 2) entries.emplace_back(parts[i], parts[i + 1]);
    at_[gathered] = make_map(std::move(entries));
}

} // namespace callflow::expr
