// What a document's meaning asks of its layout.
#pragma once

#include "doc/format.hpp"

namespace callflow::syntax {

// For a flow, a part of one or a file of scenarios, read with `merge` off: the texts that callers hear are to be in double
// quotes; states, the flows below `flows` and `machines`, and scenarios stand apart. Of a text that an anchor lends to another
// place too, only where all of them speak it; not one with a comment behind it, of which `validate` says that it may be cut off.
[[nodiscard]] doc::Wishes layout_wishes(const doc::Document& document);

} // namespace callflow::syntax
