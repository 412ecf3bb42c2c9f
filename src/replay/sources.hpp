// Logs before they are read: which of them belong together, and which begins first. Private to replay.
#pragma once

#include "base/result.hpp"
#include "logs/log_file.hpp"
#include "replay/run.hpp"

#include <deque>
#include <optional>
#include <vector>

namespace callflow::replay {

// A log whose turn has not come.
struct Waiting {
    Source source;
    Millis begins = logs::no_time; // its first time; no_time where nobody has looked, or its first piece has none
    std::optional<logs::LogFile> file = {}; // of one that can be read only once, with what was read of it
    std::optional<logs::Piece> front = {};  // likewise
    // The log, from its beginning, or behind `front`. Once.
    [[nodiscard]] base::Result<logs::LogFile> open();
};

// By when they begin. Logs of legs of calls, of one format, are one; what records refer to in other logs is known afterwards: such logs
// are read for it once before.
[[nodiscard]] base::Result<std::deque<Waiting>> in_order(std::vector<Source> sources);

} // namespace callflow::replay
