// Guards -> atoms, variables and formulas.
#include "expr/analyse_problem.hpp"
#include "expr/types.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>

namespace callflow::expr {

namespace {

bool connects(NodeKind kind) {
    return kind == NodeKind::logical_and || kind == NodeKind::logical_or || kind == NodeKind::logical_not ||
           kind == NodeKind::conditional;
}

bool is_comparison(NodeKind kind) { return kind >= NodeKind::less && kind <= NodeKind::in; }

bool has_order(Kind kind) {
    return kind == Kind::boolean || kind == Kind::integer || kind == Kind::unsigned_integer || kind == Kind::real ||
           kind == Kind::string || kind == Kind::timestamp || kind == Kind::duration;
}

bool is_zero(const Ast& ast, const Node& node) {
    if (node.kind != NodeKind::literal) return false;
    const Value& value = ast.literals[node.data];
    return (value.kind() == Kind::integer && value.as_integer() == 0) ||
           (value.kind() == Kind::unsigned_integer && value.as_unsigned() == 0);
}

// Whether an operation that is certainly reached divides by an int 0, which errs whatever it divides.
bool always_errs(const Ast& ast) {
    std::vector<std::uint32_t> left{ast.root()};
    while (!left.empty()) {
        const Node& node = ast.nodes[left.back()];
        left.pop_back();
        const bool strict = node.kind == NodeKind::negate || node.kind == NodeKind::member ||
                            node.kind == NodeKind::index || node.kind == NodeKind::list ||
                            (node.kind >= NodeKind::multiply && node.kind <= NodeKind::in);
        if (!strict) continue;
        const auto children = ast.children_of(node);
        const bool divides = node.kind == NodeKind::divide || node.kind == NodeKind::modulo;
        if (divides && is_zero(ast, ast.nodes[children[1]])) return true;
        left.insert(left.end(), children.begin(), children.end());
    }
    return false;
}

// The items of a list, the keys of a map, or the value itself.
std::vector<Value> compared_with(const Value& constant, bool inside) {
    if (inside && constant.kind() == Kind::list) {
        const auto items = constant.as_list();
        return {items.begin(), items.end()};
    }
    std::vector<Value> values;
    if (inside && constant.kind() == Kind::map) {
        for (const Value& key : constant.as_map() | std::views::keys) values.push_back(key);
    } else {
        values.push_back(constant);
    }
    return values;
}

} // namespace

Outcomes outcome_of(const Value& value) {
    if (value.kind() != Kind::boolean) return gives_error;
    return value.as_boolean() ? gives_true : gives_false;
}

void QuestionBuilder::add(Guard guard, bool broken) {
    Goal goal;
    goal.broken = broken;
    for (const Term& term : guard) goal.formulas.push_back(formula(term));
    question_.goals.push_back(std::move(goal));
}

Formula QuestionBuilder::formula(const Term& term) {
    const Ast& ast = term.expression.ast();
    Formula out;
    out.expression = term.expression;
    out.negated = term.negated;
    // Parents stand behind their children: going down marks what is reached through connectives only.
    std::vector<bool> reached(ast.nodes.size());
    reached.back() = true;
    for (std::uint32_t i = ast.root() + 1; i-- > 0;) {
        if (!reached[i] || !connects(ast.nodes[i].kind)) continue;
        for (const std::uint32_t child : ast.children_of(ast.nodes[i])) reached[child] = true;
    }
    std::vector<std::uint32_t> place(ast.nodes.size());
    for (std::uint32_t i = 0; i <= ast.root(); ++i) {
        if (!reached[i]) continue;
        const Node& node = ast.nodes[i];
        FormulaNode made;
        if (connects(node.kind)) {
            made.kind = node.kind;
            for (const std::uint32_t child : ast.children_of(node)) made.children.push_back(place[child]);
        } else {
            made.atom = atom(ast, node);
        }
        place[i] = static_cast<std::uint32_t>(out.nodes.size());
        out.nodes.push_back(std::move(made));
    }
    return out;
}

Expression QuestionBuilder::compile_part(std::string_view text) {
    base::Diagnostics unused;
    return compile(text, scope_, Type::dynamic(), {}, unused);
}

// The same text is the same atom: it comes out the same wherever it stands.
std::uint32_t QuestionBuilder::atom(const Ast& ast, const Node& node) {
    const std::string_view text = ast.slice(node.where);
    if (const auto found = atoms_by_text_.find(text); found != atoms_by_text_.end()) return found->second;
    const auto number = static_cast<std::uint32_t>(question_.atoms.size());
    atoms_by_text_.emplace(text, number);
    Atom made;
    question_.too_large = question_.too_large || number >= max_atoms;
    if (!question_.too_large) {
        made.expression = compile_part(text);
        if (!made.expression.empty()) describe(made);
    }
    question_.atoms.push_back(std::move(made));
    return number;
}

std::uint32_t QuestionBuilder::variable(const Reference& reference) {
    const auto [found, fresh] =
        variables_by_slot_.emplace(reference.slot, static_cast<std::uint32_t>(question_.variables.size()));
    if (!fresh) return found->second;
    question_.too_large = question_.too_large || question_.variables.size() >= max_variables;
    Variable made;
    made.path = reference.path;
    made.slot = reference.slot;
    if (const Scope::Found plain = scope_.find(reference.path); plain.what == Scope::Found::What::plain) {
        made.type = *plain.type;
        made.domain = *plain.domain;
    } else {
        made.may_be_absent = true;
        const auto& fields = scope_.record_slots();
        const auto field = std::ranges::find(fields, reference.slot, &RecordSlot::slot);
        if (field != fields.end()) made.type = field->type;
    }
    question_.variables.push_back(std::move(made));
    return found->second;
}

void QuestionBuilder::describe(Atom& atom) {
    for (const Reference& one : atom.expression.references()) {
        const std::uint32_t number = variable(one);
        if (std::ranges::find(atom.variables, number) == atom.variables.end()) atom.variables.push_back(number);
    }
    if (atom.variables.empty()) {
        atom.possible = outcome_of(atom.expression.evaluate({}));
    } else if (always_errs(atom.expression.ast())) {
        atom.possible = gives_error;
    } else if (compares_with_constants(atom)) {
        atom.sort = Atom::Sort::single;
        return;
    } else if (compares_measure(atom)) {
        atom.sort = Atom::Sort::measured;
        return;
    } else if (cannot_err(atom)) {
        atom.possible = gives_true | gives_false;
    }
    hint(atom);
}

void QuestionBuilder::hint(const Atom& atom) {
    for (const Value& literal : atom.expression.ast().literals) {
        for (const std::uint32_t number : atom.variables) question_.variables[number].hints.push_back(literal);
    }
}

// Whether a node is nothing but one of the atom's variables.
bool QuestionBuilder::is_slot(const Ast& ast, const Node& node, const Atom& atom) const {
    if (node.kind != NodeKind::name && node.kind != NodeKind::member) return false;
    return std::ranges::any_of(atom.variables, [&](std::uint32_t number) {
        return question_.variables[number].path == ast.slice(node.where);
    });
}

// Of one variable: it alone, has() of it, or its comparison with a constant, whose classes of values are
// known then.
bool QuestionBuilder::compares_with_constants(Atom& atom) {
    const Ast& ast = atom.expression.ast();
    const Node& root = ast.nodes[ast.root()];
    if (atom.expression.references().size() != 1) return false;
    Variable& variable = question_.variables[atom.variables.front()];
    if (variable.type.tag != Type::Tag::plain || !has_order(variable.type.kind)) return false;
    if (root.kind == NodeKind::has_member) return variable.may_be_absent;
    if (is_slot(ast, root, atom)) return true;
    if (!is_comparison(root.kind)) return false;
    const auto children = ast.children_of(root);
    const bool left = is_slot(ast, ast.nodes[children[0]], atom);
    if (!left && (root.kind == NodeKind::in || !is_slot(ast, ast.nodes[children[1]], atom))) return false;
    const Expression other = compile_part(ast.slice(ast.nodes[children[left ? 1 : 0]].where));
    if (other.empty() || !other.references().empty()) return false;
    const Value constant = other.evaluate({});
    if (constant.is_error()) {
        atom.possible = gives_error;
        return true;
    }
    for (Value& one : compared_with(constant, root.kind == NodeKind::in)) variable.constants.push_back(std::move(one));
    variable.ordered = variable.ordered || (root.kind >= NodeKind::less && root.kind <= NodeKind::greater_equal);
    return true;
}

// `int(text)` or `size(text)` of one variable, compared with whole numbers.
bool QuestionBuilder::compares_measure(Atom& atom) {
    const Ast& ast = atom.expression.ast();
    const Node& root = ast.nodes[ast.root()];
    if (atom.expression.references().size() != 1 || !is_comparison(root.kind)) return false;
    Variable& variable = question_.variables[atom.variables.front()];
    if (variable.type.tag != Type::Tag::plain || variable.type.kind != Kind::string) return false;
    const auto measures = [&](const Node& node) {
        if ((node.kind != NodeKind::call && node.kind != NodeKind::method) || node.count != 1) return false;
        const std::string_view word = ast.word(node);
        if (word != "size" && (word != "int" || node.kind != NodeKind::call)) return false;
        return is_slot(ast, ast.nodes[ast.children_of(node).front()], atom);
    };
    const auto children = ast.children_of(root);
    const bool left = measures(ast.nodes[children[0]]);
    if (!left && (root.kind == NodeKind::in || !measures(ast.nodes[children[1]]))) return false;
    const Expression other = compile_part(ast.slice(ast.nodes[children[left ? 1 : 0]].where));
    if (other.empty() || !other.references().empty()) return false;
    std::vector<Value> constants = compared_with(other.evaluate({}), root.kind == NodeKind::in);
    if (!std::ranges::all_of(constants, [](const Value& one) { return one.kind() == Kind::integer; })) return false;
    const bool number = ast.word(ast.nodes[children[left ? 0 : 1]]) == "int";
    std::ranges::move(constants, std::back_inserter(number ? variable.numbers : variable.sizes));
    return true;
}

// Total operations on variables whose types are known.
bool QuestionBuilder::cannot_err(const Atom& atom) const {
    const Ast& ast = atom.expression.ast();
    const Node& root = ast.nodes[ast.root()];
    const std::string_view word = root.kind == NodeKind::method ? ast.word(root) : std::string_view();
    const bool asks = word == "startsWith" || word == "endsWith" || word == "contains";
    if ((!is_comparison(root.kind) && !asks) || root.kind == NodeKind::in || root.count != 2) return false;
    std::vector<Kind> kinds;
    for (const std::uint32_t child : ast.children_of(root)) {
        const Node& node = ast.nodes[child];
        if (node.kind == NodeKind::literal) {
            kinds.push_back(ast.literals[node.data].kind());
            continue;
        }
        const auto found = std::ranges::find_if(atom.variables, [&](std::uint32_t number) {
            return question_.variables[number].path == ast.slice(node.where);
        });
        if (found == atom.variables.end() || !is_slot(ast, node, atom)) return false;
        const Type& type = question_.variables[*found].type;
        if (type.tag != Type::Tag::plain) return false;
        kinds.push_back(type.kind);
    }
    if (kinds[0] != kinds[1]) return false;
    return asks ? kinds[0] == Kind::string : has_order(kinds[0]);
}

Question QuestionBuilder::finish() {
    question_.slots = scope_.slot_count();
    for (Atom& atom : question_.atoms) {
        if (atom.sort != Atom::Sort::measured) continue;
        const bool exact = measures_hold(question_.variables[atom.variables.front()]);
        atom.sort = exact ? Atom::Sort::single : Atom::Sort::opaque;
        if (exact) continue;
        hint(atom);
        if (cannot_err(atom)) atom.possible = gives_true | gives_false;
    }
    for (Variable& one : question_.variables) {
        choose_candidates(one);
        question_.too_large = question_.too_large || one.candidates.size() > max_candidates;
    }
    if (question_.too_large) return std::move(question_);
    std::vector<Value> slots(question_.slots);
    for (Atom& atom : question_.atoms) {
        if (atom.sort == Atom::Sort::single) {
            const Variable& variable = question_.variables[atom.variables.front()];
            Outcomes possible = 0;
            for (const Value& candidate : variable.candidates) {
                slots[variable.slot] = candidate;
                atom.by_candidate.push_back(outcome_of(atom.expression.evaluate(slots)));
                possible |= atom.by_candidate.back();
            }
            atom.possible = possible;
        } else if (!atom.expression.empty() && !atom.variables.empty() &&
                   std::ranges::all_of(atom.variables,
                                       [&](std::uint32_t i) { return question_.variables[i].complete; })) {
            atom.sort = Atom::Sort::joint;
        }
    }
    return std::move(question_);
}

} // namespace callflow::expr
