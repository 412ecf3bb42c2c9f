#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        if (one.menu || !one.takes_keys || !one.understood || one.keys.size() < 2) continue;
        if (find_attribute(*one.gather, "numDigits") != nullptr) continue;
        // Tropo alone takes a choice as soon as its grammar knows it.
        const auto& own = context.flow.states[one.state].response.by_provider;
        if (own.size() == 1 && own.front().provider == "tropo") continue;
        if (std::ranges::any_of(one.keys, [](const KeyChoice& key) { return key.text.size() != 1; })) continue;
        diagnostics
            .report(page, one.gather->where,
                    "every choice is one key, and the gather waits for more of them until its timeout")
            .help = "let it end with the first: `numDigits: 1`";
    }
}

} // namespace

extern const Rule slow_choice;
const Rule slow_choice{
    .page = {.code = "CF6015",
             .name = "slow_choice",
             .severity = base::Severity::note,
             .summary = "Choices of one key that are waited for",
             .why = "Without `numDigits` a gather does not know that a choice is complete: the caller presses a key "
                    "and hears nothing until the timeout has passed, five seconds on Twilio.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {action: chose, prompt: [say: "For sales press 1, for service press 2."]}]
    on: {chose: {switch: input.digits, case: {1: sales, 2: service}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: "For sales press 1, for service press 2."]}]
    on: {chose: {switch: input.digits, case: {1: sales, 2: service}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {action: chose, prompt: [say: "Type your number, or 0 for service."]}]
    on: {chose: {switch: input.digits, case: {0: service}, else: on_tropo}}
    next: service
  on_tropo:
    response: {tropo: [gather: {action: chose, prompt: [say: "For sales press 1, for service press 2."]}]}
    on: {chose: {switch: input.digits, case: {1: sales, 2: service}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
