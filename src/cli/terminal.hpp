// What stdout can show, and where a result goes.
#pragma once

#include "cli/exit_status.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"

#include <string>
#include <string_view>

namespace callflow::cli {

// Whether text for people gets colour on a stream that is a terminal or not: `--color`, else NO_COLOR and TERM.
[[nodiscard]] bool wants_color(const Values& values, const Io& io, bool is_terminal);

// Hands a result over: to the file that `--output` names, else to stdout (`-` means that too). The file appears whole or
// not at all; failed, having complained, where it cannot be written.
[[nodiscard]] ExitStatus deliver(const Values& values, Io& io, std::string_view result);

} // namespace callflow::cli
