// All commands.
#pragma once

#include "cli/command.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace callflow::cli {

// Every command, in the order in which they are listed everywhere.
[[nodiscard]] std::span<const Command* const> commands();
// By name; null where there is none.
[[nodiscard]] const Command* find_command(std::string_view name);
// The groups commands are listed under, in order.
[[nodiscard]] std::span<const std::string_view> groups();

// All options of a command, its own first.
[[nodiscard]] std::vector<const Option*> options_of(const Command& command);

} // namespace callflow::cli
