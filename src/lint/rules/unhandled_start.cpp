#include "base/text.hpp"
#include "flow/handling.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    if (flow.start == flow::none || flow.bodies.empty()) return;
    const flow::Body& body = flow.bodies.front();
    if (body.initial == flow::none) return; // has its own finding
    const flow::State& initial = flow.states[body.initial];
    const flow::Event& start = flow.events[flow.start];
    const flow::HandledAs as = flow::handled_as(flow, start.actor, start.name);
    if (flow::handles(flow, initial, as) || flow::handled_inside(flow, initial, as)) return;
    auto& finding = diagnostics.report(page, initial.where,
                                       fmt::format("initial state {} does not handle the start event {}",
                                                   base::quoted(initial.name), base::quoted(start.text())));
    finding.help = fmt::format("add `{}:` to its `on:`", start.text());
}

} // namespace

extern const Rule unhandled_start;
const Rule unhandled_start{
    .page = {.code = "CF3009",
             .name = "unhandled_start",
             .severity = base::Severity::error,
             .summary = "The start event is not handled in the initial state",
             .why = "`start:` fires its event on a call's first request. When the initial state "
                    "does not handle it, every call begins with a refusal.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
start: incoming_call
states:
  greeting:
    response: [say: Hello]
    on: {called: done}
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
start: incoming_call
states:
  greeting:
    response: [say: Hello]
    on: {incoming_call: done}
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
start: incoming_call
on: {incoming_call: done}
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
