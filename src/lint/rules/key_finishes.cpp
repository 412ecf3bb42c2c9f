#include "base/text.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <fmt/format.h>
#include <string_view>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        if (one.menu || !one.takes_keys) continue; // the reader of menus sees to it
        const std::string_view finish = finish_keys(*one.gather);
        for (const KeyChoice& key : one.keys) {
            const std::size_t at = key.text.find_first_of(finish);
            if (finish.empty() || at == std::string::npos) continue;
            auto& finding =
                diagnostics.report(page, key.where,
                                   fmt::format("{} is never typed: {} ends what is typed and is not part of it",
                                               base::quoted(key.text), base::quoted(key.text.substr(at, 1))));
            finding.help = "let no key end it, or another one: `finishOnKey: \"\"`";
        }
    }
}

} // namespace

extern const Rule key_finishes;
const Rule key_finishes{
    .page = {.code = "CF6014",
             .name = "key_finishes",
             .severity = base::Severity::warning,
             .summary = "A choice with the key that ends what is typed",
             .why = "The key named by `finishOnKey`, `#` where nothing else is said, ends what is typed and is no "
                    "part of it: a transition for it is never taken.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press 1 or pound.]}]
    on: {chose: {switch: input.digits, case: {1: sales, "#": service}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, finishOnKey: "", action: chose, prompt: [say: Press 1 or pound.]}]
    on: {chose: {switch: input.digits, case: {1: sales, "#": service}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: Press 1 or pound.]
      keys: {1: sales, "#": service}
      else: star
  star:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press star.]}]
    on: {chose: {switch: input.digits, case: {"*": sales}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
