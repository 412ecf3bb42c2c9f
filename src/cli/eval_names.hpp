// The names an expression on the command line may use.
#pragma once

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "cli/load.hpp"
#include "expr/expression.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace callflow::cli {

// Names of `--set name=value`: the scope and its slots. Plain values are bool, int, double or text, whichever they look
// like; what begins with [, { or " is JSON, so that "1" is a text. A name stands once, and may have dots in it.
struct SetNames {
    expr::Scope scope;
    std::vector<expr::Value> slots;
};
// Reads them. What is wrong in a JSON value is a finding in `inputs`, with its place.
[[nodiscard]] base::Result<SetNames> read_set_names(const Values& values, Inputs& inputs);

// The slots of a call to the flow that is about to begin, vars set as `--set` says. The expression must have been compiled
// in the flow's scope before.
[[nodiscard]] base::Result<std::vector<expr::Value>> slots_of_new_call(const flow::Flow& flow, const Settings& settings,
                                                                       std::int64_t now);

// Of an expression that errs: the innermost part of it that errs so by itself, as bytes of its text; the whole where no
// part does, as in a macro. Compiles parts of the text in the scope, a bounded number of them.
[[nodiscard]] base::Span failing_part(const expr::Expression& expression, expr::Scope& scope,
                                      std::span<const expr::Value> slots, base::FileId file);

} // namespace callflow::cli
