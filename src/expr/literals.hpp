// Tokens of literals -> values. Private to expr.
#pragma once

#include "expr/lexer.hpp"

#include <string_view>

namespace callflow::expr {

// The value of a token of kind integer, unsigned_integer, real, string or bytes; with `negative` of
// the minus sign and the number together. Where there is none (out of range, a wrong escape): an
// absent value, and `problem` says why.
[[nodiscard]] Value read_literal(std::string_view text, const Token& token, bool negative, Problem& problem);

} // namespace callflow::expr
