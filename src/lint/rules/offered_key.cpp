#include "base/text.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>

namespace callflow::lint::rules {
namespace {

bool is_taken(const Asking& asking, const std::string& key) {
    if (std::ranges::find(asking.keys, key, &KeyChoice::text) != asking.keys.end()) return true;
    return key.size() == 1 && finish_keys(*asking.gather).find(key.front()) != std::string_view::npos;
}

// Whether what takes every other key asks again, as for a wrong one.
bool asks_again(const std::vector<flow::Branch>& branches) {
    return std::ranges::any_of(branches, [](const flow::Branch& one) {
        const bool by_count = std::ranges::all_of(one.conditions, [](const flow::Condition& condition) {
            return !condition.expression.empty() &&
                   std::ranges::all_of(condition.expression.references(),
                                       [](const expr::Reference& name) { return name.path == "attempt"; });
        });
        return (one.kind == flow::Branch::Kind::same && by_count) ||
               std::ranges::any_of(one.choose, [](const flow::Switch& choice) { return asks_again(choice.otherwise); });
    });
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        // Where every other key is taken somewhere, the offered one is, too; unless that is to ask again.
        const bool caught = !one.menu && one.takes_others && !asks_again(one.handler->branches);
        const bool decided = one.menu || (one.tells_apart && one.understood);
        if (!decided || !one.takes_keys || one.keys.empty()) continue;
        if (caught && one.keys.size() < 2) continue; // this, or anything else
        for (const Heard& heard : one.heard) {
            std::string said;
            for (const Offer& offer : heard.offers) {
                const std::string shown = base::quoted(offer.key);
                if (is_taken(one, offer.key) || said.find(shown) != std::string::npos) continue;
                said += shown;
                auto& finding = diagnostics.report(
                    page, heard.where,
                    fmt::format("the prompt offers {}, and {} of {} takes it", shown,
                                one.takes_others && !one.menu ? "only what takes any other key" : "no transition",
                                base::quoted(context.flow.states[one.state].name)));
                if (caught) finding.severity = base::Severity::note;
                finding.help = "add the key, or take it out of the prompt";
                finding.notes.push_back({one.keys.front().where, "the keys that are taken begin here"});
            }
        }
    }
}

} // namespace

extern const Rule offered_key;
const Rule offered_key{
    .page = {.code = "CF6002",
             .name = "offered_key",
             .severity = base::Severity::warning,
             .summary = "A prompt that offers a key which no transition takes",
             .why = "The caller does as told and is treated as somebody who pressed a wrong key. Mostly the prompt "
                    "was changed and the transitions were not, or the other way round. Prompts are understood in "
                    "English, Spanish, French, German, Italian and Portuguese, and only where they plainly say what "
                    "to press.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1, for service press 2, for our address press 3."]
      keys: {1: sales, 2: service}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1, for service press 2."]
      keys: {1: sales, 2: service}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response:
      - say: "Please press 5 digits. When you are done, press pound. Press any key to stop me."
      - gather: {action: chose, prompt: [say: "To begin press 1, to end press 2."]}
    on: {chose: {switch: input.digits, case: {1: sales}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
