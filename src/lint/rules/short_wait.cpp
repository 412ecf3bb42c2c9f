#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <cstdint>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

constexpr std::int64_t least = 3; // seconds

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        const auto timeout = whole_number(*one.gather, "timeout");
        if (!timeout || *timeout >= least) continue;
        diagnostics
            .report(page, find_attribute(*one.gather, "timeout")->where,
                    fmt::format("{} s to find the next key are few", *timeout))
            .help = "wait for at least 3 s, 5 s where nothing speaks for less";
    }
}

} // namespace

extern const Rule short_wait;
const Rule short_wait{
    .page = {.code = "CF6009",
             .name = "short_wait",
             .severity = base::Severity::note,
             .summary = "A gather that waits for less than three seconds",
             .why = "The timeout begins when the prompt has ended, and begins anew behind each key. Who has to take "
                    "the telephone from the ear to see its keys needs more than two seconds; who looks for a card "
                    "needs ten.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1."]
      keys: {1: sales}
      timeout: 2s
      else: sales
  sales: {response: [say: Sales], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1."]
      keys: {1: sales}
      timeout: 5s
      else: sales
  sales: {response: [say: Sales], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response:
      - gather: {input: speech, timeout: 4s, speechTimeout: 1, action: said, prompt: [say: "What can we do for you?"]}
    on: {said: sales}
    next: sales
  sales: {response: [say: Sales], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
