#include "base/text.hpp"
#include "expr/analyse.hpp"
#include "flow/guards.hpp"
#include "lint/facts.hpp"
#include "lint/rule.hpp"
#include "lint/verdicts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : page_(page), diagnostics_(diagnostics), analyser_(context.flow.scope), facts_(context.flow, context.survey) {}

    // Reports the first condition with which those before it cannot hold, once however much it guards.
    void look(const flow::Guarded& guarded) {
        std::vector<const flow::Condition*>& conditions = conditions_;
        conditions.assign(guarded.enclosing.begin(), guarded.enclosing.end());
        for (const flow::Condition& one : guarded.own) conditions.push_back(&one);
        if (conditions.empty()) return;
        const std::vector<expr::Term> facts = facts_.about(guarded.state, conditions);
        key_.clear();
        for (const expr::Term& fact : facts) key_.append(fact.expression.text()).push_back('\n');
        for (std::size_t i = 0; i < conditions.size(); ++i) {
            const flow::Condition& one = *conditions[i];
            if (one.expression.empty()) return;
            key_.append(one.negated ? "!" : "=").append(one.expression.text()).push_back('\n');
            const auto ask = [&] { return analyser_.never(terms_of(facts, i)) == expr::Answer::yes; };
            if (!verdicts_.of(key_, ask)) continue;
            if (reported_.emplace(one.where.file, one.where.begin).second)
                report(conditions, i, terms_of(facts, i), facts.size());
            return;
        }
    }

private:
    // What is certain, and the conditions up to the last.
    [[nodiscard]] std::vector<expr::Term> terms_of(const std::vector<expr::Term>& facts, std::size_t last) const {
        std::vector<expr::Term> terms = facts;
        for (std::size_t i = 0; i <= last; ++i) terms.push_back({conditions_[i]->expression, conditions_[i]->negated});
        return terms;
    }

    // The first `facts` of the terms are what is certain there anyway.
    void report(const std::vector<const flow::Condition*>& conditions, std::size_t last,
                const std::vector<expr::Term>& terms, std::size_t facts) {
        const flow::Condition& one = *conditions[last];
        const expr::Term alone[] = {terms[facts + last]};
        std::vector<expr::Term> with_facts(terms.begin(), terms.begin() + static_cast<std::ptrdiff_t>(facts));
        with_facts.push_back(terms[facts + last]);
        const bool by_itself = analyser_.never(with_facts) == expr::Answer::yes;
        const std::string shown =
            base::quoted(fmt::format("{}: {}", one.negated ? "unless" : "if", one.expression.text()));
        auto& finding = diagnostics_.report(page_, one.where,
                                            by_itself ? fmt::format("{} never holds", shown)
                                                      : fmt::format("{} never holds where it stands", shown));
        finding.help = "what it guards never happens: correct the condition, or take both out";
        for (std::size_t i = 0; by_itself && i < facts; ++i) {
            if (terms[i].expression.text().starts_with("attempt"))
                finding.help = "no `same` leads back to the state, so `attempt` is always 1: write `to: same`, for a "
                               "state that is named begins anew";
        }
        if (by_itself) return;
        std::vector<const flow::Condition*> against(conditions.begin(),
                                                    conditions.begin() + static_cast<std::ptrdiff_t>(last));
        for (std::size_t i = last; i-- > 0;) {
            const expr::Term other[] = {terms[facts + i]};
            if (analyser_.contradicts(other, alone) != expr::Answer::yes) continue;
            against = {conditions[i]}; // it alone rules this one out
            break;
        }
        for (const flow::Condition* other : against)
            finding.notes.push_back({other->where, "this condition holds here too"});
    }

    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::vector<const flow::Condition*> conditions_; // of the one that is looked at
    std::string key_;
    expr::Analyser analyser_;
    Facts facts_;
    Verdicts verdicts_;
    std::set<std::pair<base::FileId, std::uint32_t>> reported_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(context, page, diagnostics);
    std::ranges::for_each(context.survey.guarded(), [&](const flow::Guarded& guarded) { search.look(guarded); });
}

} // namespace

extern const Rule never_holds;
const Rule never_holds{
    .page = {.code = "CF4005",
             .name = "never_holds",
             .severity = base::Severity::warning,
             .summary = "A condition that cannot hold",
             .why =
                 "Whatever values the vars and the caller's input have, the condition is false or an error, by itself "
                 "or together with those of the blocks around it. What it guards never happens. Known are "
                 "types, the `values`, `min` and `max` of vars, and comparisons with constants.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {type: string, values: [en, es], default: en}}
states:
  greeting:
    response: [say: Hello]
    next: [{to: french, if: 'language == "fr"'}, done]
  french: {response: [say: Bonjour], next: done}
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {type: string, values: [en, es, fr], default: en}}
states:
  greeting:
    response: [say: Hello]
    next: [{to: french, if: 'language == "fr"'}, done]
  french: {response: [say: Bonjour], next: done}
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {type: string, default: en}}
states:
  greeting:
    response: [say: Hello]
    next: [{to: french, if: 'language == "fr"'}, done]
  french: {response: [say: Bonjour], next: done}
  done: {final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
