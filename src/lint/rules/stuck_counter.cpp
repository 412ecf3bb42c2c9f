#include "base/text.hpp"
#include "expr/analyse.hpp"
#include "expr/ast.hpp"
#include "expr/counting.hpp"
#include "flow/arrows.hpp"
#include "flow/graph.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"
#include "lint/ways.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace callflow::lint::rules {
namespace {

// A var that is compared with a number that stays the same: one that the author wrote, or that nothing in the flow changes.
struct Compared {
    std::uint32_t var = flow::none;
    expr::NodeKind how = expr::NodeKind::less; // with the var on the left
    std::optional<std::int64_t> number;        // none: it is known once the call runs
};

expr::NodeKind turned(expr::NodeKind kind) {
    switch (kind) {
    case expr::NodeKind::less: return expr::NodeKind::greater;
    case expr::NodeKind::less_equal: return expr::NodeKind::greater_equal;
    case expr::NodeKind::greater: return expr::NodeKind::less;
    case expr::NodeKind::greater_equal: return expr::NodeKind::less_equal;
    default: return kind;
    }
}

bool holds(const Compared& one, std::int64_t value) {
    switch (one.how) {
    case expr::NodeKind::less: return value < *one.number;
    case expr::NodeKind::less_equal: return value <= *one.number;
    case expr::NodeKind::greater: return value > *one.number;
    case expr::NodeKind::greater_equal: return value >= *one.number;
    default: return false;
    }
}

// A setting that may bring a call nearer to the end.
struct Change {
    flow::StateId state = flow::none; // none: anywhere
    std::optional<std::int64_t> constant;
    std::optional<std::int64_t> step; // `tries + 1`, `tries - 1`
};

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(context.flow), survey_(context.survey), page_(page), diagnostics_(diagnostics),
          changes_(flow_.vars.size()), known_(flow_.vars.size(), true) {
        std::ranges::for_each(context.survey.settings(), [&](const flow::Setting& one) {
            const Change change = change_of(one.state, one.var, one.value);
            changes_[one.var].push_back(change);
            if (one.value != nullptr) by_value_.emplace(one.value, change);
            if (change.state == flow::none || (!change.step && !change.constant)) known_[one.var] = false;
        });
    }

    void run() {
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            const flow::State& state = flow_.states[id];
            for (const flow::Handler& one : state.on) candidates(id, one.branches, comes_by_itself(flow_, one.event));
            candidates(id, state.next, true);
        }
    }

private:
    // `itself`: the event comes without anybody doing anything.
    void candidates(flow::StateId id, const std::vector<flow::Branch>& all, bool itself) {
        for (const flow::Branch& branch : all) {
            for (const flow::Switch& choice : branch.choose) {
                for (const flow::SwitchCase& one : choice.cases) candidates(id, one.branches, itself);
                candidates(id, choice.otherwise, itself);
            }
            const bool tests = std::ranges::any_of(branch.conditions, [&](const flow::Condition& one) {
                return !one.negated && !one.expression.empty() && compares(one.expression);
            });
            if (!tests) continue;
            const bool round = goes_round(id, branch);
            const bool leaves =
                branch.kind == flow::Branch::Kind::state && branch.target != flow::none && !round &&
                std::ranges::any_of(all, [&](const flow::Branch& other) { return goes_round(id, other); });
            if (round == leaves) continue;
            for (const flow::Condition& condition : branch.conditions) {
                if (condition.negated || condition.expression.empty()) continue;
                for (const Compared& one : compared(condition.expression)) {
                    if (!is_changed(id, one, round))
                        judge(one, condition, branch, round);
                    else
                        uncounted({id, &one, &condition, &branch, &all, round, itself});
                }
            }
        }
    }

    // Whether there are any of the following.
    [[nodiscard]] bool compares(const expr::Expression& expression) const {
        const expr::Ast& ast = expression.ast();
        const expr::Node& root = ast.nodes[ast.root()];
        if (root.kind != expr::NodeKind::logical_and) return compared(ast, root).has_value();
        return std::ranges::any_of(ast.children_of(root),
                                   [&](std::uint32_t child) { return compared(ast, ast.nodes[child]).has_value(); });
    }
    // The comparisons that have to hold together for the expression to hold.
    [[nodiscard]] std::vector<Compared> compared(const expr::Expression& expression) const {
        std::vector<Compared> out;
        const expr::Ast& ast = expression.ast();
        const expr::Node& root = ast.nodes[ast.root()];
        if (root.kind != expr::NodeKind::logical_and) {
            if (const auto one = compared(ast, root)) out.push_back(*one);
            return out;
        }
        for (const std::uint32_t child : ast.children_of(root))
            if (const auto one = compared(ast, ast.nodes[child])) out.push_back(*one);
        return out;
    }
    [[nodiscard]] std::optional<Compared> compared(const expr::Ast& ast, const expr::Node& root) const {
        if (turned(root.kind) == root.kind || ast.children_of(root).size() != 2) return std::nullopt;
        for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
            const expr::Node& name = ast.nodes[ast.children_of(root)[side]];
            const expr::Node& number = ast.nodes[ast.children_of(root)[1 - side]];
            if (name.kind != expr::NodeKind::name) continue;
            const flow::Var* var = flow_.find_var(ast.word(name));
            if (var == nullptr || !stays(ast, number)) continue;
            Compared out{static_cast<std::uint32_t>(var - flow_.vars.data()), side == 0 ? root.kind : turned(root.kind),
                         std::nullopt};
            if (number.kind == expr::NodeKind::literal) {
                const expr::Value& value = ast.literals[number.data];
                if (value.kind() != expr::Kind::integer) return std::nullopt;
                out.number = value.as_integer();
            }
            return out;
        }
        return std::nullopt;
    }
    // `3`, `size(agents) - 1`: of numbers and of vars that nothing sets.
    [[nodiscard]] bool stays(const expr::Ast& ast, const expr::Node& node) const {
        if (node.kind == expr::NodeKind::literal) return true;
        if (node.kind == expr::NodeKind::name) {
            const flow::Var* var = flow_.find_var(ast.word(node));
            return var != nullptr && changes_[static_cast<std::size_t>(var - flow_.vars.data())].empty();
        }
        const bool sums = node.kind == expr::NodeKind::add || node.kind == expr::NodeKind::subtract;
        const bool size = node.kind == expr::NodeKind::call && ast.word(node) == "size";
        return (sums || size) && std::ranges::all_of(ast.children_of(node),
                                                     [&](std::uint32_t child) { return stays(ast, ast.nodes[child]); });
    }

    bool goes_round(flow::StateId id, const flow::Branch& branch) {
        if (branch.kind == flow::Branch::Kind::same) return true;
        return branch.kind == flow::Branch::Kind::state && branch.target != flow::none &&
               circle(branch.target) == circle(id) && (branch.target == id || size_[circle(id)] > 1);
    }
    std::uint32_t circle(flow::StateId id) {
        if (circles_.empty()) {
            circles_ = flow::circles(flow::moves(flow_));
            size_.resize(circles_.size());
            for (flow::StateId state = 0; state < flow_.states.size(); ++state) ++size_[circles_[state]];
        }
        return circles_[id];
    }

    [[nodiscard]] Change change_of(flow::StateId state, std::uint32_t var, const expr::Expression* value) const {
        Change change;
        change.state = state;
        if (value == nullptr || value->empty()) return change;
        const auto constant = expr::constant_value(*value);
        if (constant && constant->kind() == expr::Kind::integer) change.constant = constant->as_integer();
        change.step = expr::step_of(*value, flow_.vars[var].name);
        return change;
    }
    // What ends the round: a value that is not known beforehand, or one that the guard sees otherwise.
    static bool ends(const Change& change, const Compared& one, bool round) {
        if (change.step) return counts_down(one, round) ? *change.step < 0 : *change.step > 0;
        return change.constant && one.number ? holds(one, *change.constant) != round : true;
    }
    bool is_changed(flow::StateId id, const Compared& one, bool round) {
        return std::ranges::any_of(changes_[one.var], [&](const Change& change) {
            return ends(change, one, round) &&
                   (change.state == flow::none || flow_.states[change.state].body != flow_.states[id].body ||
                    circle(change.state) == circle(id));
        });
    }

    struct Guarded {
        flow::StateId state;
        const Compared* one;
        const flow::Condition* condition;
        const flow::Branch* branch;
        const std::vector<flow::Branch>* all; // the list that it is a candidate of
        bool round, itself;
    };
    // The number is changed on some way round: is there another on which nothing changes it?
    void uncounted(const Guarded& it) {
        const flow::Var& var = flow_.vars[it.one->var];
        if (!known_[it.one->var]) return;
        if (!ways_) ways_.emplace(flow_, survey_);
        ways_->ask({it.one->var, it.one->how, it.one->number, it.round}, [&](const expr::Expression* value) {
            const auto at = by_value_.find(value);
            return ends(at == by_value_.end() ? Change() : at->second, *it.one, it.round);
        });
        if (!ways_->tells()) return;
        bool endless = false, alone = it.itself;
        const auto try_way = [&](const flow::Branch& way) {
            if (endless || !goes_round(it.state, way) || !ways_->is_free(it.state, way, *it.all)) return;
            const flow::StateId to = way.kind == flow::Branch::Kind::same ? it.state : way.target;
            endless = ways_->leads(to, it.state, true);
            if (endless) return;
            endless = names_a_counter(var.name) && ways_->leads(to, it.state, false);
            if (endless) alone = false;
        };
        if (it.round) {
            try_way(*it.branch);
        } else {
            for (const flow::Branch* other = it.branch + 1; other != it.all->data() + it.all->size(); ++other)
                try_way(*other);
        }
        if (!endless || (!alone && !names_a_counter(var.name))) return;
        auto& finding =
            diagnostics_.report(page_, it.condition->where,
                                fmt::format("a way round does not count {}: {} {} there", base::quoted(var.name),
                                            base::quoted(it.condition->expression.text()),
                                            it.round ? "holds each time" : "does not come to hold"));
        if (!alone) finding.severity = base::Severity::note;
        finding.help = fmt::format("count on this way, too: `set: {{{}: {} {} 1}}`", var.name, var.name,
                                   counts_down(*it.one, it.round) ? "-" : "+");
        finding.notes.push_back({ways_->counted_at(), "it is counted here"});
    }

    void judge(const Compared& one, const flow::Condition& condition, const flow::Branch& branch, bool round) {
        const flow::Var& var = flow_.vars[one.var];
        const bool counts = names_a_counter(var.name) || !changes_[one.var].empty();
        if (!counts && !round) return; // how many are waiting, say, which the application knows
        auto& finding = diagnostics_.report(
            page_, condition.where,
            fmt::format("nothing on the way round {} {}: {} {}", steps(one.var) ? "brings an end nearer by" : "changes",
                        base::quoted(var.name), base::quoted(condition.expression.text()),
                        round ? "holds each time" : "does not come to hold"));
        if (!counts) finding.severity = base::Severity::note;
        finding.help = fmt::format("count on the way: `set: {{{}: {} {} 1}}`", var.name, var.name,
                                   counts_down(one, round) ? "-" : "+");
        for (const flow::Assignment& other : branch.set) {
            if (other.var == one.var || other.var >= flow_.vars.size() || other.value.empty()) continue;
            finding.notes.push_back(
                {other.where, fmt::format("{} is changed here", base::quoted(flow_.vars[other.var].name))});
        }
        finding.notes.push_back({var.where, "the var"});
    }
    [[nodiscard]] bool steps(std::uint32_t var) const {
        return std::ranges::any_of(changes_[var], [](const Change& one) { return one.step.value_or(0) != 0; });
    }
    static bool counts_down(const Compared& one, bool round) {
        const bool greater = one.how == expr::NodeKind::greater || one.how == expr::NodeKind::greater_equal;
        return greater == round;
    }
    static bool names_a_counter(std::string_view name) {
        for (const std::string_view word : {"try", "tries", "attempt", "retr", "count", "round", "fail", "times",
                                            "turn", "index", "silen", "wrong", "mistake"})
            if (name.find(word) != std::string_view::npos) return true;
        return false;
    }

    const flow::Flow& flow_;
    const Survey& survey_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::vector<std::vector<Change>> changes_;                     // per var
    std::vector<bool> known_;                                      // per var: all of them are, and happen in states
    std::unordered_map<const expr::Expression*, Change> by_value_; // of settings that write one
    std::vector<std::uint32_t> circles_;                           // per node of moves(), asked for once
    std::vector<std::uint32_t> size_;                              // states, per circle
    std::optional<Ways> ways_;                                     // made for the first that asks
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const bool numbers = std::ranges::any_of(context.flow.vars, [](const flow::Var& one) {
        return one.type.tag == expr::Type::Tag::plain && one.type.kind == expr::Kind::integer;
    });
    if (numbers) Search(context, page, diagnostics).run();
}

} // namespace

extern const Rule stuck_counter;
const Rule stuck_counter{
    .page =
        {.code = "CF4010",
         .name = "stuck_counter",
         .severity = base::Severity::warning,
         .summary = "A counter that is tested on a way round, and never changed on it",
         .why =
             "A guard lets a call go round as long as a number is small, or lets it leave once it is large. "
             "Where nothing on the way round changes the number, the guard says the same each time, and the "
             "call never leaves. Mostly the `set` was lost, another var is counted, or it counts the other way. A var that nothing in "
             "the flow sets, and whose name does not say that it counts, may be the application's: that is a "
             "note.",
         .bad = R"(callflow: 1
name: shop
initial: menu
vars: {tries: 0, rounds: 0}
states:
  menu:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Type your code.]}]
    on: {typed: check}
    next: done
  check:
    next: [{to: done, if: 'inputs.menu.digits == "1234"'}, {to: menu, if: tries < 3, set: {rounds: rounds + 1}}, done]
  done: {response: [say: "Goodbye {{ rounds }}"], final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: menu
vars: {tries: 0}
states:
  menu:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Type your code.]}]
    on: {typed: check}
    next: done
  check:
    next: [{to: done, if: 'inputs.menu.digits == "1234"'}, {to: menu, if: tries < 3, set: {tries: tries + 1}}, done]
  done: {response: [say: Goodbye], final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {tries: 0, limit: 3, credit: 5, agents: ["+15551110001", "+15551110002"], index: 0}
states:
  menu:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Type your code.]}]
    on: {typed: check}
    next: done
    before: [set: {tries: tries + 1}]
  check:
    next: [{to: menu, if: tries < limit}, {to: menu, if: credit > 1, set: {credit: credit - 2}}, {to: once, if: limit < 4}, done]
  once: {response: [say: Once more.], next: [{to: menu, if: limit < 4, set: {limit: "4"}}, ring]}
  ring:
    response: [dial: {number: "{{ agents[index] }}", action: rang}]
    on: {rang: [{to: done, if: 'input.dial_status == "completed"'}, {to: ring, if: index < size(agents) - 1, set: {index: index + 1}}, done]}
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
