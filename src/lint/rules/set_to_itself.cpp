#include "base/text.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    std::ranges::for_each(context.survey.settings(), [&](const flow::Setting& one) {
        const std::string& name = context.flow.vars[one.var].name;
        if (one.value == nullptr || one.value->text() != name) return;
        diagnostics.report(page, one.where, fmt::format("{} is set to itself", base::quoted(name))).help =
            name == "digits" || name == "speech" ? fmt::format("did you mean `input.{}`?", name)
                                                 : "set it to something else, or take it out";
    });
}

} // namespace

extern const Rule set_to_itself;
const Rule set_to_itself{
    .page = {.code = "CF4015",
             .name = "set_to_itself",
             .severity = base::Severity::warning,
             .summary = "A var that is set to itself",
             .why = "The var has the same value afterwards. Mostly `input.` was forgotten, or a number to count by.",
             .bad = R"(callflow: 1
name: shop
initial: menu
vars: {digits: ""}
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: {to: done, set: {digits: digits}}}
    next: done
  done: {response: [say: "You pressed {{ digits }}"], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
vars: {digits: ""}
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: {to: done, set: {digits: input.digits}}}
    next: done
  done: {response: [say: "You pressed {{ digits }}"], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {digits: "", count: 0}
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: {to: done, set: {digits: digits + input.digits, count: -count}}}
    next: done
  done: {response: [say: "You pressed {{ digits }} {{ count }}"], final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
