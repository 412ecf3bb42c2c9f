// Records that only together are events: legs of one call, steps whose session says when it began. Private to logs.
#pragma once

#include "base/files.hpp"
#include "logs/log_file.hpp"

#include <memory>
#include <vector>

namespace callflow::logs {

// The events of logs of one format that gathers, as translated.hpp's lines. Calls that are over come in the order of their times, as long
// as there are not many hundred thousand of them that lie over one another. `rest` are opened one after the other behind the first.
[[nodiscard]] std::unique_ptr<base::ByteStream> gathered(LogFile first, std::vector<OpenLog> rest,
                                                         const Settings& settings);

} // namespace callflow::logs
