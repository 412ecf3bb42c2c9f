// What providers cannot do with the responses of a flow, found without a call.
#pragma once

#include "base/diagnostic.hpp"
#include "flow/model.hpp"

#include <span>
#include <string>

namespace callflow::lint {

// Renders the response of every state for the providers that the flow is meant for, and looks at the documents as the provider
// would (CF50xx of its renderer; CF51xx, CF52xx of its checks), each finding at the verb that it is about.
//
// A flow is meant for a provider where it says something for that one alone: a response or attributes under its name, a raw part,
// a verb that no other provider has. `asked` are others that the caller wants to know of. What is found for those has the provider's
// own severity. For the others a verb that the provider lacks is a note, since it may stand where only calls of another one come, and
// what it would complain of a warning at most, since the flow runs. A flow that names nobody is held against TwiML, whose vocabulary it
// is written in, and only notes come of it.
//
// Values that are known only in a call count as ones that everybody takes. A verb under a condition is looked at without the other
// ones that have a condition, and not at all where the condition asks for the provider. What depends on the kind of call, by voice or
// by text, is left out. The result says whether it was held against every provider there is.
bool check_portability(const flow::Flow& flow, std::span<const std::string> asked, base::Diagnostics& diagnostics);

} // namespace callflow::lint
