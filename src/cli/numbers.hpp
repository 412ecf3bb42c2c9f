// What `numbers` does, an action each.
#pragma once

#include "cli/exit_status.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"

namespace callflow::cli {

[[nodiscard]] ExitStatus numbers_simulate(const Values& values, Io& io);
[[nodiscard]] ExitStatus numbers_size(const Values& values, Io& io);

} // namespace callflow::cli
