#include "base/text.hpp"
#include "expr/analyse.hpp"
#include "flow/graph.hpp"
#include "flow/guards.hpp"
#include "lint/facts.hpp"
#include "lint/rule.hpp"
#include "lint/verdicts.hpp"

#include <fmt/format.h>
#include <set>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(context.flow), page_(page), diagnostics_(diagnostics), analyser_(context.flow.scope),
          facts_(context.flow, context.survey) {}

    void look(flow::StateId state, const flow::Condition& one) {
        if (one.expression.empty() || !always(state, one) || begins_anew(state, one)) return;
        if (!reported_.emplace(one.where.file, one.where.begin).second) return;
        diagnostics_
            .report(page_, one.where,
                    base::quoted(fmt::format("{}: {}", one.negated ? "unless" : "if", one.expression.text())) +
                        " always holds")
            .help = "correct the condition, or leave it out";
    }

private:
    // `{to: menu, if: attempt < 3}` in the state menu has a rule of its own, attempt_restarts.
    [[nodiscard]] bool begins_anew(flow::StateId id, const flow::Condition& condition) const {
        const auto names = condition.expression.references();
        if (id == flow::none || names.size() != 1 || names.front().path != "attempt") return false;
        bool found = false;
        const auto look = [&](const flow::Branch& branch) {
            if (branch.kind != flow::Branch::Kind::state || branch.target != id) return;
            for (const flow::Condition& one : branch.conditions) found = found || &one == &condition;
        };
        for (const flow::Handler& one : flow_.states[id].on) flow::each_branch(one.branches, look);
        flow::each_branch(flow_.states[id].next, look);
        return found;
    }

    bool always(flow::StateId state, const flow::Condition& one) {
        const flow::Condition* const alone[] = {&one};
        const std::vector<expr::Term> facts = facts_.about(state, alone);
        key_.assign(one.negated ? "!" : "=").append(one.expression.text());
        for (const expr::Term& fact : facts) key_.append("\n").append(fact.expression.text());
        return verdicts_.of(key_, [&] {
            const expr::Term term[] = {{one.expression, one.negated}};
            return analyser_.implies(facts, term) == expr::Answer::yes;
        });
    }

    const flow::Flow& flow_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    expr::Analyser analyser_;
    Facts facts_;
    Verdicts verdicts_;
    std::string key_;
    std::set<std::pair<base::FileId, std::uint32_t>> reported_; // a text that is taken in often is one place
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(context, page, diagnostics);
    for (const flow::Guards::Placed& one : context.survey.conditions()) search.look(one.state, *one.condition);
}

} // namespace

extern const Rule always_holds;
const Rule always_holds{
    .page =
        {.code = "CF4006",
         .name = "always_holds",
         .severity = base::Severity::warning,
         .summary = "A condition that holds whatever happens",
         .why = "Whatever values the vars and the caller's input have, the condition holds, so it decides nothing, and "
                "candidates after it are never taken. Often `||` stands where `&&` was meant. Known are types, the "
                "`values`, `min` and `max` of vars, and comparisons with constants.",
         .bad = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {type: string, default: en}}
states:
  greeting:
    response: [say: Hello]
    next: [{to: closed, if: 'language != "en" || language != "es"'}, sales]
  sales: {final: true}
  closed: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {type: string, default: en}}
states:
  greeting:
    response: [say: Hello]
    next: [{to: closed, if: 'language != "en" && language != "es"'}, sales]
  sales: {final: true}
  closed: {final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {type: string, default: en}}
states:
  greeting:
    response: [say: Hello]
    next: [{to: closed, if: 'language != "en" || call.from != "es"'}, sales]
  sales: {final: true}
  closed: {final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
