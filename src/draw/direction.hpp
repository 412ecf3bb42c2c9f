// Which way a drawing goes where nobody says it.
#pragma once

#include "draw/layout.hpp"

namespace callflow::draw {

// Whether from top to bottom it would be a strip that nobody can read, wide menus side by side, and from left to right it would not.
// Estimated from the sizes of boxes and words alone, in a time that grows with them.
[[nodiscard]] bool reads_sideways(const LayoutRequest& request);

} // namespace callflow::draw
