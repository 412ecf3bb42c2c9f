// Files that are gone once they were read.
#pragma once

#include <string>

namespace callflow::base {

// Whether `path` leads to a pipe, a socket or a device, of which a second opening does not give what the first has read. False for what
// is not there.
[[nodiscard]] bool reads_once(const std::string& path);

} // namespace callflow::base
