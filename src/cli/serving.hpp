// What `callflow serve` is told, checked.
#pragma once

#include "base/result.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"
#include "flow/model.hpp"
#include "service/flow_server.hpp"

namespace callflow::cli {

// Errors are of kind usage, or say which file could not be read.
[[nodiscard]] base::Result<service::FlowServerOptions> serve_options_of(const Values& values, Io& io,
                                                                        const flow::Flow& flow);

} // namespace callflow::cli
