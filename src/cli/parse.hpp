// Command line -> values.
#pragma once

#include "base/result.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"

#include <span>
#include <string>

namespace callflow::cli {

// Whether the words after a command's name ask for its help.
[[nodiscard]] bool asks_for_help(std::span<const std::string> words);

// Reads the words after a command's name by its record; then the environment for options that take
// it and were not given. The error is of kind usage and names the word that is wrong and the
// nearest right one.
[[nodiscard]] base::Result<Values> parse(const Command& command, std::span<const std::string> words,
                                         const Environment& environment);

// The environment variable of an option: `CALLFLOW_FAIL_ON` for `fail-on`.
[[nodiscard]] std::string variable_of(const Option& option);

} // namespace callflow::cli
