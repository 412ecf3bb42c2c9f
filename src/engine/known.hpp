// What somebody from outside knows of a call whose names he does not see: a log holds the keys that were pressed, the machine's vars
// it mostly does not.
#pragma once

#include "expr/value.hpp"

#include <span>
#include <string_view>
#include <utility>

namespace callflow::engine {

// Whether a condition held, where that can be told.
enum class Holds : std::uint8_t { no, yes, unknown };

// Names of input fields and vars with their values; all others are unknown. Refers to what the caller has.
struct Known {
    std::span<const std::pair<std::string_view, expr::Value>> input = {};
    std::span<const std::pair<std::string_view, expr::Value>> vars = {};
};

} // namespace callflow::engine
