// What operators and functions make of values. Private to expr. All give an error value where CEL
// has none; arguments of kind error come back as they are.
#pragma once

#include "expr/functions.hpp"
#include "expr/program.hpp"

#include <utility>
#include <vector>

namespace callflow::expr {

[[nodiscard]] Value no_overload(std::string_view what, const Value& a);
[[nodiscard]] Value no_overload(std::string_view what, const Value& a, const Value& b);

[[nodiscard]] Value negate(const Value& a);
// multiply, divide, modulo, add, subtract.
[[nodiscard]] Value calculate(Operation operation, const Value& a, const Value& b);
// less, less_equal, greater, greater_equal.
[[nodiscard]] Value order(Operation operation, const Value& a, const Value& b);
[[nodiscard]] Value contained(const Value& item, const Value& container);
[[nodiscard]] Value element(const Value& container, const Value& key);
[[nodiscard]] Value member(const Value& container, const Value& name);
[[nodiscard]] Value has_member(const Value& container, const Value& name);
// A map as a map literal makes it: a repeated key is an error.
[[nodiscard]] Value make_map(std::vector<std::pair<Value, Value>> entries);
// Whether default(a, b) gives b.
[[nodiscard]] bool is_empty(const Value& a);
// What a function of the table gives.
[[nodiscard]] Value call(Function function, Arguments arguments);
// text.matches(…) with a pattern that was compiled before.
[[nodiscard]] Value match(const base::Pattern& pattern, const Value& text);
// What that costs in steps where the text has so many bytes: RE2 may follow many ways through a pattern at once.
[[nodiscard]] std::uint64_t steps_of_match(const base::Pattern& pattern, std::uint64_t bytes);
// The same of two texts; the match, not the compilation, is paid from `left`, which is 0 after an error for want of it.
[[nodiscard]] Value match(const Value& text, const Value& pattern, std::uint64_t& left);
// The error that an evaluation ends in which does more than max_evaluation_steps.
[[nodiscard]] Value too_many_steps();

} // namespace callflow::expr
