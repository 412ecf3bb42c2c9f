#include "base/text.hpp"
#include "expr/ast.hpp"
#include "flow/graph.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Vars that some guard compares with something, less or greater.
std::vector<bool> compared(const flow::Flow& flow) {
    std::vector<bool> out(flow.vars.size(), false);
    flow::each_use(flow, [&](const flow::Use& use) {
        if (use.kind != flow::Use::Kind::guard) return;
        const expr::Ast& ast = use.expression->ast();
        for (const expr::Node& node : ast.nodes) {
            const bool less = node.kind == expr::NodeKind::less || node.kind == expr::NodeKind::less_equal ||
                              node.kind == expr::NodeKind::greater || node.kind == expr::NodeKind::greater_equal;
            if (!less) continue;
            for (const std::uint32_t child : ast.children_of(node)) {
                if (ast.nodes[child].kind != expr::NodeKind::name) continue;
                if (const flow::Var* var = flow.find_var(ast.word(ast.nodes[child])))
                    out[static_cast<std::size_t>(var - flow.vars.data())] = true;
            }
        }
    });
    return out;
}

// `x + 1`: the var counts itself.
bool counts_itself(const flow::Flow& flow, const flow::Assignment& one) {
    if (one.value.empty() || one.var >= flow.vars.size()) return false;
    const expr::Ast& ast = one.value.ast();
    const expr::Node& root = ast.nodes[ast.root()];
    if (root.kind != expr::NodeKind::add && root.kind != expr::NodeKind::subtract) return false;
    return std::ranges::any_of(one.value.references(),
                               [&](const expr::Reference& name) { return name.path == flow.vars[one.var].name; });
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    std::vector<bool> counters;
    const auto look = [&](const flow::Branch& branch) {
        if (branch.set.size() != 1 || branch.conditions.size() != 1) return;
        const flow::Assignment& set = branch.set.front();
        const expr::Expression& guard = branch.conditions.front().expression;
        if (guard.empty() || guard.references().size() != 1 || !counts_itself(flow, set)) return;
        const flow::Var* tested = flow.find_var(guard.references().front().path);
        if (tested == nullptr || tested == &flow.vars[set.var] || !(tested->type == flow.vars[set.var].type)) return;
        if (counters.empty()) counters = compared(flow);
        const auto index = static_cast<std::size_t>(tested - flow.vars.data());
        if (!counters[index] || !counters[set.var]) return; // one of the two does not limit anything
        auto& finding =
            diagnostics.report(page, set.where,
                               fmt::format("{} is tested here, and {} is counted", base::quoted(tested->name),
                                           base::quoted(flow.vars[set.var].name)));
        finding.help = fmt::format("did you mean `{}: {} + 1`?", tested->name, tested->name);
        finding.notes.push_back({branch.conditions.front().where, "the guard"});
    };
    for (const flow::State& state : flow.states) {
        for (const flow::Handler& one : state.on) flow::each_branch(one.branches, look);
        flow::each_branch(state.next, look);
    }
}

} // namespace

extern const Rule wrong_counter;
const Rule wrong_counter{
    .page = {.code = "CF4011",
             .name = "wrong_counter",
             .severity = base::Severity::note,
             .summary = "A guard that tests one counter, and a set that changes another",
             .why = "The transition asks one number whether to try once more and counts in another one. That may be "
                    "meant where both are counted; mostly a name was copied.",
             .bad = R"(callflow: 1
name: shop
initial: menu
vars: {pin_tries: 0, code_tries: 0}
states:
  menu:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Type your code.]}]
    on:
      typed: [{to: pin, if: 'input.digits == "1234"'}, {to: menu, if: code_tries < 3, set: {code_tries: code_tries + 1}}, done]
    next: done
  pin:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Type your pin.]}]
    on:
      typed: [{to: done, if: 'input.digits == "4321"'}, {to: pin, if: pin_tries < 3, set: {code_tries: code_tries + 1}}, done]
    next: {to: done, set: {pin_tries: pin_tries + 1}}
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
vars: {pin_tries: 0, code_tries: 0}
states:
  menu:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Type your code.]}]
    on:
      typed: [{to: pin, if: 'input.digits == "1234"'}, {to: menu, if: code_tries < 3, set: {code_tries: code_tries + 1}}, done]
    next: done
  pin:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Type your pin.]}]
    on:
      typed: [{to: done, if: 'input.digits == "4321"'}, {to: pin, if: pin_tries < 3, set: {pin_tries: pin_tries + 1}}, done]
    next: {to: done, set: {pin_tries: pin_tries + 1}}
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {tries: 0, total: 0, item: 0}
states:
  menu:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Type your code.]}]
    on:
      typed:
        - {to: menu, if: tries < 3, set: {tries: tries + 1, total: total + 1}}
        - {to: menu, if: total < 5, set: {item: item + 1}}
        - done
    next: done
  done: {response: [say: "Goodbye {{ item }}"], final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
