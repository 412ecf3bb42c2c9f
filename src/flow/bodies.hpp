// Bodies of a flow: what runs side by side, and what runs inside a state.
#pragma once

#include "flow/model.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace callflow::flow {

// The stacks of states that a call can be in have this bound: a sub-flow counts once for each way into it, and once for
// itself.
inline constexpr std::uint64_t max_configurations = 1'000'000;

// The bodies that run side by side for each call: the main one, then those under `machines:` in order of declaration.
// A machine is an index into this list.
[[nodiscard]] std::vector<BodyId> machines(const Flow& flow);

// Per body: the first machine that runs it, itself or by sub-flows; none for a sub-flow that no machine comes to.
[[nodiscard]] std::vector<std::uint32_t> machine_of_bodies(const Flow& flow);

// The states with `flow:` whose sub-flow begins to run inside itself, one after the other: each stands in the body that
// the one before it names, the first in the one that the last names. Empty where no sub-flow does.
[[nodiscard]] std::vector<StateId> find_recursion(const Flow& flow);

// All bodies, each after those that run inside it. No sub-flow may run inside itself.
[[nodiscard]] std::vector<BodyId> innermost_first(const Flow& flow);

// How many stacks of states there are, no more than max_configurations + 1. No sub-flow may run inside itself.
[[nodiscard]] std::uint64_t count_configurations(const Flow& flow);

// Whether the event is what the state's sub-flow comes back with.
[[nodiscard]] bool is_outcome(const Flow& flow, const State& state, EventId event);

// The main body under the flow's name, or a body of that name; none where there is neither.
[[nodiscard]] BodyId find_body(const Flow& flow, std::string_view name);

// The states that a path as people write it can mean: `ask`, or `survey/ask` for a state inside the sub-flow of
// another.
[[nodiscard]] std::vector<StateId> find_states(const Flow& flow, std::string_view path);

} // namespace callflow::flow
