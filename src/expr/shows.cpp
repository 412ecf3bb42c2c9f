#include "expr/shows.hpp"

#include "expr/ast.hpp"
#include "expr/macros.hpp"

#include <algorithm>
#include <array>

namespace callflow::expr {
namespace {

// What they give is true or false, a size or a type.
constexpr std::array<std::string_view, 10> telling_nothing = {
    "size",     "type",    "bool",       "contains",   "startsWith",
    "endsWith", "matches", "math.isNaN", "math.isInf", "math.isFinite",
};

// Children stand before their parents, so that going backwards each node is known to show or not when it is looked at.
class Shown {
public:
    explicit Shown(const Ast& ast) : ast_(ast), shows_(ast.nodes.size(), false), range_of_(ast.nodes.size(), 0) {}

    std::vector<std::string> run() {
        shows_[ast_.root()] = true;
        for (std::size_t at = ast_.nodes.size(); at-- > 0;) {
            const Node& node = ast_.nodes[at];
            if (node.kind == NodeKind::variable && range_of_[at] != 0 && names(ast_.word(node)))
                shows_[range_of_[at] - 1] = true;
            if (shows_[at]) look(node);
        }
        return std::move(out_);
    }

private:
    void look(const Node& node) {
        switch (node.kind) {
        case NodeKind::name: add(std::string(ast_.word(node))); break;
        case NodeKind::member: member(node); break;
        case NodeKind::call:
        case NodeKind::method:
            if (std::ranges::find(telling_nothing, ast_.word(node)) == telling_nothing.end()) children(node, 0);
            break;
        case NodeKind::conditional: children(node, 1); break;
        case NodeKind::macro: macro(node); break;
        case NodeKind::index:
        case NodeKind::list:
        case NodeKind::map:
        case NodeKind::negate:
        case NodeKind::multiply:
        case NodeKind::divide:
        case NodeKind::modulo:
        case NodeKind::add:
        case NodeKind::subtract: children(node, 0); break;
        default: break; // literals, and what is true or false
        }
    }

    void children(const Node& node, std::size_t from) {
        const auto all = ast_.children_of(node);
        for (std::size_t i = from; i < all.size(); ++i) shows_[all[i]] = true;
    }

    // `a.b.c` is one path; behind anything but a name it is what it is taken from.
    void member(const Node& node) {
        std::vector<std::string_view> fields;
        const Node* at = &node;
        std::uint32_t below = 0;
        while (at->kind == NodeKind::member) {
            fields.push_back(ast_.word(*at));
            below = ast_.children_of(*at).front();
            at = &ast_.nodes[below];
        }
        if (at->kind != NodeKind::name) {
            shows_[below] = true;
            return;
        }
        std::string path(ast_.word(*at));
        for (auto field = fields.rbegin(); field != fields.rend(); ++field) path.append(".").append(*field);
        add(std::move(path));
    }

    // What is made of each element shows; what it is made from where the variables are in it.
    void macro(const Node& node) {
        const Macro& macro = macro_at(node.data);
        const auto all = ast_.children_of(node);
        // a filter gives elements, a map keeps its keys
        if (macro.kind == MacroKind::filter || macro.kind == MacroKind::transform_map) shows_[all.front()] = true;
        if (macro.kind < MacroKind::map) return;
        shows_[all.back()] = true;
        for (std::uint32_t i = 1; i <= macro.variables; ++i) range_of_[all[i]] = all.front() + 1;
    }

    void add(std::string path) {
        if (std::ranges::find(out_, path) == out_.end()) out_.push_back(std::move(path));
    }
    [[nodiscard]] bool names(std::string_view variable) const {
        return std::ranges::any_of(out_, [&](const std::string& one) {
            return one == variable || one.starts_with(std::string(variable) + ".");
        });
    }

    const Ast& ast_;
    std::vector<bool> shows_;
    std::vector<std::uint32_t> range_of_; // per variable of a macro: its range and one; 0: the macro does not show
    std::vector<std::string> out_;
};

} // namespace

std::vector<std::string> shown_names(const Expression& expression) {
    if (expression.empty()) return {};
    return Shown(expression.ast()).run();
}

} // namespace callflow::expr
