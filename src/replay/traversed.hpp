// By which transitions calls may have gone from one set of states to the next, states in which nobody waits included.
#pragma once

#include "engine/machine.hpp"
#include "replay/account.hpp"
#include "replay/names.hpp"

#include <vector>

namespace callflow::replay {

struct Traversed {
    std::vector<engine::Passage> passages;      // those of ways that end where the calls were then
    std::vector<engine::Configuration> through; // where they came by and did not stay, each once
    bool certain = false;                       // there is one way only
};
// Of a step that fits. The event's machine alone is looked at; nothing where nobody handled it.
[[nodiscard]] Traversed traversed(const engine::Machine& machine, Names& names, const StepKey& step);
// How calls may have come to where they begin.
[[nodiscard]] Traversed traversed_at_first(const engine::Machine& machine);

} // namespace callflow::replay
