#include "scenario/paths/possible.hpp"

#include "base/text.hpp"
#include "expr/ast.hpp"
#include "expr/counting.hpp"
#include "expr/print.hpp"
#include "flow/graph.hpp"
#include "flow/uses.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {

using expr::Value;

namespace {

constexpr std::size_t most_values = 12; // of a var

std::string literal(const Value& value) {
    std::string text;
    expr::append_literal(text, value);
    return text;
}

// Whether something was added.
bool add(std::vector<Value>& to, const std::vector<Value>& from) {
    bool news = false;
    for (const Value& one : from) {
        if (std::ranges::find(to, one) != to.end()) continue;
        to.push_back(one);
        news = true;
    }
    return news;
}

} // namespace

PossibleValues::PossibleValues(const engine::Machine& machine, const FeatureMap& map, const PathOptions& options)
    : machine_(machine), flow_(machine.flow()), map_(map), options_(options), analyser_(flow_.scope),
      scope_(flow_.scope) {
    find_entries();
}

void PossibleValues::find_entries() {
    for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
        const flow::State& state = flow_.states[id];
        const auto branches = [&](const std::vector<flow::Branch>& all) {
            flow::each_branch(all, [&](const flow::Branch& one) {
                entries_.push_back({id, one.kind == flow::Branch::Kind::same ? id : one.target, &one});
            });
        };
        for (const flow::Handler& one : state.on) branches(one.branches);
        for (const flow::Handler& one : flow_.bodies[state.body].on) branches(one.branches);
        branches(state.next);
        if (state.sub_flow && state.sub_flow->body != flow::none)
            entries_.push_back({id, flow_.bodies[state.sub_flow->body].initial, nullptr});
        for (const flow::StateId outer : flow_.bodies[state.body].named_by) entries_.push_back({id, outer, nullptr});
    }
}

const std::optional<PossibleValues::PerState>& PossibleValues::of(std::uint32_t var) {
    const auto [place, fresh] = vars_.try_emplace(var);
    if (fresh) place->second = find(var);
    return place->second;
}

// nullopt where the var may be anything.
std::optional<PossibleValues::PerState> PossibleValues::find(std::uint32_t var) const {
    if (flow_.vars[var].type.tag != expr::Type::Tag::plain) return std::nullopt;
    if (std::ranges::any_of(options_.set, [&](const auto& one) { return one.first == flow_.vars[var].name; }))
        return std::nullopt;
    Values all;
    bool known = true, is_set = false;
    flow::each_setting(flow_, [&](const flow::Setting& one) {
        if (one.var != var) return;
        is_set = true;
        const std::optional<Value> value = one.value == nullptr ? std::nullopt : expr::constant_value(*one.value);
        known = known && value && !value->is_error();
        if (known) add(all, {*value});
    });
    if (!is_set || !known || all.size() > most_values) return std::nullopt;
    add(all, {flow_.vars[var].initial});
    // Machines side by side set vars whenever they like.
    for (const flow::Body& body : flow_.bodies)
        if (body.role == flow::BodyRole::machine) return PerState(flow_.states.size(), all);

    Values anywhere; // set by effects and callbacks, about whose order nothing is said here
    const auto assigned = [&](const std::vector<flow::Assignment>& set) {
        std::optional<Value> value;
        for (const flow::Assignment& one : set)
            if (one.var == var) value = expr::constant_value(one.value);
        return value;
    };
    flow::each_effect(flow_, [&](const flow::Effect& one) {
        if (const auto value = assigned(one.set)) add(anywhere, {*value});
    });
    PerState found(flow_.states.size());
    found[flow_.bodies[0].initial] = {flow_.vars[var].initial};
    add(found[flow_.bodies[0].initial], anywhere);
    for (bool changed = true; changed;) { // each round adds a value somewhere
        changed = false;
        for (const Entry& one : entries_) {
            if (one.to == flow::none || found[one.from].empty()) continue;
            const auto value = one.branch == nullptr ? std::nullopt : assigned(one.branch->set);
            changed = add(found[one.to], value ? Values{*value} : found[one.from]) || changed;
            changed = add(found[one.to], anywhere) || changed;
        }
    }
    return found;
}

std::optional<PossibleValues::Bound> PossibleValues::find_bound(std::uint32_t var) const {
    const flow::Var& counted = flow_.vars[var];
    if (counted.type.tag != expr::Type::Tag::plain || counted.initial.kind() != expr::Kind::integer)
        return std::nullopt;
    if (std::ranges::any_of(options_.set, [&](const auto& one) { return one.first == counted.name; }))
        return std::nullopt;
    bool known = true, up = false, down = false;
    std::int64_t least = counted.initial.as_integer(), most = least;
    flow::each_setting(flow_, [&](const flow::Setting& one) {
        if (one.var != var || !known) return;
        if (one.value == nullptr || one.value->empty()) {
            known = false;
        } else if (const auto step = expr::step_of(*one.value, counted.name)) {
            up = up || *step > 0;
            down = down || *step < 0;
        } else {
            const std::optional<Value> value = expr::constant_value(*one.value);
            known = value && value->kind() == expr::Kind::integer;
            if (!known) return;
            least = std::min(least, value->as_integer());
            most = std::max(most, value->as_integer());
        }
    });
    if (!known || up == down) return std::nullopt; // one that nothing counts is the application's, or known otherwise
    return Bound{up, up ? least : most};
}

std::vector<std::pair<std::uint32_t, PossibleValues::Bound>> PossibleValues::bounds(const Read& read) {
    std::vector<std::pair<std::uint32_t, Bound>> all;
    for (const expr::Expression* expression : read) {
        for (const expr::Reference& one : expression->references()) {
            const flow::Var* var = flow_.find_var(one.path);
            if (var == nullptr) continue;
            const auto number = static_cast<std::uint32_t>(var - flow_.vars.data());
            const auto [place, fresh] = bounds_.try_emplace(number);
            if (fresh) place->second = find_bound(number);
            const bool seen = std::ranges::any_of(all, [&](const auto& each) { return each.first == number; });
            if (place->second && !seen) all.emplace_back(number, *place->second);
        }
    }
    return all;
}

std::vector<std::pair<std::uint32_t, const PossibleValues::Values*>> PossibleValues::known(const Read& read,
                                                                                           flow::StateId state) {
    std::vector<std::pair<std::uint32_t, const Values*>> all;
    for (const expr::Expression* expression : read) {
        for (const expr::Reference& one : expression->references()) {
            const flow::Var* var = flow_.find_var(one.path);
            if (var == nullptr || state >= flow_.states.size()) continue;
            const auto number = static_cast<std::uint32_t>(var - flow_.vars.data());
            const std::optional<PerState>& values = of(number);
            const bool seen = std::ranges::any_of(all, [&](const auto& each) { return each.first == number; });
            if (!seen && values && !(*values)[state].empty()) all.emplace_back(number, &(*values)[state]);
        }
    }
    return all;
}

expr::Expression PossibleValues::compiled(const std::string& text) {
    base::Diagnostics unused;
    return expr::compile(text, scope_, expr::Type::of(expr::Kind::boolean), {}, unused);
}

// Whether a call that is in the state for the n-th time in a row may stay once more: a candidate with `same` whose conditions may
// hold then, without one before it that is taken whenever it would be.
bool PossibleValues::may_stay(flow::StateId state, std::int64_t attempt) {
    const expr::Expression now = compiled(fmt::format("attempt == {}", attempt));
    const auto terms = [&](const std::vector<const flow::Condition*>& conditions) {
        std::vector<expr::Term> all = {{now, false}};
        for (const flow::Condition* one : conditions) all.push_back({one->expression, one->negated});
        return all;
    };
    return std::ranges::any_of(map_.transitions(), [&](const Transition& one) {
        const bool here = one.state == state || (one.state == flow::none && one.body == flow_.states[state].body);
        if (!here || one.branch->kind != flow::Branch::Kind::same) return false;
        const std::vector<expr::Term> own = terms(one.conditions);
        if (analyser_.never(own) == expr::Answer::yes) return false;
        return std::ranges::none_of(one.before, [&](const flow::Branch* before) {
            if (before->kind != flow::Branch::Kind::state) return false;
            std::vector<expr::Term> theirs;
            theirs.reserve(before->conditions.size());
            for (const flow::Condition& each : before->conditions) theirs.push_back({each.expression, each.negated});
            return theirs.empty() || analyser_.implies(own, theirs) == expr::Answer::yes;
        });
    });
}

std::int64_t PossibleValues::find_most_attempts(flow::StateId state) {
    constexpr std::int64_t most = 20;
    const flow::State& own = flow_.states[state];
    if (own.sub_flow || !flow_.bodies[own.body].named_by.empty() || machine_.machines() > 1) return 0;
    for (std::int64_t attempt = 1; attempt <= most; ++attempt)
        if (!may_stay(state, attempt)) return attempt;
    return 0;
}

// How often a call can be in the state in a row, where an expression asks for that; 0: nobody can say.
std::int64_t PossibleValues::most_attempts(const Read& read, flow::StateId state) {
    const bool asked = std::ranges::any_of(read, [](const expr::Expression* one) {
        return std::ranges::any_of(one->references(),
                                   [](const expr::Reference& each) { return each.path == "attempt"; });
    });
    if (!asked || state >= flow_.states.size()) return 0;
    const auto [known, fresh] = attempts_.try_emplace(state, 0);
    if (fresh) known->second = find_most_attempts(state);
    return known->second;
}

std::vector<expr::Term> PossibleValues::facts(const Read& read, flow::StateId state) {
    std::vector<expr::Term> terms;
    const auto add = [&](const std::string& text) {
        expr::Expression made = compiled(text);
        if (!made.empty()) terms.push_back({std::move(made), false});
    };
    if (const std::int64_t most = most_attempts(read, state); most > 0)
        add(most == 1 ? std::string("attempt == 1") : fmt::format("attempt >= 1 && attempt <= {}", most));
    for (const auto& [var, values] : known(read, state)) {
        std::vector<std::string> parts;
        parts.reserve(values->size());
        for (const Value& one : *values) parts.push_back(fmt::format("{} == {}", flow_.vars[var].name, literal(one)));
        add(fmt::format("{}", fmt::join(parts, " || ")));
    }
    for (const auto& [var, bound] : bounds(read))
        add(fmt::format("{} {} {}", flow_.vars[var].name, bound.least ? ">=" : "<=", bound.value));
    return terms;
}

std::string PossibleValues::words(const Read& read, flow::StateId state) {
    const std::int64_t most = most_attempts(read, state);
    std::string text = most == 1  ? "`attempt` is always 1 there"
                       : most > 1 ? fmt::format("`attempt` is at most {} there", most)
                                  : "";
    for (const auto& [var, values] : known(read, state)) {
        std::vector<std::string> parts;
        parts.reserve(values->size());
        for (const Value& one : *values) parts.push_back(base::printable(literal(one), 40));
        text += fmt::format("{}`{}` is {}{} there", text.empty() ? "" : ", ", flow_.vars[var].name,
                            parts.size() == 1 ? "always " : "only ", fmt::join(parts, " or "));
    }
    for (const auto& [var, bound] : bounds(read))
        text += fmt::format("{}`{}` is never {} than {}", text.empty() ? "" : ", ", flow_.vars[var].name,
                            bound.least ? "less" : "more", bound.value);
    return text;
}

} // namespace callflow::scenario
