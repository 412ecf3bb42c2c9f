// Whether what logs say lets a check pass.
#pragma once

#include "cli/cli.hpp"
#include "cli/values.hpp"
#include "replay/account.hpp"

#include <optional>

namespace callflow::cli {

// The status of an account: `findings`, with the reason told, where fewer calls followed the flow than `least` (0..1, `--fail-under`), or
// where `--strict` was given and records were left out.
[[nodiscard]] ExitStatus end_status(const Values& values, Io& io, std::optional<double> least,
                                    const replay::Account& account);

} // namespace callflow::cli
