#include "base/text.hpp"
#include "engine/stepper.hpp"

#include <algorithm>

namespace callflow::engine {

using expr::Value;

namespace {

// What an expression reads, each once, for a trace.
using Saw = std::pair<std::string, Value>;
void show(const expr::Expression& expression, std::span<const Value> slots, std::vector<Saw>& saw) {
    for (const expr::Reference& one : expression.references())
        if (one.slot < slots.size() && std::ranges::find(saw, one.path, &Saw::first) == saw.end())
            saw.emplace_back(one.path, slots[one.slot]);
}

std::string no_such_key(const Value& pressed) {
    const std::string keys = pressed.is_error() ? std::string() : pressed.to_text();
    return keys.empty() ? "no key was pressed" : base::quoted(keys) + " is no key of this menu";
}

} // namespace

const flow::Branch* Stepper::choose(std::span<const Candidate> candidates) {
    // Candidates of one handler stand side by side, and its blocks' conditions hold or fail for
    // all.
    const flow::Handler* last = nullptr;
    bool open = true;
    Tried failed;
    for (const Candidate& candidate : candidates) {
        if (candidate.handler != last) {
            last = candidate.handler;
            open = last == nullptr || last->conditions.empty() ||
                   hold(last->conditions, result_.keep_trace ? &failed : nullptr);
        }
        // What most candidates are: a target without a guard.
        if (open && !result_.keep_trace && candidate.branch->conditions.empty() &&
            candidate.branch->kind != flow::Branch::Kind::choose)
            return candidate.branch;
        if (!open) {
            if (result_.keep_trace) {
                failed.handler = last;
                failed.branch = candidate.branch;
                result_.tried.push_back(failed);
            }
        } else if (const flow::Branch* branch = follow(last, *candidate.branch)) {
            return branch;
        }
    }
    return nullptr;
}

// The branch that a candidate comes to, through switches; null where its guards do not hold or no
// case of its switch does.
const flow::Branch* Stepper::follow(const flow::Handler* handler, const flow::Branch& branch) {
    if (result_.keep_trace) return follow_traced(handler, branch);
    if (!hold(branch.conditions, nullptr)) return nullptr;
    if (branch.kind != flow::Branch::Kind::choose) return &branch;
    const flow::Switch& choice = branch.choose.front();
    const std::vector<flow::Branch>& cases = cases_of(choice);
    if (const flow::Branch* found = first_of(handler, cases)) return found;
    return &cases != &choice.otherwise ? first_of(handler, choice.otherwise) : nullptr;
}

// The same, saying what it looks at.
const flow::Branch* Stepper::follow_traced(const flow::Handler* handler, const flow::Branch& branch) {
    Tried tried{handler, &branch, false, {}, {}};
    tried.held = hold(branch.conditions, &tried);
    const bool chooses = branch.kind == flow::Branch::Kind::choose;
    if (!tried.held || !chooses) {
        result_.tried.push_back(std::move(tried));
        return result_.tried.back().held ? &branch : nullptr;
    }
    const flow::Switch& choice = branch.choose.front();
    const std::vector<flow::Branch>& cases = cases_of(choice);
    const Value value = choice.on.evaluate(call_.slots);
    const bool other = &cases == &choice.otherwise;
    if (choice.menu && other) {
        tried.held = false;
        tried.why = no_such_key(value);
        result_.tried.push_back(tried);
    } else if (!choice.menu) {
        tried.why = value.is_error() ? std::string(value.as_string()) + ", so else"
                    : other          ? std::string("else")
                                     : "case " + value.to_text();
        show(choice.on, call_.slots, tried.saw);
        result_.tried.push_back(tried);
    }
    if (const flow::Branch* found = first_of(handler, cases)) return found;
    if (!other)
        if (const flow::Branch* found = first_of(handler, choice.otherwise)) return found;
    result_.tried.push_back({handler, &branch, false, "no case holds", {}});
    return nullptr;
}

const flow::Branch* Stepper::first_of(const flow::Handler* handler, const std::vector<flow::Branch>& branches) {
    for (const flow::Branch& branch : branches)
        if (const flow::Branch* found = follow(handler, branch)) return found;
    return nullptr;
}

// The branches of the case that a switch's value names, else of its `else`.
const std::vector<flow::Branch>& Stepper::cases_of(const flow::Switch& choice) {
    const Value value = choice.on.evaluate(call_.slots);
    if (value.is_error()) {
        result_.error = {std::string(value.as_string()), choice.where};
        return choice.otherwise;
    }
    std::string_view text;
    if (value.kind() == expr::Kind::string) {
        text = value.as_string();
    } else {
        result_.scratch.text.clear();
        value.append_text(result_.scratch.text);
        text = result_.scratch.text;
    }
    for (const flow::SwitchCase& one : choice.cases)
        if (one.value == text) return one.branches;
    return choice.otherwise;
}

bool Stepper::hold(const std::vector<flow::Condition>& conditions, Tried* failed) {
    for (const flow::Condition& condition : conditions) {
        const Value value = condition.expression.evaluate(call_.slots);
        const bool holds = value.kind() == expr::Kind::boolean && value.as_boolean() != condition.negated;
        if (compiled_.limits.outcomes != nullptr) compiled_.limits.outcomes->note(condition.where, holds);
        if (holds) continue;
        if (value.is_error()) result_.error = {std::string(value.as_string()), condition.where};
        if (failed != nullptr) {
            failed->why = condition.negated ? "unless: " : "if: ";
            failed->why += condition.expression.text();
            if (value.is_error()) failed->why.append(": ").append(value.as_string());
            failed->saw.clear();
            show(condition.expression, call_.slots, failed->saw);
        }
        return false;
    }
    return true;
}

} // namespace callflow::engine
