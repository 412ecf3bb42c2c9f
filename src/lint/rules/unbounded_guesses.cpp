#include "base/text.hpp"
#include "flow/graph.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

constexpr std::size_t most_states = 50; // looked at behind one gather

// Whether one of the candidates asks for a number of tries, or for any other var.
bool is_counted(const flow::Flow& flow, const std::vector<flow::Branch>& branches) {
    const auto counts = [&](const flow::Condition& one) {
        return one.expression.empty() ||
               std::ranges::any_of(one.expression.references(), [&](const expr::Reference& name) {
                   const std::string_view path = name.path;
                   return path == "attempt" || flow.find_var(path.substr(0, path.find('.'))) != nullptr;
               });
    };
    return std::ranges::any_of(branches, [&](const flow::Branch& one) {
        if (std::ranges::any_of(one.conditions, counts)) return true;
        return std::ranges::any_of(one.choose, [&](const flow::Switch& choice) {
            return is_counted(flow, choice.otherwise) ||
                   std::ranges::any_of(choice.cases,
                                       [&](const flow::SwitchCase& each) { return is_counted(flow, each.branches); });
        });
    });
}

class Search {
public:
    explicit Search(const Context& context) : flow_(context.flow), asks_(flow_.states.size(), false) {
        for (const Asking& one : context.survey.askings()) asks_[one.state] = true;
    }

    // The transition by which what was typed leads back to the state without counting; null where there is none.
    const flow::Branch* back(const Asking& asking) {
        asked_elsewhere_ = false;
        std::vector<flow::StateId> open;
        std::vector<flow::StateId> seen = {asking.state};
        const flow::Branch* found = nullptr;
        const auto look = [&](flow::StateId from, const std::vector<flow::Branch>& branches) {
            if (found != nullptr || is_counted(flow_, branches)) return;
            flow::each_branch(branches, [&](const flow::Branch& one) {
                const bool same = one.kind == flow::Branch::Kind::same && from == asking.state;
                if (found == nullptr && (same || one.target == asking.state)) found = &one;
                if (one.target >= flow_.states.size() || asks_[one.target] || seen.size() >= most_states) return;
                if (std::ranges::find(seen, one.target) != seen.end()) return;
                seen.push_back(one.target);
                open.push_back(one.target);
            });
        };
        look(asking.state, asking.handler->branches);
        for (std::size_t i = 0; i < open.size() && found == nullptr; ++i) {
            const flow::State& state = flow_.states[open[i]];
            if (state.final) continue;
            asked_elsewhere_ = asked_elsewhere_ || state.request.has_value();
            for (const flow::Handler& one : state.on)
                if (one.conditions.empty()) look(open[i], one.branches);
            look(open[i], state.next);
        }
        return found;
    }
    // A request of which the last search knows: whoever answers it may count.
    [[nodiscard]] bool asked_elsewhere() const { return asked_elsewhere_; }

private:
    const flow::Flow& flow_;
    std::vector<bool> asks_; // per state: it gathers
    bool asked_elsewhere_ = false;
};

// What its author marked, or what words tell of a row of digits: one key is a choice.
bool takes_secret(const Context& context, const Asking& one) {
    if (one.gather->sensitive) return true;
    if (whole_number(*one.gather, "numDigits").value_or(3) < 3) return false;
    if (std::ranges::any_of(one.keys, [](const KeyChoice& key) { return key.text.size() < 3; })) return false;
    return !secret_asked_for(one, context.flow.states[one.state].name).empty();
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(context);
    for (const Asking& one : context.survey.askings()) {
        if (one.handler == nullptr || one.menu || !one.takes_keys) continue;
        if (!takes_secret(context, one)) continue;
        const std::string& name = context.flow.states[one.state].name;
        const flow::Branch* back = search.back(one);
        if (back == nullptr) continue;
        auto& finding = diagnostics.report(
            page, back->where,
            fmt::format("a wrong secret leads back to {} as often as somebody guesses", base::quoted(name)));
        if (search.asked_elsewhere() || !one.gather->sensitive) finding.severity = base::Severity::note;
        finding.help = "count the tries: `{to: same, if: attempt < 3}`, then lead elsewhere";
        finding.notes.push_back({one.gather->where, "the gather"});
    }
}

} // namespace

extern const Rule unbounded_guesses;
const Rule unbounded_guesses{
    .page = {.code = "CF6025",
             .name = "unbounded_guesses",
             .severity = base::Severity::warning,
             .summary = "A PIN that may be guessed without end",
             .why = "Who types a wrong PIN is asked again, and nothing counts how often: a machine that dials finds a "
                    "PIN of four digits in an hour. Count the tries and end the call. A note where a request tells "
                    "right from wrong, since whoever answers it may count, and where only words tell that it is a "
                    "secret.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: Type your PIN.]}]
    on: {typed: [{to: inside, if: 'input.digits == "1234"'}, wrong]}
    next: inside
  wrong: {response: [say: "That is not it."], next: menu}
  inside: {response: [say: Welcome], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: Type your PIN.]}]
    on: {typed: [{to: inside, if: 'input.digits == "1234"'}, {to: same, if: attempt < 3}, sorry]}
    next: sorry
  sorry: {response: [say: "That is not it."], final: true}
  inside: {response: [say: Welcome], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {tries: 0}
states:
  menu:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: Type your PIN.]}]
    on: {typed: check}
    next: inside
    before: [set: {tries: tries + 1}]
  check: {next: [{to: inside, if: 'inputs.menu.digits == "1234"'}, {to: inside, if: tries > 3}, wrong]}
  wrong: {response: [say: "That is not it."], next: menu}
  inside:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: "To end press 1, to type your PIN again press 2."]}]
    on: {chose: {switch: input.digits, case: {2: menu}, else: done}}
    next: board
  board:
    response: [say: Pin this number to your board., gather: {numDigits: 1, action: card, prompt: [say: "Do you have a loyalty card? Press 1."]}]
    on: {card: {switch: input.digits, case: {1: done}, else: same}}
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
