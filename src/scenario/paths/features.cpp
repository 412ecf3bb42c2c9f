#include "scenario/paths/features.hpp"

#include "base/random.hpp"
#include "flow/responses.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace callflow::scenario {

using expr::Kind;
using expr::NodeKind;
using expr::Value;

namespace {

bool connects(NodeKind kind) {
    return kind == NodeKind::logical_and || kind == NodeKind::logical_or || kind == NodeKind::logical_not ||
           kind == NodeKind::conditional;
}

bool is_comparison(NodeKind kind) { return kind >= NodeKind::less && kind <= NodeKind::not_equal; }

std::uint32_t outcome_of(const Value& value) {
    return value.kind() != Kind::boolean ? 2u : value.as_boolean() ? 1u : 0u;
}

// How far apart two numbers are where that is less than two: 0, 1 or 2 for less, equal, more. Likewise texts, if wanted.
std::optional<std::uint32_t> nearness(const Value& left, const Value& right, bool texts) {
    if (texts && left.kind() == Kind::string && right.kind() == Kind::string) {
        const int order = left.as_string().compare(right.as_string());
        return order < 0 ? 0u : order > 0 ? 2u : 1u;
    }
    double by = 0;
    const auto number = [](const Value& one) -> std::optional<double> {
        if (one.kind() == Kind::integer) return static_cast<double>(one.as_integer());
        if (one.kind() == Kind::unsigned_integer) return static_cast<double>(one.as_unsigned());
        if (one.kind() == Kind::real) return one.as_real();
        return std::nullopt;
    };
    const auto a = number(left), b = number(right);
    if (!a || !b) return std::nullopt;
    by = *a - *b;
    if (by <= -2 || by >= 2 || by != by) return std::nullopt;
    return by < 0 ? 0u : by > 0 ? 2u : 1u;
}

// Which of a list's elements something is, where the list is short enough to try each; 0 for the first.
std::optional<std::uint32_t> element(const Value& one, const Value& list) {
    constexpr std::size_t most = 16;
    const std::span<const Value> all = list.as_list();
    const auto found = std::ranges::find(all, one);
    if (found == all.end() || all.size() > most) return std::nullopt;
    return static_cast<std::uint32_t>(found - all.begin());
}

// What of a response is a choice by itself: the conditions of `a ? b : c`.
bool has_choice(const expr::Expression& expression) {
    return !expression.empty() && std::ranges::any_of(expression.ast().nodes, [](const expr::Node& one) {
        return one.kind == NodeKind::conditional;
    });
}

// Vars that an expression reads, each with others for which it might have been mistaken.
std::vector<std::pair<std::uint32_t, std::uint32_t>> alike(const flow::Flow& flow, const expr::Expression& expression) {
    constexpr std::size_t most = 12;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> all;
    for (const expr::Reference& one : expression.references()) {
        const flow::Var* var = flow.find_var(one.path);
        if (var == nullptr) continue;
        for (std::uint32_t i = 0; i < flow.vars.size() && all.size() < most; ++i)
            if (&flow.vars[i] != var && flow.vars[i].type == var->type)
                all.emplace_back(static_cast<std::uint32_t>(var - flow.vars.data()), i);
    }
    return all;
}

} // namespace

FeatureMap::FeatureMap(const engine::Machine& machine)
    : machine_(machine), flow_(machine.flow()), scope_(machine.flow().scope) {
    const auto handlers = [&](const std::vector<flow::Handler>& on, flow::StateId state, flow::BodyId body) {
        for (const flow::Handler& one : on) {
            Transition inside;
            inside.handler = &one;
            inside.state = state;
            inside.body = body;
            for (const flow::Condition& condition : one.conditions) {
                take_apart(condition.expression, condition.where, state);
                inside.conditions.push_back(&condition);
            }
            for (const flow::Handler& earlier : on) { // blocks that ask first
                if (&earlier == &one) break;
                if (earlier.event != one.event || !earlier.conditions.empty()) continue;
                for (const flow::Branch& branch : earlier.branches) inside.before.push_back(&branch);
            }
            number_branches(one.branches, std::move(inside));
        }
    };
    const auto callbacks = [&](const std::vector<flow::Callback>& all) {
        for (const flow::Callback& one : all)
            effects_.try_emplace(&one.effect, static_cast<std::uint32_t>(effects_.size()));
    };
    for (flow::BodyId id = 0; id < flow_.bodies.size(); ++id) {
        handlers(flow_.bodies[id].on, flow::none, id);
        callbacks(flow_.bodies[id].before);
        callbacks(flow_.bodies[id].after);
    }
    for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
        const flow::State& state = flow_.states[id];
        handlers(state.on, id, state.body);
        Transition inside;
        inside.state = id;
        inside.body = state.body;
        number_branches(state.next, std::move(inside));
        callbacks(state.before);
        callbacks(state.after);
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            for (const flow::Condition& one : verb.conditions) take_apart(one.expression, one.where, id);
            for (const flow::Attribute& one : verb.attributes)
                for (const auto& part : one.value.parts())
                    if (has_choice(part.expression)) take_apart(part.expression, one.where, id);
        });
    }
}

void FeatureMap::number_branches(const std::vector<flow::Branch>& branches, Transition inside) {
    for (std::size_t i = 1; i < branches.size(); ++i)
        if (!branches[i].conditions.empty()) following_.try_emplace(&branches[i - 1], &branches[i]);
    for (const flow::Branch& branch : branches) {
        Transition here = inside;
        here.branch = &branch;
        branches_.try_emplace(&branch, static_cast<std::uint32_t>(branches_.size()));
        for (const flow::Effect& one : branch.effects)
            effects_.try_emplace(&one, static_cast<std::uint32_t>(effects_.size()));
        for (const flow::Condition& one : branch.conditions) {
            take_apart(one.expression, one.where, inside.state);
            here.conditions.push_back(&one);
        }
        if (branch.kind != flow::Branch::Kind::choose) transitions_.push_back(here);
        for (const flow::Switch& choice : branch.choose) {
            for (const flow::SwitchCase& one : choice.cases) {
                Transition in_case = here;
                in_case.text = fmt::format("{} {}", choice.menu ? "key" : "case", one.value);
                number_branches(one.branches, std::move(in_case));
            }
            Transition other = here;
            other.text = choice.menu ? "no key" : "else";
            number_branches(choice.otherwise, std::move(other));
        }
        inside.before.push_back(&branch);
    }
}

std::uint32_t FeatureMap::number(const flow::Branch* branch) const {
    const auto found = branches_.find(branch);
    return found == branches_.end() ? flow::none : found->second;
}

void FeatureMap::take_apart(const expr::Expression& condition, base::Span where, flow::StateId state) {
    const auto [known, news] = by_text_.try_emplace(condition.text(), conditions_.size());
    if (news) conditions_.push_back({&condition, where, {}});
    conditions_[known->second].states.push_back(state);
    const auto [place, fresh] = parts_.try_emplace(condition.text());
    if (!fresh) return;
    ConditionParts& made = place->second;
    made.first = next_part_;
    const expr::Ast& ast = condition.ast();
    const auto compiled = [&](std::uint32_t index) {
        base::Diagnostics unused;
        return expr::compile(ast.slice(ast.nodes[index].where), scope_, expr::Type::dynamic(), {}, unused);
    };
    std::vector<bool> reached(ast.nodes.size());
    reached.back() = true;
    for (std::uint32_t i = ast.root() + 1; i-- > 0;) {
        if (!reached[i]) continue;
        const expr::Node& node = ast.nodes[i];
        if (connects(node.kind)) {
            for (const std::uint32_t child : ast.children_of(node)) reached[child] = true;
            continue;
        }
        if (made.parts.size() >= 32 || node.kind == NodeKind::literal) continue;
        ConditionParts::Part part;
        part.whole = compiled(i);
        if (part.whole.empty()) continue;
        if (is_comparison(node.kind) || node.kind == NodeKind::in) {
            const auto sides = ast.children_of(node);
            part.left = compiled(sides[0]);
            part.right = compiled(sides[1]);
            part.ordered = node.kind != NodeKind::equal && node.kind != NodeKind::not_equal;
        }
        part.likely = alike(flow_, part.whole);
        made.parts.push_back(std::move(part));
    }
    next_part_ += static_cast<std::uint32_t>(made.parts.size());
}

const ConditionParts* FeatureMap::parts(const expr::Expression& condition) const {
    const auto found = parts_.find(condition.text());
    return found == parts_.end() ? nullptr : &found->second;
}

void FeatureMap::of_condition(const expr::Expression& condition, std::span<const Value> slots, bool response,
                              std::vector<Feature>& out) const {
    const ConditionParts* known = parts(condition);
    if (known == nullptr) return;
    const std::uint32_t whole = outcome_of(condition.evaluate(slots));
    for (std::uint32_t i = 0; i < known->parts.size(); ++i) {
        const ConditionParts::Part& part = known->parts[i];
        const std::uint32_t number = known->first + i;
        out.push_back(feature(response ? FeatureKind::response : FeatureKind::guard, number,
                              outcome_of(part.whole.evaluate(slots))));
        for (const auto& [var, other] : part.likely)
            if (!(slots[flow_.vars[var].slot] == slots[flow_.vars[other].slot]))
                out.push_back(feature(FeatureKind::distinct, number, other));
        if (part.left.empty() || part.right.empty()) continue;
        const Value left = part.left.evaluate(slots), right = part.right.evaluate(slots);
        const auto near = right.kind() == Kind::list ? element(left, right) : nearness(left, right, part.ordered);
        if (near)
            out.push_back(feature(response ? FeatureKind::likewise : FeatureKind::edge, number, *near * 4 + whole));
    }
}

void FeatureMap::of_conditions(const std::vector<flow::Condition>& conditions, std::span<const Value> slots,
                               bool response, std::vector<Feature>& out) const {
    for (const flow::Condition& one : conditions) of_condition(one.expression, slots, response, out);
}

void FeatureMap::of_taken(const flow::Branch& branch, std::span<const Value> slots, const engine::Call& after,
                          std::vector<Feature>& out) const {
    const std::uint32_t number = this->number(&branch);
    out.push_back(feature(FeatureKind::branch, number, 0));
    out.push_back(feature(FeatureKind::branch, number, 1 + machine_.state_of(after.configuration)));
    for (const flow::Assignment& one : branch.set)
        if (!(slots[one.slot] == after.slots[one.slot])) out.push_back(feature(FeatureKind::changed, number, one.var));
    const auto next = following_.find(&branch);
    if (next == following_.end()) return;
    const bool holds = std::ranges::all_of(next->second->conditions, [&](const flow::Condition& one) {
        return outcome_of(one.expression.evaluate(slots)) == (one.negated ? 0u : 1u);
    });
    if (holds) out.push_back(feature(FeatureKind::both, number, 0));
}

void FeatureMap::of_step(const engine::StepResult& result, std::span<const Value> asked, const engine::Call& before,
                         const engine::Call& after, std::vector<Feature>& out) const {
    const std::size_t first = result.moves.empty() ? result.tried.size() : result.moves.front().tried;
    const flow::Handler* last = nullptr;
    for (std::size_t i = 0; i < result.tried.size(); ++i) {
        const engine::Tried& tried = result.tried[i];
        if (tried.branch == nullptr) continue;
        const std::uint32_t number = this->number(tried.branch);
        const std::span<const Value> slots = i < first ? asked : std::span<const Value>(after.slots);
        if (tried.handler != nullptr && tried.handler != last)
            of_conditions(tried.handler->conditions, slots, false, out);
        last = tried.handler;
        of_conditions(tried.branch->conditions, slots, false, out);
        if (!tried.branch->conditions.empty()) out.push_back(feature(FeatureKind::tried, number, tried.held ? 1 : 0));
        if (tried.branch->kind != flow::Branch::Kind::choose) {
            // What failed was not taken; a handler of the error was.
            const bool undone = result.outcome == engine::Outcome::failed &&
                                (tried.handler == nullptr || tried.handler->event == result.event);
            if (tried.held && !undone) of_taken(*tried.branch, slots, after, out);
            continue;
        }
        const flow::Switch& choice = tried.branch->choose.front();
        const Value value = choice.on.evaluate(slots);
        std::uint32_t which = 0xffff;
        for (std::uint32_t c = 0; c < choice.cases.size() && !value.is_error(); ++c)
            if (choice.cases[c].value == value.to_text()) which = c;
        out.push_back(feature(FeatureKind::choice, number, which));
    }
    for (const engine::Move& move : result.moves) out.push_back(feature(FeatureKind::state, move.to, 0));
    for (const engine::RecordedEffect& one : result.effects) {
        const auto known = one.written == nullptr ? effects_.end() : effects_.find(one.written);
        if (known == effects_.end()) continue;
        out.push_back(feature(FeatureKind::effect, known->second, static_cast<std::uint32_t>(one.group)));
    }
    const flow::StateId from = machine_.state_of(before.configuration);
    if (result.outcome == engine::Outcome::refused) out.push_back(feature(FeatureKind::refused, from, result.event));
    if (result.outcome == engine::Outcome::failed) out.push_back(feature(FeatureKind::failed, from, result.event));
    if (after.ended && !before.ended)
        out.push_back(feature(FeatureKind::outcome, machine_.state_of(after.configuration), after.hung_up ? 1 : 0));
}

void FeatureMap::of_template(const expr::Template& text, std::span<const Value> slots,
                             std::vector<Feature>& out) const {
    for (const auto& part : text.parts())
        if (has_choice(part.expression)) of_condition(part.expression, slots, true, out);
}

void FeatureMap::of_verbs(const std::vector<flow::Verb>& verbs, const engine::Call& call,
                          std::vector<Feature>& out) const {
    for (const flow::Verb& verb : verbs) {
        of_conditions(verb.conditions, call.slots, true, out);
        for (const flow::Attribute& one : verb.attributes) of_template(one.value, call.slots, out);
        for (const flow::SpokenPrompt& one : verb.prompt) {
            std::string language;
            const flow::Var* var = flow_.find_var("language");
            if (one.given != flow::SpokenPrompt::Given::by_verb && var != nullptr)
                language = call.slots[var->slot].to_text();
            if (one.language.append(language, call.slots, expr::Template::Target::text, nullptr))
                out.push_back(
                    feature(FeatureKind::spoken, one.prompt, static_cast<std::uint32_t>(base::mix_seed(0, language))));
        }
        of_verbs(verb.children, call, out);
    }
}

void FeatureMap::of_response(const engine::Call& call, std::vector<Feature>& out) const {
    const flow::Response& response = flow_.states[machine_.state_of(call.configuration)].response;
    of_verbs(response.verbs, call, out);
    for (const flow::ProviderResponse& one : response.by_provider) of_verbs(one.verbs, call, out);
}

} // namespace callflow::scenario
