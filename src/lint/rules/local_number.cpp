#include "base/ascii.hpp"
#include "base/text.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <fmt/format.h>
#include <string>
#include <string_view>

namespace callflow::lint::rules {
namespace {

// 0…, and seven digits: no provider knows from where. Ten are of North America, and taken.
bool is_local(std::string_view number) {
    std::string digits;
    for (const char c : number) {
        if (base::is_digit(c))
            digits += c;
        else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')')
            return false;
    }
    return digits.size() > 6 && (digits.front() == '0' || digits.size() < 10);
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Survey::Placed& one : context.survey.verbs()) {
        if (!is(*one.verb, "number") && !is(*one.verb, "dial")) continue;
        for (const std::string_view name : {"number", "callerId"}) {
            const auto number = literal(*one.verb, name);
            if (!number || !is_local(*number)) continue;
            diagnostics
                .report(page, find_attribute(*one.verb, name)->where,
                        fmt::format("{} does not say in which country it is", base::quoted(*number)))
                .help = "write it with `+` and the country: `+15557654321`";
        }
    }
}

} // namespace

extern const Rule local_number;
const Rule local_number{
    .page = {.code = "CF5024",
             .name = "local_number",
             .severity = base::Severity::note,
             .summary = "A number that only a neighbour could dial",
             .why = "Providers take numbers with their country: `+15557654321`. A national form without its area, or "
                    "with the sign for calling abroad, is refused or rings somebody else. Short codes of up to six "
                    "digits are left alone.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [dial: {number: "00441632960000", action: talked}]
    on: {talked: done}
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [dial: {number: "+441632960000", action: talked}]
    on: {talked: done}
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {desk: "+15557654321"}
states:
  menu:
    response: [dial: {number: ["(555) 765-4321", "911", "{{ desk }}", "15557654321"], action: talked}]
    on: {talked: done}
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "provider",
    .check = find,
};

} // namespace callflow::lint::rules
