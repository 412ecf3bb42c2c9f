#include "base/text.hpp"
#include "flow/handling.hpp"
#include "lint/rule.hpp"

#include <fmt/format.h>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    for (const flow::State& state : flow.states) {
        for (const flow::Timer& timer : state.timers) {
            const flow::Event& event = flow.events[timer.event];
            const flow::HandledAs as = flow::handled_as(flow, event.actor, event.name);
            if (flow::handles(flow, state, as) || flow::handled_inside(flow, state, as)) continue;
            auto& finding = diagnostics.report(page, timer.where,
                                               fmt::format("state {} does not handle its timer's event {}",
                                                           base::quoted(state.name), base::quoted(event.text())));
            const std::string near = flow::nearest_key(flow, state, event);
            finding.help = near.empty() ? fmt::format("add `{}:` to the state's `on:`", event.text())
                                        : fmt::format("did you mean `{}`?", near);
        }
    }
}

} // namespace

extern const Rule dangling_timer;
const Rule dangling_timer{
    .page = {.code = "CF3010",
             .name = "dangling_timer",
             .severity = base::Severity::error,
             .summary = "A timer whose event its state does not handle",
             .why = "When the timer fires, the event is refused and nothing happens: the call stays "
                    "where it is for ever.",
             .bad = R"(callflow: 1
name: shop
initial: waiting
states:
  waiting:
    response: [play: "https://example.com/music.mp3"]
    next: same
    on: {timeout: done}
    timers: {time_out: 60s}
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: waiting
states:
  waiting:
    response: [play: "https://example.com/music.mp3"]
    next: same
    on: {time_out: done}
    timers: {time_out: 60s}
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: waiting
on: {time_out: done}
states:
  waiting:
    response: [play: "https://example.com/music.mp3"]
    next: same
    timers: {time_out: 60s}
  done: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
