// Commands that do several things: `cdr read`, `track report`.
#pragma once

#include "base/result.hpp"
#include "cli/values.hpp"

#include <span>
#include <string_view>

namespace callflow::cli {

// An option that only some actions have, and these, with blanks between.
struct OfActions {
    std::string_view option, actions;
};

// An error of kind usage for the first option of another action that was written on the command line: settings of a file and of the
// environment are for whichever action has them.
[[nodiscard]] base::Result<void> check_options(const Values& values, std::span<const OfActions> all,
                                               std::string_view action);

} // namespace callflow::cli
