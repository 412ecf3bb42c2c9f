// The grammar of an ask: whether it can be understood, and matched.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/tree.hpp"

namespace callflow::providers::tropo {

// `choices`: the object; its value (CF5206) and the value beside its mode. Grammars that stand elsewhere are passed over.
void check_grammar(doc::View choices, base::Diagnostics& diagnostics);

} // namespace callflow::providers::tropo
