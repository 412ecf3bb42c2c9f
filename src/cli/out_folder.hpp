// A folder of generated files, with a manifest that says which of them are ours.
#pragma once

#include "base/files.hpp"
#include "base/result.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

inline constexpr std::string_view manifest_name = ".callflow-manifest";

struct OutFile {
    std::string name; // of a file in the folder, without slashes
    std::string bytes;
};

struct OutCounts {
    std::size_t written = 0;
    std::size_t unchanged = 0; // had these bytes already, and was left alone
    std::size_t removed = 0;
};

// The names a folder's manifest lists; none where there is no folder or no manifest. A name that is none of a plain file in the
// folder is passed over: a manifest is no licence to touch anything else.
[[nodiscard]] base::Result<std::set<std::string>> read_manifest(base::FileStore& files, const std::string& folder);

// Writes the files into the folder, which is made where it is missing, and removes those of `stale` that the manifest lists and
// that are not among them. A file that is there and not in the manifest is replaced only with `force`; else nothing is touched
// and the error, of kind usage, names it. Whatever happens on the way, the manifest lists every file of ours.
[[nodiscard]] base::Result<OutCounts> write_folder(base::FileStore& files, const std::string& folder,
                                                   const std::vector<OutFile>& wanted,
                                                   const std::set<std::string>& stale, bool force);

// `folder/name`.
[[nodiscard]] std::string path_in(const std::string& folder, std::string_view name);

} // namespace callflow::cli
