#include "flow/graph.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Per state: whether the caller comes from one that has spoken and run out.
std::vector<bool> spoken_to(const flow::Flow& flow) {
    std::vector<bool> out(flow.states.size());
    for (const flow::State& state : flow.states) {
        if (!state.response.present) continue;
        flow::each_branch(state.next, [&](const flow::Branch& branch) {
            if (branch.target < out.size()) out[branch.target] = true;
        });
    }
    return out;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    std::vector<bool> told;
    for (const Asking& one : context.survey.askings()) {
        if (!one.gather->children.empty() || one.hears_before) continue;
        if (told.empty()) told = spoken_to(context.flow);
        if (told[one.state]) continue;
        diagnostics.report(page, one.gather->where, "the caller is not told that something is expected").help =
            "say so: `prompt: [say: …]`";
    }
}

} // namespace

extern const Rule silent_gather;
const Rule silent_gather{
    .page = {.code = "CF6019",
             .name = "silent_gather",
             .severity = base::Severity::note,
             .summary = "A gather that nobody is told about",
             .why = "Without a prompt, and with nothing said before it, the caller hears silence and does not know "
                    "that something is expected. Nothing is reported where a state that leads here by `next:` has "
                    "spoken.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose}]
    on: {chose: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press any key.]}]
    on: {chose: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [say: "Press any key within a minute."]
    next: key
  key:
    response: [gather: {numDigits: 1, action: chose, timeout: 60s}]
    on: {chose: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
