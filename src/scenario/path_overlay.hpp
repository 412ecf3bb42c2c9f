// The way that simulated calls went, on the parts of their flow: for drawings.
#pragma once

#include "flow/annotations.hpp"
#include "flow/model.hpp"
#include "scenario/trace.hpp"

#include <span>

namespace callflow::scenario {

// How many steps an item keeps.
inline constexpr std::size_t max_kept_steps = 100;

// The states that calls came to and the transitions that they took, marked `passed`, each with how often (`count`) and as which
// `steps`: the entry of a first state is a step, each transition taken is one with the state it leads to, and each event that
// was refused, unknown or failed, which is an item marked so, without `to`. Steps are counted on through all calls and runs, in
// the order of the traces. A run that went just as the one before, of the same scenario on another provider, is not counted
// again. The traces must be of that flow. Kind `path`, no file name; nothing that anybody said or pressed is in it.
[[nodiscard]] flow::Annotations path_of(const flow::Flow& flow, std::span<const Trace> traces);

} // namespace callflow::scenario
