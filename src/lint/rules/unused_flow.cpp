#include "base/text.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

// Whether a dialplan leads there.
bool is_dialled(const flow::Flow& flow, flow::BodyId body) {
    for (const flow::Dialplan& plan : flow.dialplans)
        for (const flow::DialEntry& entry : plan.entries)
            for (const flow::DialTarget& target : entry.to)
                if (target.body == body) return true;
    return false;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::Body& body : context.flow.bodies) {
        if (body.role != flow::BodyRole::sub_flow || !body.named_by.empty()) continue;
        const auto id = static_cast<flow::BodyId>(&body - context.flow.bodies.data());
        if (is_dialled(context.flow, id)) continue;
        auto& finding =
            diagnostics.report(page, body.where, fmt::format("no state runs the sub-flow {}", base::quoted(body.name)));
        finding.help = fmt::format("name it in a state: `flow: {}`; or remove it", body.name);
    }
}

} // namespace

extern const Rule unused_flow;
const Rule unused_flow{
    .page = {.code = "CF3020",
             .name = "unused_flow",
             .severity = base::Severity::warning,
             .summary = "A sub-flow that nothing names",
             .why = "A body below `flows:` runs only inside a state that names it with `flow:`. One that nothing "
                    "names is left over, or the state that should name it is missing. What is to run beside the "
                    "flow for as long as the call lasts stands below `machines:`.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [say: Hello], next: done}
  done: {final: true}
flows:
  survey:
    initial: ask
    states:
      ask: {response: [say: Hello again], next: end}
      end: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [say: Hello], next: survey}
  survey: {flow: survey, next: done}
  done: {final: true}
flows:
  survey:
    initial: ask
    states:
      ask: {response: [say: Hello again], next: end}
      end: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [say: Hello], next: done}
  done: {final: true}
machines:
  recording:
    initial: idle
    states:
      idle: {on: {record: running}}
      running: {on: {stop: idle}}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
