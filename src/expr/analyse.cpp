#include "expr/analyse.hpp"

#include "expr/analyse_problem.hpp"

#include <set>

namespace callflow::expr {

namespace {

struct Wanted {
    Guard guard;
    bool broken = false; // it must not hold
};

SearchResult find(Scope& scope, std::span<const Wanted> wanted) {
    QuestionBuilder builder(scope);
    for (const Wanted& one : wanted) builder.add(one.guard, one.broken);
    return search(builder.finish());
}

SearchResult find(Scope& scope, std::initializer_list<Wanted> wanted) {
    return find(scope, std::span<const Wanted>(wanted.begin(), wanted.size()));
}

// Nothing is found where the question was whether there is anything.
Answer none(const SearchResult& result) {
    if (result.found == Answer::unknown) return Answer::unknown;
    return result.found == Answer::yes ? Answer::no : Answer::yes;
}

// Compiles a part that uses no names.
std::optional<Value> evaluate_alone(std::string_view text) {
    Scope empty;
    base::Diagnostics unused;
    const Expression part = compile(text, empty, Type::dynamic(), {}, unused, CompileMode::lenient);
    if (part.empty() || !part.references().empty()) return std::nullopt;
    return part.evaluate({});
}

// Folds connectives and branches over the parts of an expression that use no names.
class Folder {
public:
    explicit Folder(const Ast& ast) : ast_(ast) {}

    std::optional<Value> run() {
        find_named();
        std::vector<std::optional<Value>> known(ast_.nodes.size());
        for (std::uint32_t i = 0; i <= ast_.root(); ++i) known[i] = fold(i, known);
        return known[ast_.root()];
    }

private:
    void find_named() {
        named_.resize(ast_.nodes.size());
        wanted_.resize(ast_.nodes.size());
        for (std::uint32_t i = 0; i <= ast_.root(); ++i) {
            const Node& node = ast_.nodes[i];
            named_[i] = node.kind == NodeKind::name || node.kind == NodeKind::variable;
            for (const std::uint32_t child : ast_.children_of(node)) named_[i] = named_[i] || named_[child];
        }
        // Only whole parts are evaluated: below a connective or a branch, on the way down from the root.
        wanted_.back() = true;
        for (std::uint32_t i = ast_.root() + 1; i-- > 0;) {
            if (!wanted_[i] || !folds(ast_.nodes[i].kind)) continue;
            for (const std::uint32_t child : ast_.children_of(ast_.nodes[i])) wanted_[child] = true;
        }
    }

    static bool folds(NodeKind kind) {
        return kind == NodeKind::logical_and || kind == NodeKind::logical_or || kind == NodeKind::logical_not ||
               kind == NodeKind::conditional;
    }

    [[nodiscard]] std::optional<Value> fold(std::uint32_t i, const std::vector<std::optional<Value>>& known) const {
        const Node& node = ast_.nodes[i];
        if (!wanted_[i]) return std::nullopt;
        if (!folds(node.kind)) return named_[i] ? std::nullopt : evaluate_alone(ast_.slice(node.where));
        const auto children = ast_.children_of(node);
        const auto& first = known[children.front()];
        if (node.kind == NodeKind::logical_not) {
            if (!first || first->kind() != Kind::boolean) return std::nullopt;
            return Value::boolean(!first->as_boolean());
        }
        if (node.kind == NodeKind::conditional) {
            if (!first || first->kind() != Kind::boolean) return std::nullopt;
            return known[children[first->as_boolean() ? 1 : 2]];
        }
        // One operand that decides is enough, wherever it stands; else all have to be plain.
        const bool decides = node.kind == NodeKind::logical_or;
        bool all = true;
        for (const std::uint32_t child : children) {
            const bool plain = known[child] && known[child]->kind() == Kind::boolean;
            if (plain && known[child]->as_boolean() == decides) return Value::boolean(decides);
            all = all && plain;
        }
        return all ? std::optional(Value::boolean(!decides)) : std::nullopt;
    }

    const Ast& ast_;
    std::vector<bool> named_;
    std::vector<bool> wanted_;
};

} // namespace

std::optional<Value> constant_value(const Expression& expression) {
    if (expression.empty()) return std::nullopt;
    if (expression.references().empty()) return expression.evaluate({});
    return Folder(expression.ast()).run();
}

Answer Analyser::always(Guard guard) { return none(find(scope_, {{guard, true}})); }

Answer Analyser::never(Guard guard) { return none(find(scope_, {{guard, false}})); }

Answer Analyser::contradicts(Guard a, Guard b) { return none(find(scope_, {{a, false}, {b, false}})); }

Answer Analyser::implies(Guard a, Guard b) { return none(find(scope_, {{a, false}, {b, true}})); }

Answer Analyser::covers(std::span<const Guard> guards) {
    std::vector<Wanted> wanted;
    wanted.reserve(guards.size());
    for (const Guard guard : guards) wanted.push_back({guard, true});
    return none(find(scope_, wanted));
}

Analyser::Model Analyser::model(const Expression& expression, bool want) {
    const Term term{expression, !want};
    SearchResult result = find(scope_, {{Guard(&term, 1), false}});
    Model model;
    model.found = result.found;
    if (result.found != Answer::yes) return model;
    std::set<Slot> seen;
    for (const Reference& one : expression.references()) {
        if (!seen.insert(one.slot).second || result.slots[one.slot].is_absent()) continue;
        model.values.push_back({one.path, one.slot, result.slots[one.slot]});
    }
    return model;
}

} // namespace callflow::expr
