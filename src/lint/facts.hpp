// What is certain about names where a condition stands, besides their types and domains.
#pragma once

#include "expr/analyse.hpp"
#include "flow/guards.hpp"
#include "lint/asking.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint {

// In a state's own `on:`, `next:` and response `state` is its name, and `attempt` is 1 unless some `same` leads back to it.
class Facts {
public:
    // Both have to outlive it.
    Facts(const flow::Flow& flow, const Survey& survey) : flow_(flow), survey_(survey), scope_(flow.scope) {}

    // Those that bear on one of the conditions: terms to put before them. Empty for what stands in many states.
    [[nodiscard]] std::vector<expr::Term> about(flow::StateId state,
                                                std::span<const flow::Condition* const> conditions);

private:
    const expr::Expression& compiled(const std::string& text);

    const flow::Flow& flow_;
    const Survey& survey_;
    expr::Scope scope_;
    std::map<std::string, expr::Expression, std::less<>> known_;
};

} // namespace callflow::lint
