// `draw --watch`: the drawing follows its files.
#pragma once

#include "cli/drawing.hpp"

namespace callflow::cli {

// Draws into the file of `--output`, and again whenever the flow, a part of it or an overlay is otherwise, until it is told to stop.
// A flow that cannot be drawn just now leaves the last drawing as it is. What happens is said on stderr as it happens.
[[nodiscard]] ExitStatus watch_drawing(const Values& values, Io& io, const DrawingOptions& options);

} // namespace callflow::cli
