// Patterns of paths, as configuration files write them.
#pragma once

#include <string_view>

namespace callflow::cli {

// Whether a path with `/` between its parts fits: `*` is any part of a name, `?` one character, `**` any folders. A pattern
// without wildcards that is a folder of the path fits what is below it, too. Time is the product of both lengths at most.
[[nodiscard]] bool fits(std::string_view pattern, std::string_view path);

} // namespace callflow::cli
