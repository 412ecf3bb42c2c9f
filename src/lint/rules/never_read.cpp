#include "base/text.hpp"
#include "flow/graph.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Hooks are the application's, which sees all vars.
bool runs_hooks(const flow::Flow& flow) {
    bool found = false;
    flow::each_effect(flow, [&](const flow::Effect& one) { found = found || one.kind == flow::EffectKind::run; });
    return found;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    if (context.survey.settings().empty() || runs_hooks(flow)) return;
    std::vector<bool> read(flow.scope.slot_count(), false);
    const auto mark = [&](const expr::Expression& expression) {
        for (const expr::Reference& one : expression.references()) read[one.slot] = true;
    };
    // A var that is only read to be counted is not used by that.
    std::vector<std::pair<const expr::Expression*, expr::Slot>> own;
    std::vector<base::Span> places(flow.vars.size());
    std::ranges::for_each(context.survey.settings(), [&](const flow::Setting& one) {
        if (!places[one.var].valid()) places[one.var] = one.where;
        if (one.value != nullptr) own.emplace_back(one.value, flow.vars[one.var].slot);
    });
    std::ranges::sort(own);
    std::ranges::for_each(context.survey.uses(), [&](const flow::Use& use) {
        const auto counted =
            std::ranges::lower_bound(own, use.expression, {}, [](const auto& one) { return one.first; });
        for (const expr::Reference& one : use.expression->references()) {
            if (counted != own.end() && counted->first == use.expression && counted->second == one.slot) continue;
            read[one.slot] = true;
        }
    });
    for (const expr::Expression* one : flow.address.expressions()) mark(*one);
    for (const flow::Actor& actor : flow.actors) {
        if (!actor.address) continue;
        for (const expr::Expression* one : actor.address->expressions()) mark(*one);
    }
    for (std::size_t i = 0; i < flow.vars.size(); ++i) {
        const flow::Var& var = flow.vars[i];
        const bool spoken = var.name == "language" && !flow.prompts.empty();
        if (!places[i].valid() || read[var.slot] || spoken || !var.description.empty()) continue;
        auto& finding =
            diagnostics.report(page, places[i], fmt::format("{} is set, and nothing reads it", base::quoted(var.name)));
        finding.help = "use it, or take it out";
        if (!(var.where == places[i])) finding.notes.push_back({var.where, "the var"});
    }
}

} // namespace

extern const Rule never_read;
const Rule never_read{
    .page = {.code = "CF4014",
             .name = "never_read",
             .severity = base::Severity::note,
             .summary = "A var that is set and never read",
             .why = "Nothing in the flow looks at the value: no guard, no text, no effect, no address. Mostly what "
                    "used it was renamed or is gone, or another var was meant where this one is set. Simulations and "
                    "logs still show it: one that is kept for them, or for the application, says so in its "
                    "`description`. In a flow that runs hooks nothing is said: they are the application's, which sees "
                    "all vars.",
             .bad = R"(callflow: 1
name: shop
initial: menu
vars: {choice: "", rating: ""}
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: {to: done, set: {choice: input.digits}}}
    next: done
  done: {response: [say: "You pressed {{ rating }}"], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
vars: {choice: ""}
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: {to: done, set: {choice: input.digits}}}
    next: done
  done: {response: [say: "You pressed {{ choice }}"], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {choice: "", language: en, desk: "1", at: {default: "", description: "for the weekly report"}}
actors: {agent: {url: "/agents?event={{ event }}&desk={{ desk }}"}}
prompts: {hello: {en: Hello, es: Hola}}
states:
  menu:
    response: [gather: {numDigits: 1, action: agent.chose, prompt: [say: {prompt: hello}]}]
    on: {agent.chose: {to: done, set: {choice: input.digits, language: '"es"', desk: '"2"', at: 'string(now)'}}}
    next: done
  done: {response: [say: Goodbye], final: true, after: [webhook: {url: "https://example.com", json: {choice: "{{ choice }}"}}]}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
