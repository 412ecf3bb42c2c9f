#include "base/text.hpp"
#include "engine/values.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

constexpr std::string_view typed = "input.digits";

bool names_only_keys(const expr::Expression& one) {
    return !one.empty() && !one.references().empty() &&
           std::ranges::all_of(one.references(), [](const expr::Reference& name) { return name.path == typed; });
}

bool is_bounded(const flow::Var& var) { return !var.domain.values.empty() || var.domain.minimum || var.domain.maximum; }

// What a handler does with keys that were typed.
class Search {
public:
    Search(const flow::Flow& flow, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(flow), page_(page), diagnostics_(diagnostics), slots_(flow.scope.slot_count()) {}

    void look(const Asking& asking) {
        std::vector<std::string> samples;
        for (char c = '0'; c <= '9'; ++c) samples.emplace_back(1, c);
        const auto most = whole_number(*asking.gather, "numDigits").value_or(2);
        if (most > 1 && most < 10) samples.emplace_back(static_cast<std::size_t>(most), '9');
        for (const std::string& one : samples) {
            keys_ = one;
            if (take(asking.handler->branches)) return;
        }
    }

private:
    expr::Value evaluate(const expr::Expression& one) {
        for (const expr::Reference& name : one.references())
            if (name.slot < slots_.size()) slots_[name.slot] = expr::Value::string(keys_);
        return one.evaluate(slots_);
    }
    // Whether they hold; nullopt where that depends on something else.
    std::optional<bool> holds(const std::vector<flow::Condition>& conditions) {
        bool certain = true;
        for (const flow::Condition& one : conditions) {
            if (!names_only_keys(one.expression)) {
                certain = false;
                continue;
            }
            const expr::Value value = evaluate(one.expression);
            if (value.kind() != expr::Kind::boolean || value.as_boolean() == one.negated) return false;
        }
        return certain ? std::optional(true) : std::nullopt;
    }
    // Whether something was said.
    bool take(const std::vector<flow::Branch>& branches) {
        for (const flow::Branch& one : branches) {
            const std::optional<bool> certain = holds(one.conditions);
            if (certain == false) continue;
            for (const flow::Assignment& each : one.set)
                if (say(each)) return true;
            for (const flow::Switch& choice : one.choose) {
                if (choice.on.empty() || choice.on.text() != typed) return false;
                const auto found = std::ranges::find(choice.cases, keys_, &flow::SwitchCase::value);
                if (take(found == choice.cases.end() ? choice.otherwise : found->branches)) return true;
            }
            if (certain) return false;
        }
        return false;
    }
    bool say(const flow::Assignment& one) {
        if (one.var >= flow_.vars.size() || !is_bounded(flow_.vars[one.var]) || !names_only_keys(one.value))
            return false;
        const flow::Var& var = flow_.vars[one.var];
        const expr::Value value = evaluate(one.value);
        if (value.is_error()) return false;
        const std::string wrong = engine::outside_domain(var, value);
        if (wrong.empty()) return false;
        auto& finding =
            diagnostics_.report(page_, one.where,
                                fmt::format("a caller who types {} gives {} a value that it does not take: {}",
                                            base::quoted(keys_), base::quoted(var.name), wrong));
        finding.help = "ask for the keys that it takes before it is set: `if: 'input.digits in [\"1\", \"2\"]'`";
        finding.notes.push_back({var.where, "the var"});
        return true;
    }

    const flow::Flow& flow_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::vector<expr::Value> slots_;
    std::string keys_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    if (std::ranges::none_of(context.flow.vars, is_bounded)) return;
    Search search(context.flow, page, diagnostics);
    for (const Asking& one : context.survey.askings())
        if (one.handler != nullptr && !one.menu && one.takes_keys) search.look(one);
}

} // namespace

extern const Rule outside_domain;
const Rule outside_domain{
    .page = {.code = "CF6026",
             .name = "outside_domain",
             .severity = base::Severity::warning,
             .summary = "Keys that give a var a value which it does not take",
             .why = "A var with `min`, `max` or `values` takes no other value: the step that sets it to one fails, and "
                    "the call stays where it is. Callers type what they like, not only what they were asked for.",
             .bad = R"(callflow: 1
name: shop
initial: menu
vars: {score: {type: int, min: 1, max: 5, default: 1}}
states:
  menu:
    response: [gather: {numDigits: 1, action: typed, prompt: [say: Rate us from one to five.]}]
    on: {typed: {to: done, set: {score: int(input.digits)}}}
    next: done
  done: {response: [say: "You gave {{ score }}."], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
vars: {score: {type: int, min: 1, max: 5, default: 1}}
states:
  menu:
    response: [gather: {numDigits: 1, action: typed, prompt: [say: Rate us from one to five.]}]
    on: {typed: [{to: done, if: 'input.digits in ["1", "2", "3", "4", "5"]', set: {score: int(input.digits)}}, {to: same, if: attempt < 3}, done]}
    next: done
  done: {response: [say: "You gave {{ score }}."], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {score: {type: int, min: 1, max: 9, default: 1}}
states:
  menu:
    response: [gather: {numDigits: 1, action: typed, prompt: [say: Rate us from one to nine.]}]
    on: {typed: [{to: same, if: 'input.digits.matches("[*#0]") && attempt < 3'}, {to: done, if: 'input.digits.matches("[*#0]")'}, {to: done, set: {score: int(input.digits)}}]}
    next: done
  done: {response: [say: "You gave {{ score }}."], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
