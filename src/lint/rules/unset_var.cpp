#include "base/text.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <ranges>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Per state: whether a call that comes from one of `from` can be in it.
std::vector<bool> reached_from(const Context& context, const std::vector<flow::StateId>& from) {
    std::vector<bool> reached(context.flow.states.size(), false);
    std::vector<flow::StateId> open;
    for (const flow::StateId id : from) {
        if (!reached[id]) open.push_back(id);
        reached[id] = true;
    }
    while (!open.empty()) {
        const flow::StateId id = open.back();
        open.pop_back();
        const auto [first, last] = std::ranges::equal_range(context.edges, id, {}, &flow::Edge::from);
        for (const flow::Edge& edge : std::ranges::subrange(first, last)) {
            if (reached[edge.to]) continue;
            reached[edge.to] = true;
            open.push_back(edge.to);
        }
    }
    return reached;
}

// A var without a default, and where it is set.
struct Watched {
    const flow::Var* var = nullptr;
    bool anywhere = false; // set by what holds in many states
    std::vector<flow::StateId> set_in;
    std::vector<flow::Use> reads;
    std::vector<base::Span> places;
};

std::vector<Watched> watched_vars(const Context& context) {
    std::vector<Watched> watched;
    std::vector<std::size_t> by_slot(context.flow.scope.slot_count(), SIZE_MAX);
    std::vector<std::size_t> by_var(context.flow.vars.size(), SIZE_MAX);
    for (std::size_t i = 0; i < context.flow.vars.size(); ++i) {
        if (context.flow.vars[i].defaulted) continue;
        by_slot[context.flow.vars[i].slot] = by_var[i] = watched.size();
        watched.emplace_back().var = &context.flow.vars[i];
    }
    if (watched.empty()) return watched;
    flow::each_setting(context.flow, [&](const flow::Setting& one) {
        if (by_var[one.var] == SIZE_MAX) return;
        Watched& var = watched[by_var[one.var]];
        var.anywhere = var.anywhere || one.state == flow::none;
        if (one.state != flow::none) var.set_in.push_back(one.state);
    });
    flow::each_use(context.flow, [&](const flow::Use& use) {
        for (const expr::Reference& one : use.expression->references()) {
            if (by_slot[one.slot] == SIZE_MAX || use.state == flow::none) continue;
            watched[by_slot[one.slot]].reads.push_back(use);
            watched[by_slot[one.slot]].places.push_back(one.where);
        }
    });
    return watched;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Watched& var : watched_vars(context)) {
        if (var.anywhere) continue;
        const std::vector<bool> known = reached_from(context, var.set_in);
        for (std::size_t i = 0; i < var.reads.size(); ++i) {
            const flow::Use& use = var.reads[i];
            if (known[use.state] || (use.to != flow::none && known[use.to])) continue;
            auto& finding = diagnostics.report(page, var.places[i],
                                               fmt::format("{} is always empty here: no path to state {} sets it",
                                                           base::quoted(var.var->name),
                                                           base::quoted(context.flow.states[use.state].name)));
            finding.help =
                var.set_in.empty() ? "set it on the way, or give it a default" : "set it before, or give it a default";
            finding.notes.push_back({var.var->where, "declared here without a default"});
            break; // one finding for a var says it
        }
    }
}

} // namespace

extern const Rule unset_var;
const Rule unset_var{
    .page =
        {.code = "CF4002",
         .name = "unset_var",
         .severity = base::Severity::warning,
         .summary = "A var that is read where no path has set it",
         .why =
             "A var that has a type and no default is empty until a transition sets it. Where it is read in a state that no "
             "setting leads to, the caller always hears nothing, and a guard always sees the empty value.",
         .bad = R"(callflow: 1
name: shop
initial: greeting
vars: {account: {type: string}}
states:
  greeting:
    response: [gather: {action: typed, prompt: [say: "Your account is {{ account }}. Type it again."]}]
    on: {typed: {to: thanks, set: {account: input.digits}}}
    next: thanks
  thanks:
    response: [say: "Thank you, {{ account }}"]
    next: done
  done: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: greeting
vars: {account: {type: string}}
states:
  greeting:
    response: [gather: {action: typed, prompt: [say: Type your account number.]}]
    on: {typed: {to: thanks, set: {account: input.digits}}}
    next: thanks
  thanks:
    response: [say: "Thank you, {{ account }}"]
    next: done
  done: {final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {account: {type: string, default: ""}, tries: {type: int}}
states:
  greeting:
    response: [gather: {action: typed, prompt: [say: "Try {{ tries }}. Your account is {{ account }}."]}]
    on: {typed: {to: same, set: {account: input.digits, tries: tries + 1}}}
    next: done
  done: {final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
