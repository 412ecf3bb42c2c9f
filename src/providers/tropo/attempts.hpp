// Gathers that ask again, which are the attempts of one ask.
#pragma once

#include "flow/verb.hpp"

#include <vector>

namespace callflow::providers::tropo {

// Gathers in a row that ask the same and have the same address become one with `attempts`: in a Tropo document only one can have an
// address, and what follows an ask that was answered is the next step. What is said between them, or in front of the first one's
// prompt, is said after silence (`event: timeout`). Others stay as they are: two different prompts cannot be said so, since the
// plain prompt is heard at every attempt. Returns whether anything was joined.
bool join_attempts(std::vector<flow::ResolvedVerb>& verbs);

} // namespace callflow::providers::tropo
