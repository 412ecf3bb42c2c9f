// What `replay` was asked for, read from its command line.
#pragma once

#include "base/result.hpp"
#include "cli/values.hpp"
#include "replay/run.hpp"
#include "report/replay.hpp"

#include <optional>
#include <string_view>

namespace callflow::cli {

// How logs are replayed. Errors are of kind usage.
[[nodiscard]] base::Result<replay::Options> replay_options(const Values& values);
// How the account is shown.
[[nodiscard]] base::Result<report::ReplayOptions> replay_shown(const Values& values);
// `--fail-under 98%`, 0..1; nothing where it was not given.
[[nodiscard]] base::Result<std::optional<double>> least_share(const Values& values);

} // namespace callflow::cli
