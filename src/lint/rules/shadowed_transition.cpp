#include "base/text.hpp"
#include "expr/analyse.hpp"
#include "lint/rule.hpp"
#include "lint/verdicts.hpp"

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

    // `must_end`: the last one has no condition because the language asks for it.
    void branches(const std::vector<flow::Condition>& outer, const std::vector<flow::Branch>& branches,
                  std::vector<Seen>& seen, bool must_end = false) {
        for (const flow::Branch& branch : branches) {
            Terms guard = terms_of(outer, branch.conditions);
            if (!must_end || &branch != &branches.back()) opposites(branch, seen);
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
    void alone(const std::vector<flow::Branch>& list, bool must_end = false) {
        std::vector<Seen> seen;
        branches({}, list, seen, must_end);
    }
    void handlers(const std::vector<flow::Handler>& handlers) {
        std::map<flow::EventId, std::vector<Seen>> seen;
        for (const flow::Handler& handler : handlers)
            branches(handler.conditions, handler.branches, seen[handler.event]);
    }

private:
    // Of two before it, one with `if: x` and one with `unless: x`, one always holds: x is a var, and true or false.
    void opposites(const flow::Branch& branch, const std::vector<Seen>& seen) {
        constexpr std::size_t most = 20; // of those before it that are compared
        const auto plain = [](const Seen& one) {
            if (one.guard.size() != 1 || !base::is_name(one.guard.front().expression.text())) return false;
            return one.guard.front().expression.references().size() == 1;
        };
        for (std::size_t i = 0; i < std::min(seen.size(), most); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                const bool opposite =
                    plain(seen[i]) && plain(seen[j]) &&
                    seen[i].guard.front().negated != seen[j].guard.front().negated &&
                    seen[i].guard.front().expression.text() == seen[j].guard.front().expression.text();
                if (!opposite) continue;
                auto& finding = diagnostics_.report(
                    page_, branch.where, "this is never taken: one of two candidates before it always holds");
                finding.notes.push_back({seen[j].where, "this one, or"});
                finding.notes.push_back({seen[i].where, "this one is always taken first"});
                finding.help = "leave it out, or the condition of the one before";
                return;
            }
        }
    }

    // Why the earlier one always takes what the later one could; empty where it does not.
    std::string_view shadows(const Terms& earlier, const Terms& later) {
        if (earlier.empty()) return "the candidate before it has no condition";
        if (std::ranges::equal(earlier, later, same)) return "an earlier candidate has the same condition";
        if (later.empty() || !related(earlier, later)) return {};
        std::string key;
        for (const Terms* terms : {&earlier, &later}) {
            for (const expr::Term& one : *terms)
                key.append(one.negated ? "!" : "=").append(one.expression.text()).push_back('\n');
            key.push_back('\n');
        }
        return verdicts_.of(key, [&] { return implies(earlier, later); }) ? implied : std::string_view();
    }
    bool implies(const Terms& earlier, const Terms& later) {
        if (analyser_.never(later) == expr::Answer::yes) return false; // another finding's business, as is always
        if (analyser_.implies(later, earlier) != expr::Answer::yes) return false;
        return std::ranges::none_of(
            earlier, [this](const expr::Term& term) { return analyser_.always({&term, 1}) == expr::Answer::yes; });
    }

    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    expr::Analyser analyser_;
    Verdicts verdicts_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Scan scan(context, page, diagnostics);
    for (const flow::Body& body : context.flow.bodies) scan.handlers(body.on);
    for (const flow::State& state : context.flow.states) {
        scan.handlers(state.on);
        scan.alone(state.next, true);
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
