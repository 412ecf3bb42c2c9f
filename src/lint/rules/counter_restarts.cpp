#include "base/text.hpp"
#include "expr/analyse.hpp"
#include "expr/counting.hpp"
#include "flow/graph.hpp"
#include "flow/guards.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
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

// Vars that transitions set back on all ways round on which they count them.
class Resets {
public:
    Resets(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(context.flow), survey_(context.survey), page_(page), diagnostics_(diagnostics),
          vars_(flow_.vars.size()) {}

    void run() {
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            const flow::State& state = flow_.states[id];
            const auto look = [&](const flow::Branch& branch) {
                const bool same = branch.kind == flow::Branch::Kind::same;
                for (const flow::Assignment& one : branch.set) setting(id, same ? id : branch.target, branch, one);
            };
            for (const flow::Handler& one : state.on) flow::each_branch(one.branches, look);
            flow::each_branch(state.next, look);
        }
        for (const flow::Setting& one : survey_.settings()) ++vars_[one.var].all;
        for (std::uint32_t var = 0; var < vars_.size(); ++var) {
            const Var& one = vars_[var];
            // Only what is set by transitions of the main flow, to numbers and by steps, is known.
            if (one.counts.empty() || one.resets.empty() || one.all != one.counts.size() + one.resets.size()) continue;
            if (flow_.vars[var].initial.kind() != expr::Kind::integer || ++asked_ > most_vars) continue;
            if (!counts_without_reset(one) && meets(one)) look_at_guards(var, one);
        }
    }

private:
    static constexpr std::size_t most_vars = 50; // a bound on the work for a strange flow
    struct Set {
        flow::StateId from = flow::none, to = flow::none;
        const flow::Branch* branch = nullptr;
        const flow::Assignment* one = nullptr;
        std::int64_t number = 0; // the step, or what it is set to
    };
    struct Var {
        std::vector<Set> counts, resets;
        std::size_t all = 0; // settings of any kind
    };

    void setting(flow::StateId from, flow::StateId to, const flow::Branch& branch, const flow::Assignment& one) {
        if (one.var >= vars_.size() || one.value.empty() || to >= flow_.states.size() || flow_.states[from].body != 0)
            return;
        const std::optional<std::int64_t> step = expr::step_of(one.value, flow_.vars[one.var].name);
        const std::optional<expr::Value> constant = expr::constant_value(one.value);
        constexpr std::int64_t plain = 1'000'000; // numbers with which sums do not overflow
        if (step && *step > -plain && *step < plain)
            vars_[one.var].counts.push_back({from, to, &branch, &one, *step});
        else if (constant && constant->kind() == expr::Kind::integer && constant->as_integer() > -plain &&
                 constant->as_integer() < plain)
            vars_[one.var].resets.push_back({from, to, &branch, &one, constant->as_integer()});
    }

    // Where calls move, along all transitions but those that set the var back.
    [[nodiscard]] flow::Arrows moves(const Var& var) const {
        const flow::FlowWide wide(flow_, static_cast<flow::Node>(flow_.states.size()));
        std::vector<flow::Arrows::Pair> pairs;
        wide.append_arrows(pairs);
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            const flow::State& state = flow_.states[id];
            const auto lead = [&](const flow::Branch& branch) {
                if (branch.kind != flow::Branch::Kind::state || branch.target == flow::none) return;
                if (std::ranges::find(var.resets, &branch, &Set::branch) == var.resets.end())
                    pairs.emplace_back(id, branch.target);
            };
            for (const flow::Handler& one : state.on) flow::each_branch(one.branches, lead);
            flow::each_branch(state.next, lead);
            std::vector<flow::Node> open;
            wide.append_open(state, open);
            for (const flow::Node node : open) pairs.emplace_back(id, node);
        }
        return {wide.end(), pairs};
    }
    // Whether a call may count twice at one place without setting it back.
    [[nodiscard]] bool counts_without_reset(const Var& var) const {
        const flow::Arrows arrows = moves(var);
        return std::ranges::any_of(var.counts, [&](const Set& one) {
            const flow::Node start[] = {one.to};
            const std::vector<bool> reached = flow::reached_from(arrows, start);
            return bool{reached[one.from]};
        });
    }
    // Whether one way round counts it and sets it back.
    [[nodiscard]] bool meets(const Var& var) const {
        const auto circles = flow::circles(flow::moves(flow_));
        const auto round = [&](const Set& one) { return circles[one.from] == circles[one.to]; };
        return std::ranges::any_of(var.counts, [&](const Set& count) {
            return round(count) && std::ranges::any_of(var.resets, [&](const Set& reset) {
                       return round(reset) && circles[reset.from] == circles[count.from];
                   });
        });
    }

    void look_at_guards(std::uint32_t var, const Var& one) {
        const std::string& name = flow_.vars[var].name;
        std::int64_t low = flow_.vars[var].initial.as_integer(), high = low;
        for (const Set& reset : one.resets) {
            low = std::min(low, reset.number);
            high = std::max(high, reset.number);
        }
        for (const Set& count : one.counts) (count.number < 0 ? low : high) += count.number;
        expr::Scope scope = flow_.scope;
        base::Diagnostics unused; // we have written it
        const expr::Term known{expr::compile(fmt::format("{0} >= {1} && {0} <= {2}", name, low, high), scope,
                                             expr::Type::of(expr::Kind::boolean), {}, unused),
                               false};
        if (known.expression.empty()) return;
        expr::Analyser analyser(scope);
        bool found = false;
        std::ranges::for_each(survey_.guarded(), [&](const flow::Guarded& guarded) {
            for (const flow::Condition& condition : guarded.own) {
                if (found || condition.expression.empty()) continue;
                const auto& names = condition.expression.references();
                if (names.size() != 1 || names.front().path != name) continue;
                const expr::Term own[] = {{condition.expression, condition.negated}};
                const expr::Term all[] = {known};
                const bool never = analyser.contradicts(all, own) == expr::Answer::yes;
                if (!never && analyser.implies(all, own) != expr::Answer::yes) continue;
                found = true;
                report(var, one, condition, never);
            }
        });
    }
    void report(std::uint32_t var, const Var& one, const flow::Condition& condition, bool never) {
        auto& finding =
            diagnostics_.report(page_, one.resets.front().one->where,
                                fmt::format("{} is set back on each way round, so that it never reaches its end",
                                            base::quoted(flow_.vars[var].name)));
        finding.help = "set it where the way round begins, on no transition of it";
        finding.notes.push_back({one.counts.front().one->where, "it is counted here"});
        finding.notes.push_back({condition.where, never ? "this never comes to hold" : "this holds each time"});
    }

    const flow::Flow& flow_;
    const Survey& survey_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::vector<Var> vars_;
    std::size_t asked_ = 0;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Resets(context, page, diagnostics).run();
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
                    "its end. `unique: true` leaves loopbacks out. The same goes for a transition that sets it back on "
                    "each way on which another one counts it.",
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
