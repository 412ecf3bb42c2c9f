// Documents that somebody else than the caller hears, which are the answers to events of the call.
#pragma once

#include "flow/model.hpp"

#include <set>

namespace callflow::lint {

// The states that answer when the event comes in a state: where its own handlers and those of its body lead, the state itself for
// `same`. Guards are not looked at.
[[nodiscard]] std::set<flow::StateId> answering(const flow::Flow& flow, flow::StateId self,
                                                const flow::EventReference& event);

} // namespace callflow::lint
