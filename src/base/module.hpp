// Parts of callflow that are loaded when they are first needed, for the loader would have to find what they link every time.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace callflow::base {

// The function `callflow_NAME` of the module `callflow_NAME.so`, looked up beside the running program, then in the folder of installed
// modules (as the tree of the program has it, and as it was configured), and nowhere else. It stays loaded. An error of kind system says
// what is missing and where it was looked for, or that what is there is of another build, whose types are not this one's.
[[nodiscard]] Result<void*> find_module(std::string_view name);

// The same as a function of that type.
template <class Function> [[nodiscard]] Result<Function*> find_module_as(std::string_view name) {
    const auto found = find_module(name);
    if (!found) return tl::unexpected(found.error());
    return reinterpret_cast<Function*>(*found); // NOLINT: what the dynamic loader hands out
}

} // namespace callflow::base
