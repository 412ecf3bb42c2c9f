#include "base/text.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Whether something looks at what the var holds, and nothing asks whether it holds anything.
bool reads_blindly(const flow::Flow& flow, expr::Slot slot, std::string_view name) {
    bool reads = false;
    bool asks = false;
    flow::each_use(flow, [&](const flow::Use& use) {
        if (std::ranges::none_of(use.expression->references(), [&](const auto& one) { return one.slot == slot; }))
            return;
        const std::string& text = use.expression->text();
        const bool tests = text.find("null") != std::string::npos || text.find("has(") != std::string::npos ||
                           text.find("default(") != std::string::npos || use.kind == flow::Use::Kind::guard ||
                           use.kind == flow::Use::Kind::choice;
        asks = asks || tests;
        reads = reads || text.find(fmt::format("{}.", name)) != std::string::npos;
    });
    return reads && !asks;
}

// Where an outcome leads whatever conditions say; none where they decide.
flow::StateId leads_to(const std::vector<flow::Branch>& branches) {
    if (branches.size() != 1 || !branches.front().conditions.empty()) return flow::none;
    const flow::Branch& one = branches.front();
    return one.kind == flow::Branch::Kind::state && one.set.empty() ? one.target : flow::none;
}

// Where a failure goes the way of a success, and how the author wrote that.
struct Same {
    bool found = false;
    base::Span where;
};
Same same_way(const flow::Flow& flow, const flow::State& state) {
    if (state.on.empty()) return {state.has_next && state.next.size() == 1, state.next_where};
    const flow::Handler* success = nullptr;
    const flow::Handler* failure = nullptr;
    for (const flow::Handler& one : state.on) {
        const flow::Event& event = flow.events[one.event];
        if (!event.actor.empty() || (event.name != "success" && event.name != "failure")) continue;
        const flow::Handler*& place = event.name == "success" ? success : failure;
        if (place != nullptr || !one.conditions.empty()) return {};
        place = &one;
    }
    const flow::StateId well = leads_to(success != nullptr ? success->branches : state.next);
    const flow::StateId ill = leads_to(failure != nullptr ? failure->branches : state.next);
    if (well == flow::none || well != ill) return {};
    return {true, failure != nullptr ? failure->where : state.next_where};
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    for (const flow::State& state : flow.states) {
        if (!state.request || state.request->save.empty()) continue;
        const Same same = same_way(flow, state);
        if (!same.found) continue;
        const flow::Var* var = flow.find_var(state.request->save);
        if (var == nullptr || !reads_blindly(flow, var->slot, var->name)) continue;
        auto& finding =
            diagnostics.report(page, same.where,
                               fmt::format("a failed request goes on as one that has answered, with nothing in {}",
                                           base::quoted(var->name)));
        finding.help = state.on.empty() ? "say what happens then: `on: {success: STATE}`, and `next:` for the rest"
                                        : "lead `failure` to a state that says what happens then";
        finding.notes.push_back({state.request->where, "the request"});
    }
}

} // namespace

extern const Rule failure_unseen;
const Rule failure_unseen{
    .page =
        {.code = "CF4018",
         .name = "failure_unseen",
         .severity = base::Severity::note,
         .summary = "A request whose failure goes the way of its success",
         .why =
             "A request that fails leaves null in the var that it saves, and `next:` takes both outcomes, or both are "
             "written out to one state. "
             "What comes next reads fields of nothing: the caller hears gaps, or the step errs.",
         .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu: {request: {url: "https://api.example.com/account", save: account}, next: told}
  told: {response: [say: "You have {{ account.points }} points."], next: done}
  done: {response: [say: Goodbye], final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu: {request: {url: "https://api.example.com/account", save: account}, on: {success: told}, next: done}
  told: {response: [say: "You have {{ account.points }} points."], next: done}
  done: {response: [say: Goodbye], final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu: {request: {url: "https://api.example.com/call", save: known}, next: told}
  told: {next: [{to: one, if: known != null}, done]}
  one: {response: [say: "We know you."], next: done}
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
