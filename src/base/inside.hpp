// Files that a file names: only those below its folder are read or written.
#pragma once

#include "base/files.hpp"

#include <string>
#include <string_view>

namespace callflow::base {

// Whether a file or folder lies below a folder (empty: the current one), symbolic links followed on both sides. One that is not there
// counts by the nearest folder above it that is; one whose name goes up from what is not there lies nowhere.
[[nodiscard]] bool is_inside(FileStore& files, const std::string& path, const std::string& folder);

// The same of names that are real_path()'s already.
[[nodiscard]] bool is_below(std::string_view real, std::string_view real_folder);

} // namespace callflow::base
