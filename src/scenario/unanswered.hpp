// What an emulated call waits for that does not come. Internal to scenario.
#pragma once

#include "engine/machine.hpp"

#include <cstdint>

namespace callflow::scenario {

// A request of a state that nobody answers, while the pretend provider waits for what the flow answers it.
struct Unanswered {
    std::uint32_t number = 0;  // OpenCall::asked of it
    std::uint32_t machine = 0; // that asks
    engine::Configuration at = 0;
    engine::Time until = 0; // when it has failed
    base::Span where;
    bool told = false; // the provider does not run what it is answered
};

} // namespace callflow::scenario
