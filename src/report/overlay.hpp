// What is known about flows from elsewhere, as JSON: schemas/overlay.schema.json.
#pragma once

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "flow/annotations.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace callflow::report {

// Appends one document. `sources` gives the lines of places.
void write_overlay(std::string& out, std::span<const flow::Annotations> flows, const base::Sources& sources);

// Reads one document, the file `file` of `sources`: what write_overlay() has written, and nothing else. nullopt where anything
// in it is wrong; then `diagnostics` says what, where (CF0xxx: no JSON, or beyond a bound; CF1002, CF1007 to CF1010, CF1013),
// at most a hundred times.
// An item's `file`, `line` and `column` become `where`, a span whose begin is that place, if a file of that name is among
// `sources`, or exactly one whose path ends in the same file name (not for what is marked `removed`, which stood in another
// version of it); else `where` is invalid, as it is beyond the file's end.
[[nodiscard]] std::optional<std::vector<flow::Annotations>>
read_overlay(const base::Sources& sources, base::FileId file, base::Diagnostics& diagnostics);

} // namespace callflow::report
