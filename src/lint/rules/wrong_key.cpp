#include "base/text.hpp"
#include "flow/handling.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>
#include <string>

namespace callflow::lint::rules {
namespace {

std::string listed(const Asking& asking) {
    std::string out;
    for (const KeyChoice& one : asking.keys) {
        if (out.find(base::quoted(one.text)) != std::string::npos) continue;
        out += (out.empty() ? "" : ", ") + base::quoted(one.text);
    }
    return out;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        if (one.handler == nullptr || one.menu || !one.tells_apart || one.takes_others) continue;
        if (flow::takes_always(context.flow, context.flow.states[one.state], one.handler->event)) continue;
        const std::string keys = one.understood ? listed(one) : std::string();
        auto& finding = diagnostics.report(
            page, one.handler->where,
            keys.empty()
                ? fmt::format("some of what may be typed in {} is refused, and the caller hears the same again",
                              base::quoted(context.flow.states[one.state].name))
                : fmt::format("a key other than {} is refused{}, and the caller hears the same again", keys,
                              one.guards_others ? " where no guard holds" : ""));
        finding.help = "say what becomes of others: `else: [{to: same, if: attempt < 3}, STATE]`";
    }
}

} // namespace

extern const Rule wrong_key;
const Rule wrong_key{
    .page = {.code = "CF6001",
             .name = "wrong_key",
             .severity = base::Severity::note,
             .summary = "A gather where a key that means nothing is refused",
             .why = "What a caller types comes back as an event, and where none of its transitions takes it the "
                    "event is refused: the state answers as before, so that the caller hears the same again without "
                    "a word about the mistake, as often as it happens. That may be meant; an `else`, or a last "
                    "candidate without a guard, says what else happens.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: "For sales press 1, for service press 2."]}]
    on: {chose: {switch: input.digits, case: {1: sales, 2: service}}}
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
    on: {chose: {switch: input.digits, case: {1: sales, 2: service}, else: [{to: same, if: attempt < 3}, service]}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: "For sales press 1, for anything else another key."]}]
    on: {chose: [{to: sales, if: 'input.digits == "1"'}, service]}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
