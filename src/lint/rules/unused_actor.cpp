#include "base/text.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    std::set<std::string_view> named;
    const auto handlers = [&](const std::vector<flow::Handler>& all) {
        for (const flow::Handler& one : all) named.insert(flow.events[one.event].actor);
    };
    for (const flow::Body& body : flow.bodies) handlers(body.on);
    for (const flow::State& state : flow.states) {
        handlers(state.on);
        for (const flow::Timer& timer : state.timers) named.insert(flow.events[timer.event].actor);
    }
    for (const flow::Signal& signal : flow.signals) {
        if (signal.event != flow::none) named.insert(flow.events[signal.event].actor);
    }
    std::ranges::for_each(context.survey.references(), [&](const flow::Named& one) { named.insert(one.event->actor); });
    for (const flow::Actor& actor : flow.actors) {
        if (named.contains(actor.name)) continue;
        diagnostics.report(page, actor.where, fmt::format("no event names the actor {}", base::quoted(actor.name)))
            .help = "take it out, or write `" + actor.name + ".EVENT` where its events are meant";
    }
}

} // namespace

extern const Rule unused_actor;
const Rule unused_actor{
    .page =
        {.code = "CF4004",
         .name = "unused_actor",
         .severity = base::Severity::note,
         .summary = "An actor without any event",
         .why =
             "An actor is declared so that events can name it. One that no key and no address names is a slip of the pen in one "
             "of them, or is left over.",
         .bad = R"(callflow: 1
name: shop
initial: greeting
actors: {customer: {}, agent: {}}
states:
  greeting:
    response: [gather: {action: customer.chose, prompt: [say: Press a key]}]
    on: {customer.chose: done}
    next: done
  done: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: greeting
actors: {customer: {}}
states:
  greeting:
    response: [gather: {action: customer.chose, prompt: [say: Press a key]}]
    on: {customer.chose: done}
    next: done
  done: {final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: greeting
actors: {customer: {}, agent: {}}
signals: {hangup: customer.hangs_up}
states:
  greeting:
    response: [gather: {action: agent.chose, prompt: [say: Press a key]}]
    on: {chose: done}
    next: done
  done: {final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
