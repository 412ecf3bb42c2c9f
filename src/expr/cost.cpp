#include "expr/cost.hpp"

#include "expr/expression.hpp"
#include "expr/macros.hpp"

#include <algorithm>
#include <vector>

namespace callflow::expr {

namespace {

struct Estimate {
    double steps = 1;
    double length = assumed_length;
};

Estimate of_macro(const Ast& ast, const Node& node, const std::vector<Estimate>& done) {
    const auto children = ast.children_of(node);
    const Macro& macro = macro_at(node.data);
    const Estimate& range = done[children.front()];
    double body = 2; // to go on, and to gather
    for (const std::uint32_t i : children.subspan(1U + macro.variables)) body += done[i].steps;
    Estimate out{range.steps + range.length * body + 1, range.length};
    if (macro.kind == MacroKind::transform_entry) out.length = range.length * done[children.back()].length;
    return out;
}

Estimate of_node(const Ast& ast, const Node& node, const std::vector<Estimate>& done) {
    Estimate out;
    double longest = 0;
    double all = 0;
    for (const std::uint32_t i : ast.children_of(node)) {
        out.steps += done[i].steps;
        longest = std::max(longest, done[i].length);
        all += done[i].length;
    }
    switch (node.kind) {
    case NodeKind::list: out.length = node.count; break;
    case NodeKind::map: out.length = node.count / 2.0; break;
    case NodeKind::add: out.length = all; break;
    case NodeKind::conditional: out.length = longest; break;
    default: break;
    }
    return out;
}

} // namespace

Cost estimate_cost(const Ast& ast) {
    const bool loops = std::ranges::any_of(ast.nodes, [](const Node& node) { return node.kind == NodeKind::macro; });
    if (!loops) return {};
    constexpr auto most = static_cast<double>(max_evaluation_steps);
    std::vector<Estimate> done;
    done.reserve(ast.nodes.size());
    Cost cost;
    for (std::uint32_t i = 0; i < ast.nodes.size(); ++i) {
        const Node& node = ast.nodes[i];
        const bool macro = node.kind == NodeKind::macro;
        done.push_back(macro ? of_macro(ast, node, done) : of_node(ast, node, done));
        // The first beyond the bound is the innermost; before that, the last loop stands for all.
        const bool found = cost.dearest != 0 && done[cost.dearest].steps > most;
        if (macro && !found) cost.dearest = i;
    }
    cost.steps = done.back().steps;
    return cost;
}

std::string in_short(double steps) {
    if (steps > 1e15) return "a lot of";
    if (steps >= 1e9) return std::to_string(static_cast<std::int64_t>(steps / 1e9)) + " billion";
    if (steps >= 1e6) return std::to_string(static_cast<std::int64_t>(steps / 1e6)) + " million";
    return std::to_string(static_cast<std::int64_t>(steps));
}

} // namespace callflow::expr
