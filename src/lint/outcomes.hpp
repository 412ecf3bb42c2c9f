// What an event may bring, and whether any transition takes it.
#pragma once

#include "expr/analyse.hpp"
#include "flow/handling.hpp"
#include "flow/model.hpp"
#include "lint/verdicts.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint {

// Asks handlers what they do where a field of `input` has a certain text.
class Outcomes {
public:
    // `field` is the field's name: `dial_status`.
    Outcomes(const flow::Flow& flow, std::string_view field)
        : flow_(flow), path_("input." + std::string(field)), scope_(flow.scope), analyser_(scope_) {}

    // Those of `values` with which no candidate of the state's handlers, or of those around it, is taken, whatever else their
    // conditions ask. Empty where that is not certain, and beyond a bound on the work for a strange flow.
    [[nodiscard]] std::vector<std::string_view> never_taken(const flow::State& state, const flow::HandledAs& event,
                                                            std::span<const std::string_view> values);

private:
    [[nodiscard]] bool may_hold(const std::vector<flow::Condition>& conditions, std::string_view value);
    [[nodiscard]] bool may_take(const std::vector<flow::Branch>& branches, std::string_view value);
    [[nodiscard]] bool may_take(const std::vector<flow::Handler>& on, const flow::HandledAs& event,
                                std::string_view value);

    const flow::Flow& flow_;
    std::string path_;
    expr::Scope scope_; // conditions that name the path have given it its slot
    expr::Analyser analyser_;
    Verdicts verdicts_;
};

} // namespace callflow::lint
