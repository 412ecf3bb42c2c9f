// Records that only together are events: legs of one call, steps whose session says when it began. Private to logs.
#pragma once

#include "base/files.hpp"
#include "logs/log_file.hpp"

#include <memory>

namespace callflow::logs {

// The events of a log whose format gathers, as translated.hpp's lines. Calls that are over come in the order of their times, as long as
// there are not many hundred thousand of them that lie over one another.
[[nodiscard]] std::unique_ptr<base::ByteStream> gathered(LogFile log, const Settings& settings);

} // namespace callflow::logs
