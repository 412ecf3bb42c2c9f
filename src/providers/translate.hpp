// What verbs read from a document of one platform mean on another.
#pragma once

#include "providers/provider.hpp"

namespace callflow::providers {

// The verbs of a document of `from` as `to` says them: what each does by itself and the other does not is written out, and what
// cannot be said at all is reported at its place (CF5001, CF5002, CF5005) and left out. What the renderer of `to` reports by
// itself is left to it. Facts: the documentation of both platforms, verb by verb.
[[nodiscard]] flow::ResolvedResponse translate(const Provider& from, const Provider& to,
                                               flow::ResolvedResponse response, base::Diagnostics& lost);

} // namespace callflow::providers
