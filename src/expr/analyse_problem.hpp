// A question about guards as variables, atoms and formulas. Private to the analyser.
#pragma once

#include "expr/analyse.hpp"
#include "expr/ast.hpp"

#include <map>
#include <string>
#include <vector>

namespace callflow::expr {

// What a condition may come to: a set of these.
using Outcomes = std::uint8_t;
inline constexpr Outcomes gives_false = 1;
inline constexpr Outcomes gives_true = 2;
inline constexpr Outcomes gives_error = 4; // a value that is no bool counts as one
inline constexpr Outcomes gives_anything = 7;
[[nodiscard]] Outcomes outcome_of(const Value& value);

// A name or a record's field, and values that stand for all it may have.
struct Variable {
    std::string path;
    Slot slot = 0;
    Type type;
    Domain domain;
    bool may_be_absent = false;
    bool complete = false;         // `candidates` are all there are
    std::vector<Value> constants;  // it is compared with, by exact atoms
    std::vector<Value> numbers;    // int() of it is compared with, where it is a text
    std::vector<Value> sizes;      // size() of it is compared with
    bool ordered = false;          // a text that is compared by more than equality
    std::vector<Value> hints;      // other constants near it, which may bring luck
    std::vector<Value> candidates; // never empty; the plainest first
};

// The largest part of a condition that is no connective.
struct Atom {
    enum class Sort : std::uint8_t {
        single,   // exact: one variable, whose candidates stand for all of its values
        measured, // as single, where measures_hold(): `int(text) > 5`, `size(text) == 4`; else opaque
        joint,    // exact once its variables, all complete, have values
        opaque,
    };
    Sort sort = Sort::opaque;
    Expression expression;                // empty where it does not compile alone
    std::vector<std::uint32_t> variables; // each once
    Outcomes possible = gives_anything;   // whatever the variables are
    std::vector<Outcomes> by_candidate;   // of a single one
};

// A node of a formula, children before parents.
struct FormulaNode {
    NodeKind kind = NodeKind::literal; // literal: an atom; else a connective
    std::uint32_t atom = 0;
    std::vector<std::uint32_t> children;
};
struct Formula {
    std::vector<FormulaNode> nodes;
    Expression expression;
    bool negated = false;
};

// Formulas that must all hold, or with `broken` of which at least one must not.
struct Goal {
    std::vector<Formula> formulas;
    bool broken = false;
};

struct Question {
    std::vector<Variable> variables;
    std::vector<Atom> atoms;
    std::vector<Goal> goals; // all to be met
    std::uint32_t slots = 0;
    bool too_large = false;
};

inline constexpr std::size_t max_variables = 64;
inline constexpr std::size_t max_atoms = 256;
inline constexpr std::size_t max_candidates = 200; // of one variable

// Takes guards apart.
class QuestionBuilder {
public:
    explicit QuestionBuilder(Scope& scope) : scope_(scope) {}
    void add(Guard guard, bool broken);
    [[nodiscard]] Question finish();

private:
    [[nodiscard]] Formula formula(const Term& term);
    [[nodiscard]] std::uint32_t atom(const Ast& ast, const Node& node);
    void describe(Atom& atom);
    [[nodiscard]] std::uint32_t variable(const Reference& reference);
    [[nodiscard]] bool is_slot(const Ast& ast, const Node& node, const Atom& atom) const;
    [[nodiscard]] bool compares_with_constants(Atom& atom);
    [[nodiscard]] bool compares_measure(Atom& atom);
    void hint(const Atom& atom);
    [[nodiscard]] bool cannot_err(const Atom& atom) const;
    [[nodiscard]] Expression compile_part(std::string_view text);

    Scope& scope_;
    Question question_;
    std::map<std::string, std::uint32_t, std::less<>> atoms_by_text_;
    std::map<Slot, std::uint32_t> variables_by_slot_;
};

// Whether texts can be chosen that stand for all values where int() or size() of the variable is compared, too.
[[nodiscard]] bool measures_hold(const Variable& variable);
// Fills in the candidates: one of each class of values that the constants tell apart.
void choose_candidates(Variable& variable);

struct SearchResult {
    Answer found = Answer::unknown;
    std::vector<Value> slots; // where it is yes
};
// Looks for values that meet all goals.
[[nodiscard]] SearchResult search(const Question& question);

} // namespace callflow::expr
