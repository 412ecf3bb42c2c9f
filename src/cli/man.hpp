// Manual pages made from the records, in mdoc.
#pragma once

#include "cli/command.hpp"

#include <string>

namespace callflow::cli {

// callflow(1): what it is, all commands, what they have in common.
[[nodiscard]] std::string overview_page();
// callflow-COMMAND(1).
[[nodiscard]] std::string man_page(const Command& command);
// What callflow-flow(5) says of each verb and its attributes: sub-sections.
[[nodiscard]] std::string verbs_section();
// What callflow-replay(1) says of logs.
[[nodiscard]] std::string log_formats_section();

} // namespace callflow::cli
