#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        if (one.gather->sensitive || one.menu || !one.keys.empty()) continue;
        const auto most = whole_number(*one.gather, "numDigits");
        if (most && *most < 3) continue; // a choice
        const std::string_view word = secret_asked_for(one, context.flow.states[one.state].name);
        if (word.empty()) continue;
        diagnostics
            .report(
                page, one.gather->where,
                fmt::format("the caller seems to be asked for a secret ({}), which traces and logs will show", word))
            .help = "mark it: `sensitive: true`";
    }
}

} // namespace

extern const Rule unmasked_secret;
const Rule unmasked_secret{
    .page = {.code = "CF4017",
             .name = "unmasked_secret",
             .severity = base::Severity::note,
             .summary = "A gather for a PIN or card that is not marked sensitive",
             .why = "What is typed stands in traces, logs, replays and reports, unless the verb says `sensitive: "
                    "true`. Whether it is a secret is told by the words that ask for it, or by the state's name; no "
                    "more can be known.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 4, action: typed, prompt: [say: Please type your PIN.]}]
    on: {typed: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: Please type your PIN.]}]
    on: {typed: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "To change your PIN press 1, to block a credit card press 2."]
      keys: {1: done, 2: done}
      else: done
  done: {response: [say: "Goodbye, keep your PIN."], final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
