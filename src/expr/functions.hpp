// The functions that expressions may call. Private to expr.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace callflow::expr {

enum class Function : std::uint8_t {
    not_yet, // of CEL, but of no use in this version
    size,
    contains,
    starts_with,
    ends_with,
    to_bool,
    to_bytes,
    to_double,
    to_int,
    to_string,
    to_uint,
    to_dyn,
    or_default, // default(a, b)
    to_json,
};

// How a function is called: size(x) or x.size().
enum class Style : std::uint8_t { global = 1, method = 2, both = 3 };

struct FunctionInfo {
    std::string_view name;
    Function function = Function::not_yet;
    Style style = Style::global;
    std::uint8_t arguments = 1; // the receiver included; checked only where it can be called
    bool binds = false;         // a macro: its first argument names a variable for the others
};

// The function called so, or null.
[[nodiscard]] const FunctionInfo* find_function(std::string_view name);
// All names, for suggestions.
[[nodiscard]] std::vector<std::string_view> function_names();

[[nodiscard]] inline bool allows(Style style, bool method) {
    return (static_cast<unsigned>(style) & (method ? 2u : 1u)) != 0;
}

} // namespace callflow::expr
