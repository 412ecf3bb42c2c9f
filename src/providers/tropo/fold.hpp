// Handlers of a whole Tropo document as addresses of its verbs.
#pragma once

#include "providers/provider.hpp"

namespace callflow::providers::tropo {

// The top-level handlers of `continue` and `incomplete` become what they mean in the vocabulary: the `action` of the last verb that
// can have one, what is said after it, and a closing redirect. Others stay. False, with the document as it was, where there is
// no such handler or it cannot be said so. Whether the document still is the same is for the caller to see: says that follow
// a verb with an address, for one, are Tropo's steps here and its handler there.
[[nodiscard]] bool fold_handlers(ParsedDocument& document);

// Whether what comes of a verb has an address of its own in the vocabulary: gather, record, dial.
[[nodiscard]] bool has_outcome(const flow::ResolvedVerb& verb);

} // namespace callflow::providers::tropo
