#include "base/text.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>
#include <string>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        if (!(one.menu || (one.tells_apart && one.understood)) || !one.takes_keys || !one.heard_all) continue;
        bool offered = false;
        std::string named = "0*#";
        for (const Heard& heard : one.heard) {
            offered = offered || !heard.offers.empty();
            named += mentioned(heard.text);
        }
        if (!offered) continue; // it asks for something else than a choice
        const KeyChoice* first = nullptr;
        std::string keys;
        for (const KeyChoice& key : one.keys) {
            if (key.text.size() != 1 || named.find(key.text.front()) != std::string::npos) continue;
            if (key.target == one.state) continue; // who finds it hears the same again
            if (first == nullptr) first = &key;
            named += key.text;
            keys += (keys.empty() ? "" : ", ") + base::quoted(key.text);
        }
        if (first == nullptr) continue;
        auto& finding = diagnostics.report(page, first->where, fmt::format("no prompt offers {}", keys));
        finding.help = "say in the prompt what it is for, or take it out";
        finding.notes.push_back({one.heard.front().where, "this is what callers hear"});
    }
}

} // namespace

extern const Rule hidden_key;
const Rule hidden_key{
    .page = {.code = "CF6003",
             .name = "hidden_key",
             .severity = base::Severity::note,
             .summary = "A key that no prompt offers",
             .why = "Nobody presses a key of which nobody speaks: either the prompt has lost a sentence, or the "
                    "transition is left over. Zero, star and pound are known for operators and repeating and may "
                    "stay unsaid, and so may a key that leads back to the same menu. Nothing is reported where a "
                    "sound file or a value that only a call knows may name the key.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1, for service press 2."]
      keys: {1: sales, 2: service, 3: service}
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
      prompt: [say: "For sales press 1, for service press 2 or 3."]
      keys: {1: sales, 2: service, 3: service}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1, for service 2; three is for friends."]
      keys: {1: sales, 2: service, 3: service, 0: service, "*": menu}
      else: other
  other:
    menu:
      prompt: [say: Press 1., play: "https://example.com/and_2.mp3"]
      keys: {1: sales, 2: service}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
