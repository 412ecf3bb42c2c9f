// The quick way for JSON that nothing is wrong with. Internal to doc.
#pragma once

#include "doc/read.hpp"

#include <cstdint>
#include <optional>

namespace callflow::doc {

// Fills `document`, whose source is set and has been checked for bad UTF-8, from the JSON text that begins at byte `begin` of it;
// findings about duplicate keys go to `diagnostics`. False for whatever it does not take: text that is no JSON, texts with half a
// surrogate pair, numbers that may be too large, documents beyond a limit. What was filled and found until then is worthless;
// whoever knows the whole grammar has to judge.
[[nodiscard]] bool read_plain_json(Document& document, base::Diagnostics& diagnostics, const Limits& limits,
                                   std::uint32_t begin);

// The same by nlohmann's parser, which takes and judges everything; with findings, also about what is no JSON: nullopt. The bytes
// have been checked for bad UTF-8. For what both take, tree and findings are the same, which a fuzz target holds.
[[nodiscard]] std::optional<Document> judge_json(const base::Source& source, base::FileId file,
                                                 base::Diagnostics& diagnostics, const Limits& limits);

} // namespace callflow::doc
