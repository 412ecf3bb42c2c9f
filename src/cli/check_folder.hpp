// Rendered documents against the files of a folder.
#pragma once

#include "base/files.hpp"
#include "cli/exit_status.hpp"
#include "cli/load.hpp"
#include "cli/render.hpp"

#include <span>
#include <string>
#include <vector>

namespace callflow::cli {

struct FolderCheck {
    std::string report; // text: each difference, then a summary
    ExitStatus status = ExitStatus::fine;
};

// Compares by meaning, as the providers do. With `whole`, a file with a provider's ending that no document belongs to is a
// difference too. A file that is no document is a finding in `inputs`. The error: a folder or file could not be read.
[[nodiscard]] base::Result<FolderCheck> check_folder(base::FileStore& files, const std::string& folder,
                                                     std::span<const RenderedDocument> documents,
                                                     std::span<const providers::Provider* const> providers, bool whole,
                                                     Inputs& inputs);

} // namespace callflow::cli
