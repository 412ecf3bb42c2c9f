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

// Flows of other files, to which dialplans hand calls.
class Neighbours {
public:
    Neighbours() = default;
    Neighbours(const Neighbours&) = delete;
    Neighbours& operator=(const Neighbours&) = delete;
    virtual ~Neighbours() = default;
    // The flow that a target with the name of a file leads to; null where it cannot be had. Lives as long as the neighbours.
    virtual const flow::Flow* flow_of(const flow::DialTarget& target) = 0;
};

// What rules look at; built once per flow, shared by all rules.
struct Context {
    const flow::Flow& flow;
    const std::vector<bool>& reachable; // per state: flow::reachable(flow)
    const Survey& survey;
    Neighbours* neighbours = nullptr; // null: this flow is looked at alone
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
// Runs every rule on a flow; without neighbours nothing is said of what only they show.
void check(const flow::Flow& flow, base::Diagnostics& diagnostics, Neighbours* neighbours = nullptr);

} // namespace callflow::lint
