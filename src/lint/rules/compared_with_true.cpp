#include "base/text.hpp"
#include "expr/ast.hpp"
#include "flow/guards.hpp"
#include "lint/rule.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::lint::rules {
namespace {

bool is_boolean(const flow::Flow& flow, std::string_view name) {
    const flow::Var* var = flow.find_var(name);
    return var != nullptr && var->type.tag == expr::Type::Tag::plain && var->type.kind == expr::Kind::boolean;
}

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(context.flow), page_(page), diagnostics_(diagnostics) {}

    void look(const flow::Condition& one) {
        if (one.expression.empty()) return;
        const expr::Ast& ast = one.expression.ast();
        const expr::Node& root = ast.nodes[ast.root()];
        if (root.kind != expr::NodeKind::equal && root.kind != expr::NodeKind::not_equal) return;
        const expr::Node& name = ast.nodes[ast.children_of(root)[0]];
        const expr::Node& value = ast.nodes[ast.children_of(root)[1]];
        if (value.kind != expr::NodeKind::literal || ast.literals[value.data].kind() != expr::Kind::boolean) return;
        if (name.kind != expr::NodeKind::name || !is_boolean(flow_, ast.word(name))) return;
        if (!seen_.emplace(one.where.file, one.where.begin).second) return;
        const bool as_it_is = ast.literals[value.data].is_true() == (root.kind == expr::NodeKind::equal);
        auto& finding = diagnostics_.report(page_, one.where,
                                            fmt::format("{} is a truth value already", base::quoted(ast.word(name))));
        finding.help = fmt::format("write `{}: {}`", one.negated == as_it_is ? "unless" : "if", ast.word(name));
        // `!` at the beginning of a plain scalar is a tag.
        finding.edits.push_back(
            {one.where, as_it_is ? std::string(ast.word(name)) : fmt::format("\"!{}\"", ast.word(name))});
    }

private:
    const flow::Flow& flow_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::set<std::pair<base::FileId, std::uint32_t>> seen_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(context, page, diagnostics);
    for (const flow::Guards::Placed& one : context.survey.conditions()) search.look(*one.condition);
}

} // namespace

extern const Rule compared_with_true;
const Rule compared_with_true{
    .page = {.code = "CF7005",
             .name = "compared_with_true",
             .severity = base::Severity::note,
             .summary = "A truth value that is compared with true or false",
             .why = "`if: vip == true` says no more than `if: vip`, and `== false` no more than `unless:`.",
             .bad = R"(callflow: 1
name: shop
initial: menu
vars: {vip: false}
states:
  menu: {response: [say: Hello], next: [{to: desk, if: vip == true}, done]}
  desk: {response: [say: Desk], final: true}
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
vars: {vip: false}
states:
  menu: {response: [say: Hello], next: [{to: desk, if: vip}, done]}
  desk: {response: [say: Desk], final: true}
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {vip: {type: dyn}}
states:
  menu: {response: [say: Hello], next: [{to: desk, if: vip == true}, done]}
  desk: {response: [say: Desk], final: true}
  done: {response: [say: Goodbye], final: true}
)",
             .fixable = true},
    .category = "style",
    .check = find,
};

} // namespace callflow::lint::rules
