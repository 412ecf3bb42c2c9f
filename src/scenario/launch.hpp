// What a session is answered that the flow itself has launched to call somebody.
#pragma once

#include "engine/machine.hpp"
#include "providers/arrival.hpp"
#include "providers/provider.hpp"

#include <optional>

namespace callflow::scenario {

// The response that has the platform call them, with the event they are called for when they have picked up; nothing for any other
// request, for an event that the flow does not know, and where what the flow answers calls somebody by itself. `fired` is what the
// request would fire in `call`, which is not changed and has been told what the request says of it. Only an event is tried out, and only
// in flows that may call somebody themselves.
[[nodiscard]] std::optional<flow::ResolvedResponse>
launch_response(const engine::Machine& machine, const engine::Call& call, const providers::Provider& provider,
                const providers::Arrival& arrival, const providers::DecodedRequest& request,
                const engine::Request& fired);

// Whether the request says that a session which was launched has reached nobody, in a flow that calls nobody else in it then: what the
// flow would say is for nobody, and an empty document ends the session.
[[nodiscard]] bool reached_nobody(const engine::Machine& machine, const providers::Provider& provider,
                                  const providers::DecodedRequest& request);

} // namespace callflow::scenario
