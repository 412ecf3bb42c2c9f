// The names every expression sees besides the flow's vars.
#pragma once

#include "expr/scope.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace callflow::flow {

// Slots of the plain builtin names in a scope.
struct BuiltinSlots {
    expr::Slot event = 0;   // string
    expr::Slot actor = 0;   // string, empty without one
    expr::Slot state = 0;   // string; the old state in `before`
    expr::Slot attempt = 0; // int, from 1
    expr::Slot now = 0;     // timestamp
    expr::Slot params = 0;  // map(string, dyn): the provider's raw parameters
};

// Declares event, actor, state, attempt, now, params and the records call, transition, input, and
// the keyed record inputs (keys are added by whoever knows the states). The fields are
// flow-language.md section 3's vocabulary.
BuiltinSlots declare_builtins(expr::Scope& scope);

// Fields of `input`, `call` and `transition` with their types, for documentation, decoders and
// scenarios.
[[nodiscard]] std::span<const expr::Field> input_fields();
[[nodiscard]] std::span<const expr::Field> call_fields();
[[nodiscard]] std::span<const expr::Field> transition_fields();
// The words that a field of `input` can be, whichever provider says it; empty where it is not one of a few words. A test
// holds the providers' own words against it.
[[nodiscard]] std::span<const std::string_view> input_words(std::string_view field);

// Names that a state, var, actor or event may not have: same, next, the builtins, CEL's words.
[[nodiscard]] bool is_reserved(std::string_view name);
// All of them, sorted.
[[nodiscard]] std::span<const std::string_view> reserved_names();

} // namespace callflow::flow
