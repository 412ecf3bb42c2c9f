// Commands that do several things: `cdr read`, `track report`.
#pragma once

#include "base/result.hpp"
#include "cli/command.hpp"
#include "cli/values.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace callflow::cli {

// The names of a row, `read report`, one by one; they live as long as the row.
[[nodiscard]] std::vector<std::string_view> actions_of(const OfActions& row);
// Whether an action has the option; true for options that no row names.
[[nodiscard]] bool has_option(std::span<const OfActions> all, std::string_view action, std::string_view option);

// An error of kind usage for the first option of another action that was written on the command line: settings of a file and of the
// environment are for whichever action has them.
[[nodiscard]] base::Result<void> check_options(const Values& values, std::span<const OfActions> all,
                                               std::string_view action);

} // namespace callflow::cli
