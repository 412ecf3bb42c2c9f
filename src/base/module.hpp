// Parts of the program that are loaded when they are needed: what draws in large libraries must not cost every start.
#pragma once

#include "base/result.hpp"

#include <span>
#include <string>
#include <string_view>

namespace callflow::base {

// The one symbol that a module has, from the first of the folders with a `callflow_NAME.so`. It stays loaded. An error of kind
// system says where it was looked for, or what the loader said.
[[nodiscard]] Result<void*> load_module(std::string_view name, const char* symbol, std::span<const std::string> folders);

} // namespace callflow::base
