// Which names can be told from what an expression gives.
#pragma once

#include "expr/expression.hpp"

#include <string>
#include <vector>

namespace callflow::expr {

// The names whose values go into the expression's value, dotted as they are written (`input.digits`, `account.pin`), each
// once: `digits.reverse()`, `"no " + digits`. A comparison, a test (`has`, `in`, `contains`, `matches`) and a size give
// none of it away, and the condition of `?:` decides only which of the others it is. An index behind a name ends the path.
[[nodiscard]] std::vector<std::string> shown_names(const Expression& expression);

} // namespace callflow::expr
