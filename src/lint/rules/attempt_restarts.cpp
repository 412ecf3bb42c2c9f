#include "base/text.hpp"
#include "expr/ast.hpp"
#include "flow/graph.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

bool counts_tries(const expr::Expression& one) {
    if (one.empty() || one.references().size() != 1 || one.references().front().path != "attempt") return false;
    return std::ranges::any_of(one.ast().nodes, [](const expr::Node& node) {
        return node.kind == expr::NodeKind::less || node.kind == expr::NodeKind::less_equal ||
               node.kind == expr::NodeKind::not_equal;
    });
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (flow::StateId id = 0; id < context.flow.states.size(); ++id) {
        const flow::State& state = context.flow.states[id];
        const auto look = [&](const flow::Branch& branch) {
            if (branch.kind != flow::Branch::Kind::state || branch.target != id) return;
            for (const flow::Condition& one : branch.conditions) {
                if (one.negated || !counts_tries(one.expression)) continue;
                auto& finding =
                    diagnostics.report(page, branch.where,
                                       fmt::format("{} begins anew here, with attempt 1: {} does not count",
                                                   base::quoted(state.name), base::quoted(one.expression.text())));
                finding.help = "write `same` to stay in the state";
                finding.edits.push_back({branch.where, "same"});
                finding.notes.push_back({one.where, "the guard"});
            }
        };
        for (const flow::Handler& one : state.on) flow::each_branch(one.branches, look);
        flow::each_branch(state.next, look);
    }
}

} // namespace

extern const Rule attempt_restarts;
const Rule attempt_restarts{
    .page = {.code = "CF3050",
             .name = "attempt_restarts",
             .severity = base::Severity::warning,
             .summary = "A try that is counted, and begins anew each time",
             .why = "`attempt` counts how often a call has stayed in its state by `same`. A transition that names "
                    "its own state enters it anew, with attempt 1: a guard that was meant to end the tries holds for "
                    "ever.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: done}
    next: [{to: menu, if: attempt < 3}, done]
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: done}
    next: [{to: same, if: attempt < 3}, done]
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {rounds: 0}
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: [{to: menu, if: rounds < 3, set: {rounds: rounds + 1}}, done]}
    next: [{to: same, if: attempt < 3}, {to: menu, if: attempt == 4 && rounds > 8}, done]
  done: {response: [say: Goodbye], final: true}
)",
             .fixable = true},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
