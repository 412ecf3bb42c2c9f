// Lines that were entered in earlier conversations.
#pragma once

#include "cli/io.hpp"

#include <string>
#include <vector>

namespace callflow::cli {

// The file that they are kept in: callflow/history below XDG_STATE_HOME where that is absolute, else below HOME's .local/state.
// Empty where there is neither.
[[nodiscard]] std::string history_path(const Environment& environment);

// The lines of the file, the oldest first, the last 1,000; none where there is no file that could be read. Lines that are not
// UTF-8 without control characters are passed over.
[[nodiscard]] std::vector<std::string> read_history(Io& io);

// Adds lines to what the file holds now, which others may have added to, too. Only its owner may read the file and the folders
// that are made for it. An error where it cannot be written.
[[nodiscard]] base::Result<void> add_to_history(Io& io, const std::vector<std::string>& lines);

} // namespace callflow::cli
