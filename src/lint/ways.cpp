#include "lint/ways.hpp"

#include "expr/counting.hpp"
#include "flow/graph.hpp"
#include "flow/uses.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace callflow::lint {

bool comes_by_itself(const flow::Flow& flow, flow::EventId event) {
    if (event == flow::next_event) return true;
    const flow::Event& one = flow.events[event];
    return one.actor.empty() && (one.name == "success" || one.name == "failure");
}

Ways::Ways(const flow::Flow& flow, const Survey& survey)
    : flow_(flow), steps_(flow.vars.size(), false), elsewhere_(flow.events.size(), false) {
    for (const flow::Setting& one : survey.settings()) {
        if (one.value != nullptr && expr::step_of(*one.value, flow.vars[one.var].name)) steps_[one.var] = true;
    }
    for (const flow::EventId event : survey.outside()) elsewhere_[event] = true;
    for (const flow::State& state : flow.states)
        for (const flow::Timer& one : state.timers) elsewhere_[one.event] = true;
}

void Ways::ask(const Question& question, Counts counts) {
    var_ = question.var;
    counts_ = std::move(counts);
    const auto [at, fresh] = answers_.try_emplace(question);
    told_ = &at->second;
    if (!fresh) return;
    if (left_ < flow_.states.size()) {
        at->second.tells = false;
        return;
    }
    left_ -= flow_.states.size();
    look_through(at->second);
}

void Ways::look_through(Told& told) const {
    const auto see = [&](const std::vector<flow::Assignment>& set) {
        for (const flow::Assignment& one : set)
            if (one.var == var_ && counts_(&one.value) && !told.counted_at.valid()) told.counted_at = one.where;
    };
    for (const flow::Body& body : flow_.bodies) {
        for (const auto* callbacks : {&body.before, &body.after})
            for (const flow::Callback& one : *callbacks) told.tells = told.tells && !counts(one.effect.set);
        for (const flow::Handler& one : body.on)
            flow::each_branch(one.branches,
                              [&](const flow::Branch& branch) { told.tells = told.tells && !counts(branch); });
    }
    for (const flow::State& state : flow_.states) {
        for (const flow::Handler& one : state.on) {
            flow::each_branch(one.branches, [&](const flow::Branch& branch) {
                see(branch.set);
                if (elsewhere_[one.event] && counts(branch)) told.tells = false;
            });
        }
        flow::each_branch(state.next, [&](const flow::Branch& branch) { see(branch.set); });
        for (const auto* callbacks : {&state.before, &state.after}) {
            for (const flow::Callback& one : *callbacks) {
                see(one.effect.set);
                if (one.when != flow::When::success && counts(one.effect.set)) told.tells = false;
            }
        }
    }
}

bool Ways::counts(const std::vector<flow::Assignment>& set) const {
    return std::ranges::any_of(set,
                               [&](const flow::Assignment& one) { return one.var == var_ && counts_(&one.value); });
}
// Entering the state, or being in it.
bool Ways::counts(const flow::State& state, bool loopback) const {
    const auto counting = [&](const flow::Callback& one) {
        return !(one.unique && loopback) && counts(one.effect.set);
    };
    if (std::ranges::any_of(state.before, counting) || std::ranges::any_of(state.after, counting)) return true;
    return state.request && state.request->save == flow_.vars[var_].name;
}
bool Ways::counts(const flow::Branch& branch) const {
    return counts(branch.set) ||
           std::ranges::any_of(branch.effects, [&](const flow::Effect& one) { return counts(one.set); });
}

const Ways::Ends& Ways::ends_of(const expr::Expression& one) const {
    const auto [at, fresh] = ends_.try_emplace(&one);
    if (!fresh || one.empty()) return at->second;
    for (const expr::Reference& name : one.references()) {
        if (name.path == "attempt" || name.path == "now") at->second.always = true;
        const flow::Var* var = flow_.find_var(name.path.substr(0, name.path.find('.')));
        if (var == nullptr) continue;
        const auto index = static_cast<std::uint32_t>(var - flow_.vars.data());
        if (steps_[index]) at->second.vars.push_back(index);
    }
    return at->second;
}

bool Ways::may_end(const expr::Expression& one) const {
    const Ends& ends = ends_of(one);
    return ends.always || std::ranges::any_of(ends.vars, [&](std::uint32_t var) { return var != var_; });
}
bool Ways::may_end(const std::vector<flow::Condition>& conditions) const {
    return std::ranges::any_of(conditions, [&](const flow::Condition& one) { return may_end(one.expression); });
}

bool Ways::is_way(flow::StateId state, const flow::Branch& branch) const {
    if (branch.kind == flow::Branch::Kind::choose || counts(branch)) return false;
    const bool same = branch.kind == flow::Branch::Kind::same;
    const flow::StateId to = same ? state : branch.target;
    if (to >= flow_.states.size()) return false;
    const flow::State& target = flow_.states[to];
    return target.timers.empty() && !target.sub_flow && !target.talk && !counts(target, same || to == state);
}

bool Ways::is_free(flow::StateId state, const flow::Branch& branch, const std::vector<flow::Branch>& candidates) const {
    for (const flow::Branch& one : candidates) {
        if (may_end(one.conditions)) return false; // also for those before it, which may be where the way ends
        if (&one == &branch) break;
    }
    return is_way(state, branch);
}

void Ways::append(flow::StateId state, const std::vector<flow::Branch>& candidates,
                  std::vector<flow::StateId>& to) const {
    for (const flow::Branch& one : candidates) {
        if (may_end(one.conditions)) return;
        for (const flow::Switch& choice : one.choose) {
            if (may_end(choice.on)) return;
            for (const flow::SwitchCase& each : choice.cases) append(state, each.branches, to);
            append(state, choice.otherwise, to);
        }
        if (is_way(state, one)) to.push_back(one.kind == flow::Branch::Kind::same ? state : one.target);
    }
}

bool Ways::leads(flow::StateId from, flow::StateId to, bool by_itself) {
    if (from == to) return true;
    std::unordered_set<flow::StateId> seen{from};
    std::vector<flow::StateId> open{from}, next;
    while (!open.empty()) {
        const flow::StateId id = open.back();
        const flow::State& state = flow_.states[id];
        open.pop_back();
        next.clear();
        for (const flow::Handler& one : state.on) {
            const bool taken = by_itself ? comes_by_itself(flow_, one.event) : !elsewhere_[one.event];
            if (taken && !may_end(one.conditions)) append(id, one.branches, next);
        }
        append(id, state.next, next);
        if (left_ < next.size() + 1) return false;
        left_ -= next.size() + 1;
        for (const flow::StateId one : next) {
            if (one == to) return true;
            if (seen.insert(one).second) open.push_back(one);
        }
    }
    return false;
}

} // namespace callflow::lint
