// What of a call's slots outlives a process: each by the name that expressions have for it.
#pragma once

#include "engine/call.hpp"

#include <string>
#include <vector>

namespace callflow::engine {

struct KeptName {
    std::string text; // `vars.pin`, `input.digits`, `inputs.menu.digits`, `call.from`, `params`
    expr::Slot slot = 0;
    expr::Type type;
};

// All that a later step may read; not what the machine makes anew for each: `now`, `state`, `attempt`.
[[nodiscard]] std::vector<KeptName> kept_names(const flow::Flow& flow);
// Puts a value back. False, and nothing done, where it is of another kind than the flow says now.
[[nodiscard]] bool put_back(Call& call, const KeptName& name, const expr::Value& value);

} // namespace callflow::engine
