// Values on their way into slots. Private to the machine.
#pragma once

#include "expr/value.hpp"
#include "flow/model.hpp"

#include <optional>
#include <string>

namespace callflow::engine {

// `value` as one of type `type` where that loses nothing: itself, an int as a double or uint, plain
// text read as the type, a scalar's text for a string. nullopt where it is of another kind.
[[nodiscard]] std::optional<expr::Value> converted(const expr::Value& value, const expr::Type& type);
// The narrower form for what an expression gives: itself, or a number of another kind that is the
// same number. False where the kind is wrong.
[[nodiscard]] bool fits(expr::Value& value, const expr::Type& type);

// What is wrong with a value for a var's `values`, `min` and `max`; empty when nothing is. Values
// of sensitive vars are not shown.
[[nodiscard]] std::string outside_domain(const flow::Var& var, const expr::Value& value);

} // namespace callflow::engine
