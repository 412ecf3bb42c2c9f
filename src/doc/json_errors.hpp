// What is wrong with a JSON text, said by what was expected. Internal to doc.
#pragma once

#include "base/diagnostic.hpp"

#include <cstdint>

namespace callflow::doc {

// How far a strict parser came.
struct JsonFailure {
    std::uint32_t cursor = 0; // after the last token that was understood
    bool root_done = false;
    bool after_key = false;               // the colon is next
    std::uint32_t opened = base::no_file; // bracket of the innermost open collection
    bool in_mapping = false;              // what kind that is
    bool has_children = false;
};

// Reports a syntax error (or an empty document) for `failure`.
void report_json_failure(const base::Source& source, base::FileId file, const JsonFailure& failure,
                         base::Diagnostics& diagnostics);

// First offset from `at` on that is no JSON blank.
[[nodiscard]] std::uint32_t skip_json_space(std::string_view text, std::uint32_t at);
// End of the JSON number at `at`: after the last character that can be part of one.
[[nodiscard]] std::uint32_t json_number_end(std::string_view text, std::uint32_t at);

} // namespace callflow::doc
