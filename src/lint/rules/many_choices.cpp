#include "lint/rule.hpp"

#include <fmt/format.h>
#include <string>

namespace callflow::lint::rules {
namespace {

constexpr std::size_t most = 7;

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        std::string keys;
        for (const KeyChoice& key : one.keys) {
            const bool counts = key.text.size() == 1 && key.text.find_first_of("0*#") == std::string::npos;
            if (counts && keys.find(key.text) == std::string::npos) keys += key.text;
        }
        if (keys.size() <= most) continue;
        diagnostics
            .report(page, one.gather->where, fmt::format("{} choices are more than callers keep in mind", keys.size()))
            .help = "group them into menus of at most five";
    }
}

} // namespace

extern const Rule many_choices;
const Rule many_choices{
    .page = {.code = "CF6008",
             .name = "many_choices",
             .severity = base::Severity::note,
             .summary = "A menu with more choices than anybody keeps in mind",
             .why = "Callers remember about five choices, and the first ones best. With more than seven they wait "
                    "for the end and begin anew. Group them: two menus of four take less time than one of eight. "
                    "Zero, star and pound are not counted.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: Choose., play: "https://example.com/menu.mp3"]
      keys: {1: a, 2: a, 3: a, 4: a, 5: a, 6: a, 7: a, 8: a}
      else: a
  a: {response: [say: A], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: Choose., play: "https://example.com/menu.mp3"]
      keys: {1: a, 2: a, 3: a, 4: more}
      else: a
  more:
    menu:
      prompt: [say: Choose., play: "https://example.com/more.mp3"]
      keys: {1: a, 2: a, 3: a, 4: a}
      else: a
  a: {response: [say: A], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "Type the extension, or 0."]
      keys: {101: a, 102: a, 103: a, 104: a, 105: a, 106: a, 107: a, 108: a, 109: a, 0: a, "*": menu}
      else: a
  a: {response: [say: A], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
