// CF3040: what a menu says about its tries, and never comes to.
#include "lint/rule.hpp"

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        if (!state.menu || !state.menu->own_input || !state.menu->own_match) continue;
        const flow::Menu& menu = *state.menu;
        if (menu.otherwise.valid()) {
            diagnostics
                .report(page, menu.otherwise,
                        "this `else` is never taken: `no_input` and `no_match` say where the call goes")
                .help = "leave it out, or one of the other two";
        } else if (menu.tries_where.valid()) {
            diagnostics
                .report(page, menu.tries_where,
                        "nothing counts these tries: `no_input` and `no_match` say where the call goes")
                .help =
                "leave it out, or write the count where it belongs: `no_input: [{to: same, if: attempt < 3}, …]`";
        }
    }
}

} // namespace

extern const Rule unused_in_menu;
const Rule unused_in_menu{
    .page = {.code = "CF3040",
             .name = "unused_in_menu",
             .severity = base::Severity::warning,
             .summary = "A menu's else or tries that nothing uses",
             .why = "A menu asks again until its `tries` are used up, and then takes its `else`. `no_input:` and "
                    "`no_match:` replace both, for silence and for wrong keys; where a menu has the two of them, "
                    "nothing is left that would count tries or take the `else`.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: Press 1.]
      keys: {1: sales}
      no_input: goodbye
      no_match: sales
      else: goodbye
  sales: {final: true}
  goodbye: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: Press 1.]
      keys: {1: sales}
      no_input: goodbye
      no_match: sales
  sales: {final: true}
  goodbye: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: Press 1.]
      keys: {1: sales}
      tries: 2
      no_input: goodbye
      else: goodbye
  sales: {final: true}
  goodbye: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
