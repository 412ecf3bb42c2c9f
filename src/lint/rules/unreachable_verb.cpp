#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace callflow::lint::rules {
namespace {

// A dial that is written for Tropo: what stands behind it is what happens when nobody is reached (`incomplete`), whatever its
// action.
bool is_for_tropo(const flow::Verb& verb) {
    const auto own = [](const flow::ProviderAttributes& one) { return one.provider == "tropo"; };
    return verb.spec->name == "dial" &&
           (std::ranges::any_of(verb.overrides, own) ||
            std::ranges::any_of(verb.children, [](const flow::Verb& one) { return one.spec->name == "on"; }));
}

// A transfer's own outcome: on Tropo what stands behind it is what happens instead of `failure`.
bool loses_failure(const flow::State& state, const flow::Verb& verb) {
    return std::ranges::any_of(state.transfers,
                               [&](const flow::Transfer& one) { return !one.own_action && one.where == verb.where; });
}

std::string_view reason(const flow::State& state, const flow::Verb& last) {
    if (loses_failure(state, last)) return "it comes back as `success` or `failure`, whatever happened";
    if (flow::always_takes_action(last)) return "its `action` is asked for the next document, whatever happened";
    return flow::is_endless(last) ? "with `loop: 0` it goes on until the call ends" : "the document ends here";
}

// One finding for all that stands behind the first verb that never lets the document go on.
void scan(const flow::State& state, const std::vector<flow::Verb>& verbs, bool tropo, const base::Code& page,
          base::Diagnostics& diagnostics) {
    const flow::Verb* last = flow::last_reached(verbs);
    if (last == nullptr) return;
    const bool goes_on =
        flow::always_takes_action(*last) && ((tropo && last->spec->name == "dial") || is_for_tropo(*last));
    if (goes_on && !(tropo && loses_failure(state, *last))) return;
    const auto behind = std::span(verbs).subspan(static_cast<std::size_t>(last - verbs.data()) + 1);
    // Handlers are collected before the first step is run.
    const auto lost = std::ranges::find_if(behind, [](const flow::Verb& one) { return one.spec->name != "on"; });
    if (lost == behind.end()) return;
    if (goes_on) {
        auto& finding = diagnostics.report(
            page, lost->where, "on Tropo this follows where nobody answers, and then `failure` is never taken");
        finding.notes.push_back({last->where, "the transfer"});
        finding.help = "say it in the state that `failure` leads to";
        return;
    }
    auto& finding =
        diagnostics.report(page, lost->where,
                           fmt::format("nothing behind this {} is reached",
                                       base::quoted(last->written.empty() ? last->spec->name : last->written)));
    finding.notes.push_back({last->where, std::string(reason(state, *last))});
    finding.help = loses_failure(state, *last)        ? "say it in the state that `failure` leads to"
                   : flow::always_takes_action(*last) ? "say it in the state that the `action` leads to"
                                                      : "take it out, or put it before";
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        scan(state, state.response.verbs, false, page, diagnostics);
        for (const flow::ProviderResponse& one : state.response.by_provider)
            scan(state, one.verbs, one.provider == "tropo", page, diagnostics);
    }
}

} // namespace

extern const Rule unreachable_verb;
const Rule unreachable_verb{
    .page = {.code = "CF3012",
             .name = "unreachable_verb",
             .severity = base::Severity::warning,
             .summary = "A verb that no caller ever hears",
             .why = "A provider leaves a document at a redirect, a hangup, and at a dial or enqueue that has an "
                    "`action`: it asks the action for the next document, whether the other side answered or not. "
                    "A gather with `actionOnEmptyResult` does so too, and what has `loop: 0` never ends. "
                    "What is written behind is never reached.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response:
      - dial: {number: "+15551230000", action: dialed}
      - say: Nobody is there.
    on: {dialed: done}
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response:
      - dial: {number: "+15551230000", action: dialed}
    on:
      dialed: {switch: input.dial_status, case: {completed: done}, else: nobody}
  nobody:
    response: [say: Nobody is there.]
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {closed: false}
states:
  greeting:
    response:
      - hangup:
        if: closed
      - dial: "+15551230000"
      - say: Nobody is there.
    next: done
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
