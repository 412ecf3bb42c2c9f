#include "lint/rule.hpp"

#include <map>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

// A guard as text: equal texts decide alike within one step, since nothing changes between guards.
std::string key_of(const std::vector<flow::Condition>& outer, const std::vector<flow::Condition>& inner) {
    std::string key;
    for (const auto* conditions : {&outer, &inner}) {
        for (const flow::Condition& condition : *conditions) {
            key += condition.negated ? "!" : "=";
            key += condition.expression.text();
            key += '\n';
        }
    }
    return key;
}

struct Seen {
    std::string guard;
    base::Span where;
};

// Reports candidates that come after one with no guard, or with the same guard. `switch` decides by
// its else too, so it takes every event that reaches it only when that cannot fail; it never shadows.
void scan(const std::vector<flow::Condition>& outer, const std::vector<flow::Branch>& branches, std::vector<Seen>& seen,
          const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::Branch& branch : branches) {
        const std::string guard = key_of(outer, branch.conditions);
        for (const Seen& earlier : seen) {
            if (!earlier.guard.empty() && earlier.guard != guard) continue;
            auto& finding = diagnostics.report(
                page, branch.where,
                earlier.guard.empty() ? "this is never taken: the candidate before it has no condition"
                                      : "this is never taken: an earlier candidate has the same condition");
            finding.notes.push_back({earlier.where, "this one is always taken first"});
            finding.help = "put candidates with conditions before the one without";
            break;
        }
        if (branch.kind != flow::Branch::Kind::choose) seen.push_back({guard, branch.where});
        for (const flow::Switch& choice : branch.choose) {
            for (const flow::SwitchCase& one : choice.cases) {
                std::vector<Seen> inner;
                scan({}, one.branches, inner, page, diagnostics);
            }
            std::vector<Seen> inner;
            scan({}, choice.otherwise, inner, page, diagnostics);
        }
    }
}

void scan_handlers(const std::vector<flow::Handler>& handlers, const base::Code& page, base::Diagnostics& diagnostics) {
    std::map<flow::EventId, std::vector<Seen>> seen;
    for (const flow::Handler& handler : handlers) {
        scan(handler.conditions, handler.branches, seen[handler.event], page, diagnostics);
    }
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::Body& body : context.flow.bodies) scan_handlers(body.on, page, diagnostics);
    for (const flow::State& state : context.flow.states) {
        scan_handlers(state.on, page, diagnostics);
        std::vector<Seen> seen;
        scan({}, state.next, seen, page, diagnostics);
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
                    "one without a condition, or with the same condition, a later one is never "
                    "taken.",
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
