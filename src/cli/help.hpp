// Help made from the records.
#pragma once

#include "cli/command.hpp"

#include <string>
#include <vector>

namespace callflow::cli {

// `callflow --help`: what it is, all commands by group.
[[nodiscard]] std::string overview_text();
// `callflow COMMAND --help`.
[[nodiscard]] std::string help_text(const Command& command);
// The README's table of commands, in Markdown.
[[nodiscard]] std::string commands_table();

// What help and man pages have in common.

// The exit statuses of a command: its own words where it has some, else those of every command.
[[nodiscard]] std::vector<Status> statuses_of(const Command& command);
// An option's help with its choices, default and environment variable.
[[nodiscard]] std::string full_help(const Option& option);
// The same for a positional.
[[nodiscard]] std::string full_help(const Positional& positional);

} // namespace callflow::cli
