#include "base/text.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace callflow::lint::rules {
namespace {

// Whether a response answers the call before it does anything else.
bool answers(const flow::State& state) {
    bool found = false;
    flow::each_verb(state.response, [&](const flow::Verb& verb) {
        if (verb.spec == nullptr || !verb.conditions.empty()) return;
        constexpr std::string_view speaking[] = {"say",  "play",   "gather",  "record",
                                                 "dial", "answer", "enqueue", "refer"};
        found = found || std::ranges::find(speaking, verb.spec->name) != std::end(speaking);
    });
    return found;
}

const flow::Verb* redirect_of(const flow::State& state) {
    const flow::Verb* found = nullptr;
    flow::each_verb(state.response, [&](const flow::Verb& verb) {
        if (verb.spec != nullptr && verb.spec->name == "deflect") found = &verb;
    });
    return found;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    std::vector<flow::Node> begin;
    bool any = false;
    for (flow::StateId id = 0; id < flow.states.size(); ++id) {
        any = any || redirect_of(flow.states[id]) != nullptr;
        if (context.reachable[id] && answers(flow.states[id])) begin.push_back(id);
    }
    if (!any) return;
    const std::vector<bool> answered = flow::reached_from(flow::moves(flow), begin);
    for (flow::StateId id = 0; id < flow.states.size(); ++id) {
        const flow::Verb* verb = redirect_of(flow.states[id]);
        const bool itself = std::ranges::find(begin, id) != begin.end();
        if (verb == nullptr || itself || !answered[id]) continue;
        auto& finding = diagnostics.report(
            page, verb->where,
            fmt::format("the call may have been answered before state {}, and only one that rings can be redirected",
                        base::quoted(flow.states[id].name)));
        for (const flow::Node one : begin) {
            finding.notes.push_back({flow.states[one].where, "this state answers it"});
            break;
        }
        finding.help = "behind the answer use `transfer` with `via: http`, which asks the SIP side, or `via: bridge`";
    }
}

} // namespace

extern const Rule late_redirect;
const Rule late_redirect{
    .page = {.code = "CF6027",
             .name = "late_redirect",
             .severity = base::Severity::warning,
             .summary = "A redirection of a call that has been answered",
             .why = "Tropo redirects by answering the caller's INVITE with another address. Once something was said, "
                    "played or asked that INVITE has its answer, and a redirect raises an error.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [say: One moment.], next: move}
  move: {response: {tropo: [transfer: {to: "sip:desk@sip.example.com", via: redirect}]}, final: moved}
)",
             .good = R"(callflow: 1
name: shop
initial: move
states:
  move: {response: {tropo: [transfer: {to: "sip:desk@sip.example.com", via: redirect}]}, final: moved}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: which
vars: {night: false}
states:
  which: {next: [{to: move, if: night}, greeting]}
  greeting: {response: [say: Hello], next: done}
  move: {response: {tropo: [transfer: {to: "sip:desk@sip.example.com", via: redirect}]}, final: moved}
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
