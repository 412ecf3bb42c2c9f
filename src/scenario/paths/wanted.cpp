// Of what type something has to be: what is stored in a var, and what functions take.
#include "scenario/paths/hints.hpp"

namespace callflow::scenario {
namespace {

using expr::Ast;
using expr::Kind;
using expr::NodeKind;
using expr::Value;

// Goes down from a value that has to be of a type to what it is made of.
class Wants {
public:
    Wants(const Ast& ast, const Aliases& aliases, const expr::Domain& domain, Hints& hints)
        : ast_(ast), aliases_(aliases), domain_(domain), hints_(hints) {}

    // As deep as an expression may be.
    void want(std::uint32_t index, Kind kind, bool whole) {
        const expr::Node& node = ast_.nodes[index];
        const auto children = ast_.children_of(node);
        if (const std::string path = path_at(ast_, index, aliases_); !path.empty()) {
            Hint& hint = hints_[path];
            hint.kinds.insert(kind);
            if (whole) add_domain(kind, hint);
            return;
        }
        switch (node.kind) {
        case NodeKind::conditional:
            want(children[1], kind, whole);
            want(children[2], kind, whole);
            break;
        case NodeKind::add:
        case NodeKind::subtract:
        case NodeKind::multiply:
        case NodeKind::divide:
        case NodeKind::modulo:
        case NodeKind::negate:
            for (const std::uint32_t child : children) want(child, kind, false);
            break;
        case NodeKind::call: // math.round() and the like give what they are given
            if (ast_.word(node).starts_with("math."))
                for (const std::uint32_t child : children) want(child, kind, false);
            break;
        default: break;
        }
    }

private:
    // What the var may hold is worth bringing, its bounds too.
    void add_domain(Kind kind, Hint& hint) const {
        for (const std::string& one : domain_.values)
            if (auto value = expr::parse_plain(one, expr::Type::of(kind))) hint.constants.push_back(*std::move(value));
        for (const auto* bound : {&domain_.minimum, &domain_.maximum})
            if (*bound) hint.constants.push_back(**bound);
    }

    const Ast& ast_;
    const Aliases& aliases_;
    const expr::Domain& domain_;
    Hints& hints_;
};

} // namespace

void add_wanted(const expr::Expression& expression, const flow::Var& var, const Aliases& aliases, Hints& hints) {
    using Tag = expr::Type::Tag;
    const Kind kind = var.type.tag == Tag::plain  ? var.type.kind
                      : var.type.tag == Tag::list ? Kind::list
                      : var.type.tag == Tag::map  ? Kind::map
                                                  : Kind::absent;
    if (expression.empty() || kind == Kind::absent) return;
    Wants(expression.ast(), aliases, var.domain, hints).want(expression.ast().root(), kind, true);
}

} // namespace callflow::scenario
