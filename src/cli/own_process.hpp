// Work that may die in a library, in a process of its own.
#pragma once

#include "base/result.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace callflow::cli {

// What `work` returns, made by a child of this process that is gone afterwards. Where the child dies, or no memory is left for it, an
// error of kind system that says so of `what` ("the PNG"). What libraries write on stderr meanwhile is not shown.
[[nodiscard]] base::Result<std::string> in_own_process(std::string_view what,
                                                       const std::function<base::Result<std::string>()>& work);

} // namespace callflow::cli
