// What real calls did, on the parts of their flow: for drawings.
#pragma once

#include "engine/machine.hpp"
#include "flow/annotations.hpp"
#include "replay/account.hpp"

#include <string>

namespace callflow::report {

// States with how often they were entered, transitions with how often they were taken for certain; `possible` says how often it
// may have been that one where the log does not tell which of several it was. Behind those stand states that only logs have,
// marked `unknown`, and the transitions with which calls left the flow, marked `deviation`, the most frequent thousand: by an event
// that the flow has nowhere (`unknown` too), that the state does not handle, or that led to another state than the flow says;
// `to` is the state that the log names. `file`: the flow's path as it was given.
[[nodiscard]] flow::Annotations replay_annotations(const engine::Machine& machine, const replay::Account& account,
                                                   std::string file);

} // namespace callflow::report
