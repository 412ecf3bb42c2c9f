// The files that the words of a command line mean.
#pragma once

#include "base/result.hpp"
#include "cli/io.hpp"

#include <cstdint>
#include <functional>
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

// Told of each folder that cannot be listed, with its path; the search goes on with the others.
using Unlisted = std::function<void(const base::Error&)>;

// `path` itself, or where it is a folder every *.yaml, *.yml and *.json below it, by name. Folders whose name begins with a
// dot are left out, and links to folders are not followed.
[[nodiscard]] std::vector<Found> find_documents(Io& io, const std::string& path, const Unlisted& unlisted);
// The same for files whose names end with one of `endings`.
[[nodiscard]] std::vector<Found> find_files(Io& io, const std::string& path, std::span<const std::string_view> endings,
                                            const Unlisted& unlisted);
// The same for what is done as a whole or not at all: a folder that cannot be listed is an error.
[[nodiscard]] base::Result<std::vector<Found>> find_documents(Io& io, const std::string& path);
[[nodiscard]] base::Result<std::vector<Found>> find_files(Io& io, const std::string& path,
                                                          std::span<const std::string_view> endings);

// The bytes of one, `-` from stdin. What was found in a folder is a regular file: reading a pipe or device may wait for ever.
[[nodiscard]] base::Result<std::string> read_found(Io& io, const Found& found, std::uint64_t max_bytes);

// `flows/../a.yaml` and `./a.yaml` as `a.yaml`, so that two ways of writing a path are one; links are not followed.
[[nodiscard]] std::string plain_path(std::string_view path);

} // namespace callflow::cli
