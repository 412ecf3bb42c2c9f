#include "base/text.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    std::vector<bool> used(flow.scope.slot_count(), false);
    const auto mark = [&](const expr::Expression& expression) {
        for (const expr::Reference& one : expression.references()) used[one.slot] = true;
    };
    std::ranges::for_each(context.survey.uses(), [&](const flow::Use& use) { mark(*use.expression); });
    std::ranges::for_each(context.survey.settings(),
                          [&](const flow::Setting& one) { used[flow.vars[one.var].slot] = true; });
    for (const expr::Expression* one : flow.address.expressions()) mark(*one);
    for (const flow::Actor& actor : flow.actors) {
        if (!actor.address) continue;
        for (const expr::Expression* one : actor.address->expressions()) mark(*one);
    }
    // Prompts are spoken in the call's language.
    if (const flow::Var* language = flow.find_var("language"); language != nullptr && !flow.prompts.empty()) {
        used[language->slot] = true;
    }
    for (const flow::Var& var : flow.vars) {
        if (used[var.slot]) continue;
        diagnostics.report(page, var.where, fmt::format("nothing reads or sets the var {}", base::quoted(var.name)))
            .help = "take it out, or use it";
    }
}

} // namespace

extern const Rule unused_var;
const Rule unused_var{
    .page =
        {.code = "CF4001",
         .name = "unused_var",
         .severity = base::Severity::note,
         .summary = "A var that nothing reads or sets",
         .why =
             "A var that no guard, text or address reads and no `set` changes does nothing. Usually it was renamed, or "
             "what used it is gone.",
         .bad = R"(callflow: 1
name: shop
initial: greeting
vars: {tries: 0, attempts: 0}
states:
  greeting:
    response: [say: "Try {{ tries }}"]
    next: done
  done: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: greeting
vars: {tries: 0}
states:
  greeting:
    response: [say: "Try {{ tries }}"]
    next: done
  done: {final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {recording: "", shop: berlin}
url: "/calls/{{ shop }}?event={{ event }}&actor={{ actor }}&call_id={{ call.id }}"
states:
  greeting:
    response: [record: {action: recorded}]
    on: {recorded: {to: done, set: {recording: input.recording_url}}}
    next: done
  done: {final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
