// Looks through the candidates of all variables, leaving out what cannot lead to the goals.
#include "expr/analyse_problem.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace callflow::expr {

namespace {

constexpr Outcomes single_outcomes[] = {gives_false, gives_true, gives_error};
constexpr std::uint32_t unset = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t max_opaque = 8; // more of them are not told apart

Outcomes conjunction(Outcomes a, Outcomes b) {
    Outcomes out = static_cast<Outcomes>((a | b) & gives_false);
    if ((a & gives_true) != 0 && (b & gives_true) != 0) out |= gives_true;
    const bool error = ((a & gives_error) != 0 && (b & (gives_error | gives_true)) != 0) ||
                       ((b & gives_error) != 0 && (a & (gives_error | gives_true)) != 0);
    return error ? static_cast<Outcomes>(out | gives_error) : out;
}

Outcomes negation(Outcomes a) {
    return static_cast<Outcomes>((a & gives_error) | ((a & gives_true) != 0 ? gives_false : 0) |
                                 ((a & gives_false) != 0 ? gives_true : 0));
}

// A depth-first walk: a level for each variable, then one for each atom that is not understood.
class Search {
public:
    explicit Search(const Question& question)
        : question_(question), slots_(question.slots), chosen_(question.variables.size(), unset),
          known_(question.atoms.size()) {
        for (std::uint32_t i = 0; i < question.atoms.size(); ++i) {
            const Atom& atom = question.atoms[i];
            const bool open = atom.sort == Atom::Sort::opaque && std::popcount(atom.possible) > 1;
            if (open && opaque_.size() < max_opaque) opaque_.push_back(i);
        }
    }

    SearchResult run() {
        if (question_.too_large) return {Answer::unknown, {}};
        bool uncertain = false;
        const std::size_t levels = question_.variables.size();
        std::vector<std::uint32_t> next(levels + 1, 0);
        std::size_t level = 0;
        if (!possible()) return {Answer::no, {}};
        for (;;) {
            if (level == levels) {
                if (verify()) return {Answer::yes, std::move(slots_)};
                uncertain = uncertain || opaque_may_help();
            } else if (next[level] < question_.variables[level].candidates.size()) {
                choose(level, next[level]++);
                if (possible()) next[++level] = 0;
                if (steps_ > max_analysis_steps) return {Answer::unknown, {}};
                continue;
            } else {
                chosen_[level] = unset;
            }
            if (steps_ > max_analysis_steps) return {Answer::unknown, {}};
            if (level == 0) return {uncertain ? Answer::unknown : Answer::no, {}};
            --level;
        }
    }

private:
    void choose(std::size_t variable, std::uint32_t candidate) {
        chosen_[variable] = candidate;
        const Variable& one = question_.variables[variable];
        slots_[one.slot] = one.candidates[candidate];
    }

    [[nodiscard]] Outcomes outcomes(std::uint32_t number) {
        const Atom& atom = question_.atoms[number];
        if (known_[number] != 0) return known_[number];
        if (atom.sort == Atom::Sort::single) {
            const std::uint32_t candidate = chosen_[atom.variables.front()];
            return candidate == unset ? atom.possible : atom.by_candidate[candidate];
        }
        if (atom.sort == Atom::Sort::opaque) return atom.possible;
        if (std::ranges::any_of(atom.variables, [&](std::uint32_t i) { return chosen_[i] == unset; }))
            return atom.possible;
        steps_ += atom.expression.ast().nodes.size();
        return outcome_of(atom.expression.evaluate(slots_));
    }

    // What a formula may come to.
    Outcomes outcomes(const Formula& formula) {
        values_.clear();
        for (const FormulaNode& node : formula.nodes) {
            ++steps_;
            const auto child = [&](std::size_t i) { return values_[node.children[i]]; };
            switch (node.kind) {
            case NodeKind::logical_not: values_.push_back(negation(child(0))); break;
            case NodeKind::logical_and:
            case NodeKind::logical_or: {
                const bool both = node.kind == NodeKind::logical_and;
                Outcomes all = gives_true;
                for (std::size_t i = 0; i < node.children.size(); ++i)
                    all = conjunction(all, both ? child(i) : negation(child(i)));
                values_.push_back(both ? all : negation(all));
                break;
            }
            case NodeKind::conditional: {
                Outcomes out = child(0) & gives_error;
                if ((child(0) & gives_true) != 0) out |= child(1);
                if ((child(0) & gives_false) != 0) out |= child(2);
                values_.push_back(out);
                break;
            }
            default: values_.push_back(outcomes(node.atom)); break;
            }
        }
        return values_.back();
    }

    // Whether, as far as is known, all goals may still be met.
    bool possible() {
        return std::ranges::all_of(question_.goals, [&](const Goal& goal) {
            const auto fits = [&](const Formula& formula) {
                const Outcomes wanted = formula.negated ? gives_false : gives_true;
                const Outcomes found = outcomes(formula);
                return goal.broken ? (found & ~wanted) != 0 : (found & wanted) != 0;
            };
            return goal.broken ? std::ranges::any_of(goal.formulas, fits) : std::ranges::all_of(goal.formulas, fits);
        });
    }

    // The goals by evaluating what was asked about.
    bool verify() {
        return std::ranges::all_of(question_.goals, [&](const Goal& goal) {
            const auto holds = [&](const Formula& formula) {
                steps_ += formula.expression.ast().nodes.size();
                const Outcomes wanted = formula.negated ? gives_false : gives_true;
                return outcome_of(formula.expression.evaluate(slots_)) == wanted;
            };
            return std::ranges::all_of(goal.formulas, holds) != goal.broken;
        });
    }

    // Whether some outcomes of what is not understood would meet the goals with the values chosen now.
    bool opaque_may_help() {
        std::vector<std::size_t> next(opaque_.size() + 1, 0);
        std::size_t level = 0;
        bool found = possible() && opaque_.empty();
        while (!found && !opaque_.empty() && steps_ <= max_analysis_steps) {
            if (next[level] == std::size(single_outcomes)) {
                known_[opaque_[level]] = 0;
                if (level == 0) break;
                --level;
                continue;
            }
            const Outcomes one = single_outcomes[next[level]++];
            known_[opaque_[level]] = one;
            if ((question_.atoms[opaque_[level]].possible & one) == 0 || !possible()) continue;
            if (level + 1 == opaque_.size())
                found = true;
            else
                next[++level] = 0;
        }
        for (const std::uint32_t atom : opaque_) known_[atom] = 0;
        return found || steps_ > max_analysis_steps;
    }

    const Question& question_;
    std::vector<Value> slots_;
    std::vector<std::uint32_t> chosen_; // of each variable
    std::vector<Outcomes> known_;       // of each atom: what an opaque one is taken for, 0 where it is not
    std::vector<std::uint32_t> opaque_;
    std::vector<Outcomes> values_;
    std::uint64_t steps_ = 0;
};

} // namespace

SearchResult search(const Question& question) { return Search(question).run(); }

} // namespace callflow::expr
