// CF5020: keys of a menu that Tropo's grammars do not take.
#include "base/text.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        if (!state.menu) continue;
        const auto& keys = state.menu->keys;
        const auto special = [](const flow::MenuChoice& one) {
            return one.text.find_first_not_of("0123456789") != std::string::npos;
        };
        const auto first = std::ranges::find_if(keys, special);
        if (first == keys.end() || state.menu->own_grammar) continue;
        auto& finding = diagnostics.report(
            page, first->where,
            fmt::format("on Tropo {} is not taken: what may be typed there is digits", base::quoted(first->text)));
        finding.help = "give such a choice a digit as well, or a grammar of your own: `tropo: {choices: …}`";
        const auto rest = std::ranges::count_if(first + 1, keys.end(), special);
        if (rest > 0) {
            finding.notes.push_back({{},
                                     rest == 1 ? std::string("one more key of this menu")
                                               : fmt::format("{} more keys of this menu", rest)});
        }
    }
}

} // namespace

extern const Rule star_key_on_tropo;
const Rule star_key_on_tropo{
    .page = {.code = "CF5020",
             .name = "star_key_on_tropo",
             .severity = base::Severity::note,
             .summary = "A menu's star or pound key, which Tropo does not take",
             .why = "Twilio sends any key of the telephone; on Tropo a menu is a grammar, and its grammars match "
                    "digits. A caller there who presses the star is told nothing and asked again. A flow that "
                    "only answers calls of Twilio can leave it so.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1, to hear this again press star."]
      keys: {1: sales, "*": menu}
      else: sales
  sales: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1, to hear this again press 9."]
      keys: {1: sales, 9: menu}
      else: sales
  sales: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "Enter your branch number, or 0."]
      keys: {117: sales, 0: sales}
      finishOnKey: "#"
      else: sales
  sales: {final: true}
)"},
    .category = "portability",
    .check = find,
};

} // namespace callflow::lint::rules
