#include "base/text.hpp"
#include "flow/graph.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Whether all that a response does is to speak.
bool only_speaks(const std::vector<flow::Verb>& verbs) {
    return std::ranges::all_of(verbs, [](const flow::Verb& one) {
        return is(one, "say") || is(one, "play") || is(one, "pause") || is(one, "message");
    });
}

bool only_speaks(const flow::State& state) {
    return state.response.present && only_speaks(state.response.verbs) &&
           std::ranges::all_of(state.response.by_provider,
                               [](const flow::ProviderResponse& one) { return only_speaks(one.verbs); });
}

// Where a call is that has heard it: in a final state it may be meant for another time.
bool something_takes_keys_next(const flow::Flow& flow, const flow::State& state) {
    bool takes = state.next.empty();
    flow::each_branch(state.next, [&](const flow::Branch& branch) {
        if (branch.target >= flow.states.size()) return;
        const flow::State& to = flow.states[branch.target];
        takes = takes || (!only_speaks(to) && !to.final) || (only_speaks(to) && to.has_next && &to != &state);
    });
    return takes;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Survey::Placed& one : context.survey.verbs()) {
        const flow::State& state = context.flow.states[one.state];
        if (!is(*one.verb, "say") || state.final || !only_speaks(state)) continue;
        for (const auto& [text, where] : texts_of(context.flow, *one.verb)) {
            const std::vector<Offer> offered = offers(text);
            if (offered.empty() || something_takes_keys_next(context.flow, state)) continue;
            diagnostics
                .report(page, where,
                        fmt::format("the caller is told to press {}, and nothing takes a key here",
                                    base::quoted(offered.front().key)))
                .help = "make it the prompt of a `menu` or `gather`";
        }
    }
}

} // namespace

extern const Rule nothing_listens;
const Rule nothing_listens{
    .page = {.code = "CF6021",
             .name = "nothing_listens",
             .severity = base::Severity::warning,
             .summary = "A prompt that tells to press a key where nothing takes one",
             .why = "Keys are heard by a gather, a recording or a dial only. A say by itself goes on whatever is "
                    "pressed.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [say: "For sales press 1, for service press 2."]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1, for service press 2."]
      keys: {1: done, 2: done}
      else: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [say: "In a moment you hear the choices. To pass them over press 9."]
    next: choices
  choices:
    response:
      - say: "Leave a message and press 1 when you are done."
      - record: {finishOnKey: 1, action: recorded, maxLength: 60}
    on: {recorded: done}
    next: done
  done: {response: [say: "Next time press 3 for us."], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
