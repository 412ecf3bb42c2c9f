// Compiling `check:` before a run.
#pragma once

#include "base/diagnostic.hpp"
#include "flow/model.hpp"
#include "scenario/scenario.hpp"

namespace callflow::scenario {

// Compiles an expectation's `check:` with the flow's names, to which it adds `response` (the first provider's document),
// `effects` (as `expect` writes them), `heard` and `billed` where no var has those names; so before a Machine is made of the flow, which then keeps
// up what the expression reads. What is wrong with it is said at its place.
void compile_condition(flow::Flow& flow, Expect& expect, base::Diagnostics& diagnostics);

} // namespace callflow::scenario
