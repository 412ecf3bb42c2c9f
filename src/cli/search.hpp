// The files that the words of a command line mean.
#pragma once

#include "base/result.hpp"
#include "cli/io.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

// A file to look at.
struct Found {
    std::string path;
    bool named = false; // by the user; else found in a folder
};

// `path` itself, or where it is a folder every *.yaml, *.yml and *.json below it, by name. Folders whose name begins with a
// dot are left out, and links to folders are not followed. A folder that cannot be listed is an error.
[[nodiscard]] base::Result<std::vector<Found>> find_documents(Io& io, const std::string& path);
// The same for files whose names end with one of `endings`.
[[nodiscard]] base::Result<std::vector<Found>> find_files(Io& io, const std::string& path,
                                                          std::span<const std::string_view> endings);

// `flows/../a.yaml` and `./a.yaml` as `a.yaml`, so that two ways of writing a path are one; links are not followed.
[[nodiscard]] std::string plain_path(std::string_view path);

} // namespace callflow::cli
