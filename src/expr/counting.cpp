#include "expr/counting.hpp"

#include "expr/ast.hpp"

#include <cstddef>

namespace callflow::expr {

std::optional<std::int64_t> step_of(const Expression& value, std::string_view name) {
    const Ast& ast = value.ast();
    const Node& root = ast.nodes[ast.root()];
    const bool adds = root.kind == NodeKind::add;
    if (!adds && root.kind != NodeKind::subtract) return std::nullopt;
    const auto children = ast.children_of(root);
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
        const Node& counted = ast.nodes[children[side]];
        const Node& number = ast.nodes[children[1 - side]];
        if (counted.kind != NodeKind::name || number.kind != NodeKind::literal || (!adds && side == 1)) continue;
        const Value& literal = ast.literals[number.data];
        if (ast.word(counted) != name || literal.kind() != Kind::integer) return std::nullopt;
        return adds ? literal.as_integer() : -literal.as_integer();
    }
    return std::nullopt;
}

} // namespace callflow::expr
