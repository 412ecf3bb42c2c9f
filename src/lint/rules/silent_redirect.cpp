#include "base/text.hpp"
#include "flow/redirects.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace callflow::lint::rules {
namespace {

// The outcome that a state's own `on:` takes as written and waits for in vain; null where it takes none of them.
const flow::Handler* outcome_of(const flow::Flow& flow, const flow::State& state) {
    const bool may_fail = flow::may_redirect_nowhere(state);
    const auto at = std::ranges::find_if(state.on, [&](const flow::Handler& one) {
        const flow::Event& event = flow.events[one.event];
        return event.actor.empty() && (event.name == "success" || (event.name == "failure" && !may_fail));
    });
    return at == state.on.end() ? nullptr : &*at;
}

// Transfers that come back with an outcome wherever they are rendered, which have made it a handler of their own.
bool brings_outcome(const flow::State& state) {
    return std::ranges::any_of(
        state.transfers, [](const flow::Transfer& one) { return one.via != flow::Via::redirect && !one.own_action; });
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    for (const flow::State& state : flow.states) {
        const flow::Verb* const redirect = flow::silent_redirect(state);
        if (redirect == nullptr) continue;
        const flow::Handler* taken = outcome_of(flow, state);
        const bool shared = taken == nullptr && brings_outcome(state);
        if (taken == nullptr && !shared) continue;
        auto& finding = diagnostics.report(
            page, taken != nullptr ? taken->where : redirect->where,
            taken != nullptr
                ? fmt::format("{} never comes: Tropo says nothing after a redirect",
                              base::quoted(flow.events[taken->event].name))
                : fmt::format("Tropo says nothing after a redirect: there the call ends in state {}, with no outcome",
                              base::quoted(state.name)));
        if (taken != nullptr) finding.notes.push_back({redirect->where, "the redirect"});
        finding.help = shared ? "give the redirect a state of its own that is `final`, and choose it by `call.provider`"
                              : "let the flow end here: `final: OUTCOME` instead of `on`";
    }
}

} // namespace

extern const Rule silent_redirect;
const Rule silent_redirect{
    .page =
        {.code = "CF5026",
         .name = "silent_redirect",
         .severity = base::Severity::note,
         .summary = "An outcome that is awaited of a redirect on Tropo",
         .why =
             "Tropo answers the caller's INVITE with another address and is out of it: the session is over, and "
             "nobody tells the application whether the caller has reached anybody. `success` and `failure` never "
             "come, and the call is counted in the state that has redirected it. Only where a value names nobody at all, "
             "so that no redirect is sent, there is a `failure`.",
         .bad = R"(callflow: 1
name: shop
initial: move
states:
  move: {response: {tropo: [transfer: {to: "sip:desk@sip.example.com", via: redirect}]}, on: {success: done}}
  done: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: move
states:
  move: {response: {tropo: [transfer: {to: "sip:desk@sip.example.com", via: redirect}]}, final: moved}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: move
vars: {night: false}
states:
  move:
    response:
      tropo:
        - {transfer: {to: "sip:desk@sip.example.com", via: redirect}, if: night}
        - {transfer: {to: "sip:desk@sip.example.com"}, unless: night}
    on: {success: done, failure: done}
  done: {final: true}
)"},
    .category = "portability",
    .check = find,
};

} // namespace callflow::lint::rules
