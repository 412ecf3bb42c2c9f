// A lint rule: one file under rules/, one row in registry.cpp.
#pragma once

#include "base/diagnostic.hpp"
#include "flow/graph.hpp"
#include "flow/model.hpp"
#include "lint/asking.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace callflow::lint {

// What rules look at; built once per flow, shared by all rules.
struct Context {
    const flow::Flow& flow;
    const std::vector<bool>& reachable; // per state: flow::reachable(flow)
    const Survey& survey;
};

struct Rule {
    base::Code page;           // code, name, severity, summary, why, bad, good, near_miss
    std::string_view category; // machine, data flow, provider, portability, caller experience, style
    void (*check)(const Context& context, const base::Code& page, base::Diagnostics& diagnostics);
};

// All rules in order of their code.
[[nodiscard]] std::span<const Rule* const> registry();
// By code (any case) or name; null where there is none.
[[nodiscard]] const Rule* find_rule(std::string_view code_or_name);
// Runs every rule on a flow.
void check(const flow::Flow& flow, base::Diagnostics& diagnostics);

} // namespace callflow::lint
