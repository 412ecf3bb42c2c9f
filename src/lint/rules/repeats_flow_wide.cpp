#include "base/text.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <unordered_map>

namespace callflow::lint::rules {
namespace {

bool is_plain(const flow::Handler& one) {
    return one.conditions.empty() && one.branches.size() == 1 &&
           one.branches.front().kind == flow::Branch::Kind::state && one.branches.front().conditions.empty() &&
           one.branches.front().set.empty() && one.branches.front().effects.empty();
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    std::unordered_map<std::uint64_t, const flow::Handler*> everywhere;
    std::unordered_map<std::uint64_t, std::size_t> several;
    const auto key = [](flow::BodyId body, flow::EventId event) { return (std::uint64_t{body} << 32) | event; };
    for (flow::BodyId id = 0; id < context.flow.bodies.size(); ++id) {
        for (const flow::Handler& one : context.flow.bodies[id].on) {
            ++several[key(id, one.event)];
            if (is_plain(one)) everywhere.emplace(key(id, one.event), &one);
        }
    }
    if (everywhere.empty()) return;
    for (const flow::State& state : context.flow.states) {
        for (const flow::Handler& one : state.on) {
            const auto at = everywhere.find(key(state.body, one.event));
            if (at == everywhere.end() || several[at->first] != 1 || !is_plain(one) || state.final) continue;
            if (at->second->branches.front().target != one.branches.front().target) continue;
            const bool again = std::ranges::count(state.on, one.event, &flow::Handler::event) > 1;
            // A transfer's `success` is the hang-up: what the author has written there is no repetition.
            const bool made =
                std::ranges::find(state.transfers, one.where, &flow::Transfer::where) != state.transfers.end();
            if (again || made) continue;
            auto& finding =
                diagnostics.report(page, one.where,
                                   fmt::format("the flow's `on:` takes {} to {} anyway",
                                               base::quoted(context.flow.events[one.event].text()),
                                               base::quoted(context.flow.states[one.branches.front().target].name)));
            finding.help = "take it out here";
            finding.notes.push_back({at->second->where, "for every state"});
        }
    }
}

} // namespace

extern const Rule repeats_flow_wide;
const Rule repeats_flow_wide{
    .page = {.code = "CF7004",
             .name = "repeats_flow_wide",
             .severity = base::Severity::note,
             .summary = "A transition that holds in every state anyway",
             .why = "The flow's `on:` takes the event to the same state. Written again in a state it only says that "
                    "it is special there, which it is not, and has to be changed in two places.",
             .bad = R"(callflow: 1
name: shop
initial: menu
signals: {hangup: hangs_up}
on: {hangs_up: done}
states:
  menu: {response: [say: Hello], on: {hangs_up: done}, next: done}
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
signals: {hangup: hangs_up}
on: {hangs_up: done}
states:
  menu: {response: [say: Hello], next: done}
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
signals: {hangup: hangs_up}
on: {hangs_up: done}
vars: {said: false}
states:
  menu: {response: [say: Hello], on: {hangs_up: {to: done, set: {said: "true"}}}, next: other}
  other: {response: [say: Hello], on: {hangs_up: [{to: menu, if: "!said"}, done]}, next: done}
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "style",
    .check = find,
};

} // namespace callflow::lint::rules
