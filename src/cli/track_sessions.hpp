// Sessions of a store as calls of visitors.
#pragma once

#include "cli/track.hpp"

namespace callflow::cli {

// Hands over the sessions that `--flow` had; people talked for as long as they were in states that it marks `talk: true`, and a call
// in which nobody did was missed. Of a flow without such states nobody knows. An error is the store's, or of kind usage.
[[nodiscard]] base::Result<void> read_sessions(const Values& values, Io& io, tracking::Store& store,
                                               tracking::Loader& loader, MalformedRows& malformed);

} // namespace callflow::cli
