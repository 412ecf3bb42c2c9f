// `--barred`: beginnings of numbers that flows may not call.
#pragma once

#include "base/result.hpp"
#include "cli/command.hpp"
#include "cli/values.hpp"

#include <string>
#include <vector>

namespace callflow::cli {

// Each with its digits; what has none is a usage error.
[[nodiscard]] base::Result<std::vector<std::string>> barred_of(const Values& values);

[[nodiscard]] constexpr Option barred_option() {
    return {.name = "barred",
            .metavar = "PREFIX",
            .help = "the beginning of numbers that nothing may call, `+1900`; several with commas",
            .repeats = true,
            .environment = true};
}

} // namespace callflow::cli
