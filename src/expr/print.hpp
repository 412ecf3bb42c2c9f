// Trees and values back to text.
#pragma once

#include "expr/ast.hpp"

#include <string>

namespace callflow::expr {

// The expression in one spelling, whatever its author's: one blank around binary operators and after commas and
// colons, none elsewhere; no parentheses but those that the tree needs; texts as append_literal() quotes
// them; comments are gone. Parsing it again gives the same tree, its ranges apart. The tree must be a
// whole one, as the parser makes it. Linear in its size, without recursion.
[[nodiscard]] std::string print(const Ast& ast);
// The same for the subtree of a node.
[[nodiscard]] std::string print(const Ast& ast, std::uint32_t node);

// A value as an expression that gives it: `1u`, `1.0`, `"a \"quoted\" text"`, `b"\xff"`, `[1, 2]`,
// `{"k": true}`, `timestamp("…")`, `duration("1.5s")`; doubles without a literal as `double("NaN")`. A type is its
// name; absent and error, which no expression gives, are `null` and the error's text.
void append_literal(std::string& out, const Value& value);

} // namespace callflow::expr
