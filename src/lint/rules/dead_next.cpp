#include "base/text.hpp"
#include "flow/responses.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

// Whether something brings the event `next` about besides a response that has run out.
bool is_sent(const Survey& survey) {
    return std::ranges::any_of(survey.references(), [](const flow::Named& one) { return one.event->event == "next"; });
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    if (flow::is_by_text(context.flow)) return;
    for (const flow::State& state : context.flow.states) {
        const bool by_response = state.response.present && state.response.by_provider.empty() && !state.request &&
                                 !state.sub_flow && state.transfers.empty() && !state.menu;
        if (!by_response || !state.has_next) continue;
        const flow::Verb* last = flow::last_reached(state.response.verbs);
        // Tropo takes `next:` behind a dial or gather that comes to nothing.
        if (last == nullptr || last->spec == nullptr || flow::always_takes_action(*last)) continue;
        const bool waits = std::ranges::any_of(state.response.verbs, [&](const flow::Verb& one) {
            return one.spec != nullptr && (one.spec->waits_for_caller || !one.each.empty());
        });
        const bool endless = flow::is_endless(*last);
        if (waits || (!endless && !last->spec->ends_document)) continue;
        if (is_sent(context.survey)) return;
        auto& finding = diagnostics.report(
            page, state.next_where,
            endless ? fmt::format("{} with `loop: 0` goes on until the call ends, so nothing comes next",
                                  base::quoted(last->spec->name))
                    : fmt::format("the response ends with {}, so nothing comes next", base::quoted(last->spec->name)));
        if (endless) finding.severity = base::Severity::note; // Tropo repeats it so many times, and goes on
        finding.help = endless ? "say how often: `loop: 3`; or let a timer or an event lead on"
                               : "take the verb out, or the `next:`";
        finding.notes.push_back({last->where, "what it ends with"});
    }
}

} // namespace

extern const Rule dead_next;
const Rule dead_next{
    .page = {.code = "CF3017",
             .name = "dead_next",
             .severity = base::Severity::warning,
             .summary = "A `next:` that no call goes",
             .why = "A call goes to `next:` when the response has run out. One that ends with a hangup, a reject or a "
                    "redirect leaves nothing to run out, so that the state behind is never come to this way: one "
                    "of the two was not meant. With `loop: 0` that is a note, for Tropo does not repeat without end.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Please wait., hangup]
    next: open
  open: {response: [say: We are open.], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Please wait.]
    next: open
  open: {response: [say: We are open., hangup], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {closed: false}
states:
  greeting:
    response: [say: Please wait., {hangup: {}, if: closed}]
    next: menu
  menu:
    response: [gather: {action: typed, prompt: [say: Press a key.]}, say: Goodbye., hangup]
    on: {typed: open}
    next: open
  open: {response: [say: We are open.], final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
