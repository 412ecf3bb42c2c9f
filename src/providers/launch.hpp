// Sessions that an application has launched to call somebody: nobody is in one before its document has called them.
#pragma once

#include "flow/model.hpp"
#include "flow/verb.hpp"

#include <string_view>

namespace callflow::providers {

// Whether any response of the flow may call somebody itself on a provider: by a verb `call` or `message`, or a raw part.
[[nodiscard]] bool calls_somewhere(const flow::Flow& flow, std::string_view provider);
// Whether a session that has nobody can begin with the response: it calls or messages somebody before it needs anybody.
[[nodiscard]] bool calls_by_itself(const flow::ResolvedResponse& response);

} // namespace callflow::providers
