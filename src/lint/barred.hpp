// Numbers that settings bar, where they are written out in a flow.
#pragma once

#include "base/diagnostic.hpp"
#include "flow/model.hpp"

#include <span>
#include <string>

namespace callflow::lint {

// Each number of a verb, a transfer, a dialplan or a new call that begins as one of `barred` is a finding of the rule premium_number,
// of severity error: those that are computed are refused when they are.
void check_barred(const flow::Flow& flow, std::span<const std::string> barred, base::Diagnostics& diagnostics);

} // namespace callflow::lint
