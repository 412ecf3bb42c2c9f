// Answers that would call nobody.
#pragma once

#include "flow/verb.hpp"
#include "providers/findings.hpp"

#include <optional>

namespace callflow::providers {

// The answer without its dials whose numbers and addresses values have left empty: with an `action` the call goes there, and is told of
// no outcome; without one what follows is next. Nothing where every dial calls somebody, as nearly all do.
[[nodiscard]] std::optional<flow::ResolvedResponse> without_nobody(const flow::ResolvedResponse& response,
                                                                   const Findings& findings);

} // namespace callflow::providers
