// The documents that scenarios expect, kept up to date.
#pragma once

#include "base/files.hpp"
#include "base/result.hpp"
#include "cli/suite.hpp"

#include <set>
#include <string>
#include <vector>

namespace callflow::cli {

// Writes every document that differs from its file, or has none, and notes it at its case; documents that mean what their
// file says leave it as it is. Findings, and not written, are a file for which two cases have different documents, one
// that lies outside the folder of the scenario's file (links followed), and one that holds something else than a document of
// that provider. The error says which file could not be.
[[nodiscard]] base::Result<void> write_snapshots(base::FileStore& files, Suite& suite);

// Documents, by name and content, that lie beside expected ones, or in folders named `snapshots`, below `folder`, and that no scenario names:
// paths, sorted. Files that a folder's manifest lists are somebody else's, and so is what lies beside flows and scenarios.
[[nodiscard]] std::vector<std::string> find_orphans(base::FileStore& files, const Suite& suite,
                                                    const std::string& folder);
// A finding for each, or with `prune` its end, noted; the error says which could not be removed.
[[nodiscard]] base::Result<void> settle_orphans(base::FileStore& files, Suite& suite,
                                                const std::vector<std::string>& orphans, bool prune);

} // namespace callflow::cli
