// The simple grammar of an ask.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/tree.hpp"

namespace callflow::providers::tropo {

// `[4 DIGITS]`, `[1-4 DIGITS]`, `[ANY]`, words with commas between, concepts `sales(1, sales)`, or the address of a grammar.
void check_grammar(doc::View value, base::Diagnostics& diagnostics);

} // namespace callflow::providers::tropo
