// What every reader checks before it looks at a file's content. Internal to doc.
#pragma once

#include "base/diagnostic.hpp"

#include <cstdint>
#include <string_view>

namespace callflow::doc {

// Size and UTF-8; reports and returns false where the bytes cannot be read.
[[nodiscard]] bool check_bytes(const base::Source& source, base::FileId file, std::uint64_t limit,
                               base::Diagnostics& diagnostics);

// Refuses characters that YAML does not allow and yaml-cpp takes for something else: NUL (another encoding), U+0004 (the end of
// the file), a carriage return without line feed.
[[nodiscard]] bool check_characters(const base::Source& source, base::FileId file, base::Diagnostics& diagnostics);

// Length of a byte order mark at the beginning: 3 or 0.
[[nodiscard]] std::uint32_t byte_order_mark(std::string_view text);

} // namespace callflow::doc
