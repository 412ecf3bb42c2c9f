// A pretend Tropo (facts: the Web API's pages as far as they are kept; Tropo itself closed in 2018).
#pragma once

#include "providers/emulate/emulator.hpp"

#include <span>

namespace callflow::providers::tropo {

extern const providers::emulate::EmulatorSpec emulator; // the provider row's

namespace emulate {

// What Tropo's pages leave open.
[[nodiscard]] std::span<const providers::emulate::AssumptionSpec> assumptions();

} // namespace emulate

} // namespace callflow::providers::tropo
