#include "expr/ast.hpp"

namespace callflow::expr {

std::string_view operator_text(NodeKind kind) {
    switch (kind) {
    case NodeKind::logical_not: return "!";
    case NodeKind::negate:
    case NodeKind::subtract: return "-";
    case NodeKind::multiply: return "*";
    case NodeKind::divide: return "/";
    case NodeKind::modulo: return "%";
    case NodeKind::add: return "+";
    case NodeKind::less: return "<";
    case NodeKind::less_equal: return "<=";
    case NodeKind::greater: return ">";
    case NodeKind::greater_equal: return ">=";
    case NodeKind::equal: return "==";
    case NodeKind::not_equal: return "!=";
    case NodeKind::in: return "in";
    case NodeKind::logical_and: return "&&";
    case NodeKind::logical_or: return "||";
    case NodeKind::conditional: return "?";
    default: return {};
    }
}

} // namespace callflow::expr
