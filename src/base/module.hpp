// Parts of callflow that are loaded when they are first needed, for the loader would have to find what they link every time.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace callflow::base {

// The function that a module hands out: `callflow_NAME.so`, looked up beside the running program, then in the folder of installed
// modules (as the tree of the program has it, and as it was configured), and nowhere else. It stays loaded. An error of kind system says what is missing and where it was looked for.
[[nodiscard]] Result<void*> find_module(std::string_view name);

} // namespace callflow::base
