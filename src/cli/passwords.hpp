// Passwords: never from the command line, which everybody on the machine sees.
#pragma once

#include "base/result.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"

#include <string>
#include <string_view>

namespace callflow::cli {

// Whether an address has one, before its host or, of PostgreSQL, among its parameters in either form.
[[nodiscard]] bool holds_password(std::string_view address);

inline constexpr std::string_view seen_by_everybody =
    "a password on the command line is seen by everybody on this machine";

// What `--password-file` holds, else the environment's variable; empty where there is neither.
[[nodiscard]] base::Result<std::string> password_of(const Values& values, Io& io, std::string_view variable);

} // namespace callflow::cli
