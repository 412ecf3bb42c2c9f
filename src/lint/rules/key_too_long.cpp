#include "base/text.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        const auto most = whole_number(*one.gather, "numDigits");
        if (one.menu || !most || *most < 1 || !one.takes_keys) continue;
        for (const KeyChoice& key : one.keys) {
            if (key.text.size() <= static_cast<std::size_t>(*most)) continue;
            auto& finding = diagnostics.report(page, key.where,
                                               fmt::format("{} is never typed: the gather ends after {} key{}",
                                                           base::quoted(key.text), *most, *most == 1 ? "" : "s"));
            finding.help = fmt::format("let it take more: `numDigits: {}`", key.text.size());
            finding.notes.push_back({find_attribute(*one.gather, "numDigits")->where, "the gather takes so many"});
        }
    }
}

} // namespace

extern const Rule key_too_long;
const Rule key_too_long{
    .page = {.code = "CF6013",
             .name = "key_too_long",
             .severity = base::Severity::warning,
             .summary = "A choice of more keys than the gather takes",
             .why = "A gather with `numDigits` ends with the last of them: a longer choice never comes, and its "
                    "first keys are taken for another one.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Type your branch.]}]
    on: {chose: {switch: input.digits, case: {1: sales, 22: service}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 2, action: chose, prompt: [say: Type your branch.]}]
    on: {chose: {switch: input.digits, case: {1: sales, 22: service}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {action: chose, prompt: [say: Type your branch.]}]
    on: {chose: [{to: sales, if: 'input.digits in ["1", "1234"]'}, service]}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
