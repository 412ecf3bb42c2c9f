#include "base/text.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>
#include <string_view>

namespace callflow::lint::rules {
namespace {

// Nothing is said and nothing is waited for: the call is never found in the state.
bool is_passed_through(const flow::State& state) {
    return state.has_next && !state.response.present && !state.request && !state.sub_flow;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        if (!is_passed_through(state) || (state.on.empty() && state.timers.empty())) continue;
        const std::string_view what = state.on.empty() ? "timers:" : "on:";
        auto& finding = diagnostics.report(
            page, state.where,
            fmt::format("`{}` of state {} is never used: the call goes on at once", what, base::quoted(state.name)));
        finding.help = "leave out `next:` if the state waits for its events, else give it a `response:` to wait in";
    }
}

} // namespace

extern const Rule deaf_state;
const Rule deaf_state{
    .page = {.code = "CF3016",
             .name = "deaf_state",
             .severity = base::Severity::warning,
             .summary = "A state that goes on at once, with events that it never hears",
             .why = "A state with `next:` and without a response is left in the moment in which it is entered. No "
                    "event finds the call there, not even the flow's `start:` in its initial state.",
             .bad = R"(callflow: 1
name: shop
initial: arriving
start: called
states:
  arriving:
    on: {called: greeting}
    next: closed
  greeting: {response: [say: Hello], next: closed}
  closed: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: arriving
start: called
states:
  arriving:
    on: {called: greeting}
  greeting: {response: [say: Hello], next: closed}
  closed: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: arriving
states:
  arriving:
    request: {url: "https://shop.example/hours"}
    on: {success: greeting}
    next: closed
  greeting: {response: [say: Hello], next: closed}
  closed: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
