// Whether two texts are one document. Internal to doc.
#pragma once

#include "base/result.hpp"
#include "doc/tree.hpp"

#include <string_view>
#include <vector>

namespace callflow::doc {

// Reads `text` and compares it with `before`, which was read with `merge` off: values with their kinds, styles and texts, anchors
// and aliases, and the comments, all in order. Scalars marked in `quoted`, one for each node, must be in double quotes now. The
// error, of kind internal, says what differs first.
[[nodiscard]] base::Result<void> check_same(const Document& before, std::string_view text,
                                            const std::vector<bool>& quoted);

} // namespace callflow::doc
