// Whether responses come to an end with nothing to follow, their conditions considered.
#pragma once

#include "expr/analyse.hpp"
#include "flow/model.hpp"
#include "lint/verdicts.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace callflow::lint {

class Ends {
public:
    // The flow has to outlive it.
    explicit Ends(const flow::Flow& flow) : flow_(flow) {}

    // As flow::can_run_out, but for verbs whose conditions leave no call over: `dial` with `if: open` and another with `unless: open`.
    [[nodiscard]] bool may_run_out(const flow::Response& response, std::string_view provider);

private:
    [[nodiscard]] bool covers(const std::vector<flow::Verb>& verbs, bool tropo);

    const flow::Flow& flow_;
    std::optional<expr::Analyser> analyser_; // made by the first response that needs it
    Verdicts verdicts_;
};

} // namespace callflow::lint
