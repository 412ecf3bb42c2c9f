#include "base/text.hpp"
#include "flow/graph.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Vars that the state's callbacks set to a constant after each transition into it.
std::vector<const flow::Assignment*> set_back(const flow::State& state) {
    std::vector<const flow::Assignment*> out;
    for (const auto* callbacks : {&state.before, &state.after}) {
        for (const flow::Callback& one : *callbacks) {
            if (one.unique || one.when == flow::When::failure) continue;
            for (const flow::Assignment& set : one.effect.set)
                if (!set.value.empty() && set.value.references().empty()) out.push_back(&set);
        }
    }
    return out;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    if (context.flow.defer_callbacks) return;
    for (flow::StateId id = 0; id < context.flow.states.size(); ++id) {
        const flow::State& state = context.flow.states[id];
        for (const flow::Assignment* reset : set_back(state)) {
            if (reset->var >= context.flow.vars.size()) continue;
            const std::string& name = context.flow.vars[reset->var].name;
            const flow::Assignment* counted = nullptr;
            const auto look = [&](const flow::Branch& branch) {
                const bool stays = branch.kind == flow::Branch::Kind::same || branch.target == id;
                const bool tested = std::ranges::any_of(branch.conditions, [&](const flow::Condition& one) {
                    return !one.expression.empty() &&
                           std::ranges::any_of(one.expression.references(),
                                               [&](const auto& reference) { return reference.path == name; });
                });
                if (!stays || !tested) return;
                for (const flow::Assignment& set : branch.set)
                    if (set.var == reset->var && !set.value.references().empty()) counted = &set;
            };
            for (const flow::Handler& one : state.on) flow::each_branch(one.branches, look);
            flow::each_branch(state.next, look);
            if (counted == nullptr) continue;
            auto& finding = diagnostics.report(
                page, reset->where,
                fmt::format("{} is set back at every try, so that it never reaches its end", base::quoted(name)));
            finding.help = "set it where the state is led to, or let the callback be `unique: true`";
            finding.notes.push_back({counted->where, "it is counted here"});
        }
    }
}

} // namespace

extern const Rule counter_restarts;
const Rule counter_restarts{
    .page = {.code = "CF4012",
             .name = "counter_restarts",
             .severity = base::Severity::warning,
             .summary = "A counter that is set back each time it is tested",
             .why = "A state's callbacks run at every transition into it, `same` included: a counter that one of "
                    "them sets to a number is that number whenever the state's guards look at it, and never reaches "
                    "its end. `unique: true` leaves loopbacks out.",
             .bad = R"(callflow: 1
name: shop
initial: menu
vars: {tries: 0}
states:
  menu:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Type your code.]}]
    after: [set: {tries: "0"}]
    on: {typed: [{to: same, if: tries < 3, set: {tries: tries + 1}}, done]}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
vars: {tries: 0}
states:
  menu:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Type your code.]}]
    after: [{set: {tries: "0"}, unique: true}]
    on: {typed: [{to: same, if: tries < 3, set: {tries: tries + 1}}, done]}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {tries: 0}
states:
  menu:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Type your code.]}]
    before: [set: {tries: "0"}]
    on: {typed: check}
    next: done
  check:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Once more.]}]
    on: {typed: [{to: same, if: tries < 3, set: {tries: tries + 1}}, done]}
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
