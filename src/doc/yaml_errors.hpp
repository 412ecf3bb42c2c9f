// yaml-cpp's terse complaints as findings that teach. Internal to doc.
#pragma once

#include "base/diagnostic.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace callflow::doc {

// What was known when the parser gave up.
struct YamlFailure {
    std::string_view message;         // yaml-cpp's
    std::uint32_t at = 0;             // source offset
    std::uint32_t cursor = 0;         // the source is understood up to here
    std::vector<std::uint32_t> flows; // opening brackets of the flow collections open at the cursor
};

// Reports a syntax error for `failure`.
void report_yaml_failure(const base::Source& source, base::FileId file, const YamlFailure& failure,
                         base::Diagnostics& diagnostics);

// Reports what begins at `at` after a document that ended at `end`: another document, or something that does not belong there.
void report_second_document(const base::Source& source, base::FileId file, std::uint32_t at, std::uint32_t end,
                            base::Diagnostics& diagnostics);

} // namespace callflow::doc
