// What `callflow serve` is told, checked.
#pragma once

#include "base/result.hpp"
#include "cli/io.hpp"
#include "cli/values.hpp"
#include "flow/model.hpp"
#include "service/flow_server.hpp"

#include <functional>
#include <string>

namespace callflow::cli {

// Errors are of kind usage, or say which file could not be read.
[[nodiscard]] base::Result<service::FlowServerOptions> serve_options_of(const Values& values, Io& io);
// The same for one of the flows that are served; `only`: there is no other, so that a name of `--set` has to be one of its vars.
[[nodiscard]] base::Result<service::DeskOptions> desk_options_of(const Values& values, const flow::Flow& flow,
                                                                 bool only);
// Whose a called number is, as the store of `--numbers` says it; empty where that is not given. May be called by any thread.
using LookUp = std::function<base::Result<tracking::NumberOwner>(const std::string& called, engine::Time at)>;
[[nodiscard]] base::Result<LookUp> look_up_of(const Values& values);

} // namespace callflow::cli
