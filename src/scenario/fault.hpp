// What goes wrong in a scenario, and what it takes for granted, as values.
#pragma once

#include "base/source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callflow::scenario {

// What goes wrong on the way of requests.
struct FaultSpec {
    enum class What : std::uint8_t { duplicate, late, lost, reordered, timeout, unreachable, error };
    What what = What::duplicate;
    std::string of;                     // event, kind or `any`
    std::int64_t by = 0;                // late: nanoseconds
    int status = 500;                   // error
    std::optional<std::uint32_t> step;  // only of what the step with this number (from 1) leads to
    std::optional<std::uint32_t> times; // so often at most
    std::optional<double> chance;       // 0 to 1, drawn with the seed; else always
    base::Span where;
};
// `duplicate`, `late`, …
[[nodiscard]] std::string_view fault_name(FaultSpec::What what);

// A named value of what is taken for granted.
struct Assumed {
    std::string name, value;
    base::Span where; // the value
};

} // namespace callflow::scenario
