// Form bodies and queries (application/x-www-form-urlencoded): bytes <-> names and values with their places.
#pragma once

#include "base/diagnostic.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace callflow::doc {

struct FormField {
    std::string name; // decoded, valid UTF-8
    std::string value;
    base::Span key;   // of the name as written
    base::Span where; // of the value as written; empty, behind the name, where there is none
};

struct FormLimits {
    std::uint64_t bytes = 1u << 20;
    std::uint32_t fields = 2000;
};

// Reads the form that stands in `where` of its file, in order, repeated names included. A broken escape stays as it came and
// bytes that are no UTF-8 become U+FFFD, each with a warning (CF5031): whoever receives a form has to live with it. nullopt
// beyond the limits (CF0003, CF0005).
[[nodiscard]] std::optional<std::vector<FormField>> read_form(const base::Sources& sources, base::Span where,
                                                              base::Diagnostics& diagnostics,
                                                              const FormLimits& limits = {});

// The inverse: a blank as `+`, everything but letters, digits and `-._~` escaped.
[[nodiscard]] std::string write_form(std::span<const std::pair<std::string, std::string>> fields);

} // namespace callflow::doc
