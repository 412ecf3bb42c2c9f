#include "base/ascii.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "flow/handling.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Every event that comes by itself, as it is written.
std::vector<std::string> coming(const flow::Flow& flow) {
    std::vector<std::string> out;
    const std::vector<bool> handled = flow::handled_events(flow);
    flow::each_reference(flow, [&](const flow::Named& one) {
        // One that nobody takes has a finding of its own.
        const flow::HandledAs event = flow::handled_as(flow, one.event->actor, one.event->event);
        const bool taken =
            (event.own != flow::none && handled[event.own]) || (event.bare != flow::none && handled[event.bare]);
        if (taken)
            out.push_back(one.event->actor.empty() ? one.event->event : one.event->actor + "." + one.event->event);
    });
    for (const flow::Signal& one : flow.signals)
        if (one.where.valid() && one.event < flow.events.size()) out.push_back(flow.events[one.event].text());
    for (const flow::State& state : flow.states)
        for (const flow::Timer& one : state.timers) out.push_back(flow.events[one.event].text());
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

// `step_1` and `step_2` are two names.
bool differs_in_number(std::string_view a, std::string_view b) {
    const auto digits = [](std::string_view text) {
        std::string out;
        for (const char c : text)
            if (base::is_digit(c)) out += c;
        return out;
    };
    return digits(a) != digits(b);
}

constexpr std::size_t most = 200; // names that are compared with each

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    std::vector<bool> outside(flow.events.size(), false);
    for (const flow::EventId id : context.survey.outside()) outside[id] = true;
    std::ranges::for_each(context.survey.references(), [&](const flow::Named& one) {
        if (!one.redirects) return;
        const flow::EventId id = flow.find_event(one.event->actor, one.event->event);
        if (id != flow::none) outside[id] = false;
    });
    if (std::ranges::find(outside, true) == outside.end()) return;
    const std::vector<std::string> known = coming(flow);
    if (known.size() > most) return;
    const std::vector<std::string_view> names(known.begin(), known.end());
    const auto look = [&](const std::vector<flow::Handler>& handlers) {
        for (const flow::Handler& one : handlers) {
            if (!outside[one.event]) continue;
            const std::string name = flow.events[one.event].text();
            const std::string_view near = base::nearest(name, names);
            if (near.empty() || near.size() < 6 || differs_in_number(name, near)) continue;
            if (base::edit_distance(name, near, 2) > 2) continue;
            auto& finding = diagnostics.report(page, one.where,
                                               fmt::format("nothing in this flow brings about {}", base::quoted(name)));
            finding.help = fmt::format("did you mean {}?", base::quoted(near));
        }
    };
    for (const flow::Body& body : flow.bodies) look(body.on);
    for (const flow::State& state : flow.states) look(state.on);
}

} // namespace

extern const Rule near_event;
const Rule near_event{
    .page = {.code = "CF3052",
             .name = "near_event",
             .severity = base::Severity::note,
             .summary = "An event that nothing brings about, named nearly as one that comes",
             .why = "An event that no document, effect, timer, signal or outcome names can only be sent by the "
                    "application. Where its name is nearly that of one that comes by itself, it is mostly a slip: "
                    "the transition is never taken, and nobody is told.",
             .bad = R"(callflow: 1
name: shop
initial: menu
signals: {hangup: customer.hangs_up}
actors: {customer: {}}
on: {customer.hang_up: done}
states:
  menu: {response: [say: Hello], next: done}
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
signals: {hangup: customer.hangs_up}
actors: {customer: {}}
on: {customer.hangs_up: done}
states:
  menu: {response: [say: Hello], next: done}
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
actors: {customer: {}, agent: {}}
on: {customer.put_aside: done}
states:
  menu: {response: [gather: {action: step_1, prompt: [say: Hello]}], on: {step_1: done, step_2: done}, next: done}
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
