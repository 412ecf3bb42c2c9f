// Text -> syntax tree. Private to expr.
#pragma once

#include "expr/lexer.hpp"

#include <string_view>

namespace callflow::expr {

// Parses one whole expression of CEL's grammar into `ast`; false, with `problem` set, at the first
// error.
[[nodiscard]] bool parse(std::string_view text, Ast& ast, Problem& problem);

} // namespace callflow::expr
