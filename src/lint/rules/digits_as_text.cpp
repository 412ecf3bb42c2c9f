#include "base/text.hpp"
#include "expr/ast.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace callflow::lint::rules {
namespace {

bool is_number(const expr::Ast& ast, const expr::Node& node) {
    if (node.kind != expr::NodeKind::literal || ast.literals[node.data].kind() != expr::Kind::string) return false;
    const std::string_view text = ast.literals[node.data].as_string();
    return text.size() > 1 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_typed(std::string_view path) {
    return path == "input.digits" || (path.starts_with("inputs.") && path.ends_with(".digits"));
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    std::ranges::for_each(context.survey.uses(), [&](const flow::Use& use) {
        if (std::ranges::none_of(use.expression->references(), [](const auto& one) { return is_typed(one.path); }))
            return;
        const expr::Ast& ast = use.expression->ast();
        for (const expr::Node& node : ast.nodes) {
            const bool orders = node.kind == expr::NodeKind::less || node.kind == expr::NodeKind::less_equal ||
                                node.kind == expr::NodeKind::greater || node.kind == expr::NodeKind::greater_equal;
            if (!orders) continue;
            const auto children = ast.children_of(node);
            const expr::Node &left = ast.nodes[children[0]], &right = ast.nodes[children[1]];
            const bool found = (is_typed(ast.slice(left.where)) && is_number(ast, right)) ||
                               (is_typed(ast.slice(right.where)) && is_number(ast, left));
            if (!found) continue;
            const expr::Node& name = is_typed(ast.slice(left.where)) ? left : right;
            auto& finding =
                diagnostics.report(page, use.expression->references().front().where,
                                   fmt::format("{} compares texts, sign by sign", base::quoted(ast.slice(node.where))));
            finding.help = fmt::format("compare numbers: `int({})`", ast.slice(name.where));
            return;
        }
    });
}

} // namespace

extern const Rule digits_as_text;
const Rule digits_as_text{
    .page = {.code = "CF4013",
             .name = "digits_as_text",
             .severity = base::Severity::note,
             .summary = "Digits that are compared as text",
             .why = "What callers type is text, and texts are compared sign by sign: `9` is greater than `10`. Turn "
                    "it into a number first. Where all have the same length it makes no difference.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {action: typed, prompt: [say: "How many?"]}]
    on: {typed: [{to: few, if: 'input.digits < "10"'}, done]}
    next: done
  few: {response: [say: Few], final: true}
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {action: typed, prompt: [say: "How many?"]}]
    on: {typed: [{to: few, if: 'int(input.digits) < 10'}, done]}
    next: done
  few: {response: [say: Few], final: true}
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: typed, prompt: [say: "How many?"]}]
    on: {typed: [{to: few, if: 'input.digits < "5" && input.digits != "10"'}, done]}
    next: done
  few: {response: [say: Few], final: true}
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
