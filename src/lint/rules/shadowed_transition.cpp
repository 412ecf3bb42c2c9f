#include "expr/analyse.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

using Terms = std::vector<expr::Term>;

Terms terms_of(const std::vector<flow::Condition>& outer, const std::vector<flow::Condition>& inner) {
    Terms terms;
    for (const auto* conditions : {&outer, &inner}) {
        for (const flow::Condition& condition : *conditions) terms.push_back({condition.expression, condition.negated});
    }
    return terms;
}

bool same(const expr::Term& a, const expr::Term& b) {
    return a.negated == b.negated && a.expression.text() == b.expression.text();
}

// Whether they read a name in common: else neither says anything about the other.
bool related(const Terms& a, const Terms& b) {
    const auto reads = [](const Terms& terms, expr::Slot slot) {
        return std::ranges::any_of(terms, [slot](const expr::Term& term) {
            return std::ranges::find(term.expression.references(), slot, &expr::Reference::slot) !=
                   term.expression.references().end();
        });
    };
    return std::ranges::any_of(a, [&](const expr::Term& term) {
        return std::ranges::any_of(term.expression.references(),
                                   [&](const expr::Reference& reference) { return reads(b, reference.slot); });
    });
}

constexpr std::string_view implied = "an earlier candidate holds whenever this one does";

struct Seen {
    Terms guard;
    base::Span where;
};

// Reports candidates that come after one which holds whenever they do. `switch` decides by its else too, so
// it takes every event that reaches it only when that cannot fail; it never shadows.
class Scan {
public:
    Scan(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : page_(page), diagnostics_(diagnostics), analyser_(context.flow.scope) {}

    void branches(const std::vector<flow::Condition>& outer, const std::vector<flow::Branch>& branches,
                  std::vector<Seen>& seen) {
        for (const flow::Branch& branch : branches) {
            Terms guard = terms_of(outer, branch.conditions);
            for (const Seen& earlier : seen) {
                const std::string_view why = shadows(earlier.guard, guard);
                if (why.empty()) continue;
                auto& finding = diagnostics_.report(page_, branch.where, "this is never taken: " + std::string(why));
                finding.notes.push_back({earlier.where, "this one is always taken first"});
                finding.help = "put candidates with conditions before the one without";
                if (why == implied) finding.help = "put the narrower condition first";
                break;
            }
            if (branch.kind != flow::Branch::Kind::choose) seen.push_back({std::move(guard), branch.where});
            for (const flow::Switch& choice : branch.choose) {
                for (const flow::SwitchCase& one : choice.cases) alone(one.branches);
                alone(choice.otherwise);
            }
        }
    }
    void alone(const std::vector<flow::Branch>& list) {
        std::vector<Seen> seen;
        branches({}, list, seen);
    }
    void handlers(const std::vector<flow::Handler>& handlers) {
        std::map<flow::EventId, std::vector<Seen>> seen;
        for (const flow::Handler& handler : handlers)
            branches(handler.conditions, handler.branches, seen[handler.event]);
    }

private:
    // Why the earlier one always takes what the later one could; empty where it does not.
    std::string_view shadows(const Terms& earlier, const Terms& later) {
        if (earlier.empty()) return "the candidate before it has no condition";
        if (std::ranges::equal(earlier, later, same)) return "an earlier candidate has the same condition";
        if (later.empty() || questions_ == 0 || !related(earlier, later)) return {};
        --questions_;
        if (analyser_.never(later) == expr::Answer::yes) return {}; // another finding's business, as is always
        if (analyser_.implies(later, earlier) != expr::Answer::yes) return {};
        const auto always = [this](const expr::Term& term) {
            return analyser_.always({&term, 1}) == expr::Answer::yes;
        };
        return std::ranges::any_of(earlier, always) ? std::string_view() : implied;
    }

    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    expr::Analyser analyser_;
    std::uint32_t questions_ = 2000; // that are still asked; a bound on the work for a strange flow
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Scan scan(context, page, diagnostics);
    for (const flow::Body& body : context.flow.bodies) scan.handlers(body.on);
    for (const flow::State& state : context.flow.states) {
        scan.handlers(state.on);
        scan.alone(state.next);
    }
}

} // namespace

extern const Rule shadowed_transition;
const Rule shadowed_transition{
    .page = {.code = "CF3003",
             .name = "shadowed_transition",
             .severity = base::Severity::warning,
             .summary = "A candidate that an earlier one always takes first",
             .why = "Candidates are tried in the order written and the first that holds wins. After "
                    "one without a condition, or with one that holds whenever its own does, a later "
                    "one is never taken.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
vars: {open: true}
states:
  greeting:
    response: [say: Hello]
    next: [closed, {to: sales, if: open}, closed]
  sales: {final: true}
  closed: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
vars: {open: true}
states:
  greeting:
    response: [say: Hello]
    next: [{to: sales, if: open}, closed]
  sales: {final: true}
  closed: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {open: true}
states:
  greeting:
    response: [say: Hello]
    next: [{to: sales, if: open}, {to: closed, unless: open}, sales]
  sales: {final: true}
  closed: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
