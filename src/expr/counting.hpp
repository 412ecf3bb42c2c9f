// What an expression counts.
#pragma once

#include "expr/expression.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace callflow::expr {

// What `x + 1`, `1 + x` or `x - 1` adds to the name, which is x; nothing for any other expression.
[[nodiscard]] std::optional<std::int64_t> step_of(const Expression& value, std::string_view name);

} // namespace callflow::expr
