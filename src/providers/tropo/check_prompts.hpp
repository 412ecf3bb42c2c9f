// Checks of what the actions of a Tropo document say.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/tree.hpp"

#include <string_view>

namespace callflow::providers::tropo {

// Of a say: an address with blanks, SSML that cannot be read or that is no SSML to Tropo.
void check_value(doc::View say, base::Diagnostics& diagnostics);
// The events of an action's says: those that never happen, and all of them where nothing can fail.
void check_prompts(doc::View say, std::string_view action, base::Diagnostics& diagnostics);
// Those of an ask or record for a failure behind which there is no other attempt.
void check_attempts(doc::View action, std::string_view name, base::Diagnostics& diagnostics);
// What is said while machine detection listens.
void check_introduction(doc::View detection, base::Diagnostics& diagnostics);

} // namespace callflow::providers::tropo
