// Text -> syntax tree. Private to expr.
#pragma once

#include <string_view>

#include "expr/lexer.hpp"

namespace callflow::expr {

// Parses one whole expression of CEL's grammar into `ast`; false, with `problem` set, at the first
// error.
[[nodiscard]] bool parse(std::string_view text, Ast& ast, Problem& problem);

}  // namespace callflow::expr
