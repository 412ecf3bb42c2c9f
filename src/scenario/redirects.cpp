// Events that reach a call from outside: a `redirect:` step, and timers, which the application fires so.
#include "base/codes.hpp"
#include "base/text.hpp"
#include "providers/arrival.hpp"
#include "providers/provider.hpp"
#include "scenario/runner.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {

void fire_timers(Run& run, OpenCall& open, engine::Time due, base::Span where) {
    run.now = due;
    engine::Call before = open.call;
    // Should an answer err, the call is as it was but for the timer, which has fired.
    const auto fired = [due](const engine::RunningTimer& timer) { return timer.due <= due; };
    std::erase_if(before.timers, fired);
    for (engine::SideMachine& one : before.beside) std::erase_if(one.timers, fired);
    before.now = due;
    std::vector<engine::StepResult> results;
    run.machine.advance(open.call, due, results, true);
    for (engine::StepResult& result : results) {
        OpenCall room;
        const OpenCall old{open.spec, run.machine.seen_by(before, result.machine)};
        TraceStep& trace = begin_trace(run, "timer", seen(run, open, result.machine, room), where, result.machine);
        trace.state_before = run.machine.flow().states[run.machine.state_of(old.call.configuration)].name;
        trace.event = run.machine.flow().events[result.event].text();
        trace.effects.push_back(redirect_effect(run, open, trace.event));
        answer(run, open, before, result, where);
    }
}

TraceEffect redirect_effect(const Run& run, const OpenCall& open, std::string_view event) {
    TraceEffect effect;
    effect.kind = "redirect";
    effect.fields = {{"call", expr::Value::string(open.spec->name)}, {"event", expr::Value::string(event)}};
    effect.group = "application";
    const std::size_t dot = event.find('.');
    const std::string_view actor = dot == std::string_view::npos ? std::string_view() : event.substr(0, dot);
    const std::string_view name = event.substr(dot == std::string_view::npos ? 0 : dot + 1);
    const auto address = run.machine.address(open.call, actor, name);
    if (!address) return effect;
    const providers::EffectView view{.kind = flow::EffectKind::redirect,
                                     .event = name,
                                     .actor = actor,
                                     .address = *address,
                                     .call_id = open.call.id};
    for (const std::string& provider : run.providers) {
        const auto request = providers::find_provider(provider)->effect_request(view);
        if (!request) continue;
        effect.requests.push_back(
            {provider, request->method, request->url, request->headers, request->form, request->body});
    }
    return effect;
}

namespace {

// The address of a handler in a document that was read back; null where there is none, or it has no address.
const std::string* handler_in(const providers::ParsedDocument& document, std::string_view event) {
    for (const flow::ResolvedVerb& one : document.response.verbs) {
        const std::string* of = one.spec->name == "on" ? one.find("event") : nullptr;
        if (of != nullptr && *of == event) return one.find("next");
    }
    return nullptr;
}

std::string hangup_event(const flow::Flow& flow) {
    for (const flow::Signal& one : flow.signals)
        if (one.spec != nullptr && one.spec->name == "hangup") return flow.events[one.event].text();
    return {};
}

} // namespace

std::string signalled_as(Run& run, const OpenCall& open, const std::string& event, base::Span where) {
    const auto is_tropo = [](const std::string& name) { return name == "tropo"; };
    if (open.call.ended || !std::ranges::all_of(run.providers, is_tropo)) return event;
    std::vector<TraceDocument> documents;
    engine::StepError error;
    if (!render(run, open, documents, error) || documents.empty()) return event;
    base::Sources sources;
    base::Diagnostics ignored;
    const auto document =
        providers::find_provider("tropo")->parse(sources, sources.add({}, documents.front().body), ignored);
    if (!document || handler_in(*document, event) != nullptr) return event;
    const std::string* next = handler_in(*document, "continue");
    std::string other = hangup_event(run.machine.flow());
    if (next != nullptr && !next->empty()) {
        const providers::Arrival arrival = providers::arrival_of(run.machine.flow(), *next, {}, true);
        if (arrival.means != providers::Arrival::Means::event) return event;
        other = arrival.event;
    }
    if (other.empty() || other == event) return event;
    run.diagnostics
        .report(base::codes::providers_part, where,
                fmt::format("the document in force has no handler for the signal {}: Tropo {}", base::quoted(event),
                            next != nullptr ? "takes that of continue, which leads to " + base::quoted(other)
                                            : "ends the call"))
        .help = "a `redirect` effect of the flow that names the event, or `on: {event: …, next: …}` in the response, "
                "gives it one";
    return other;
}

// Calls take turns in order of their due times, so that a run is the same on every machine.
OpenCall* next_timer(Run& run, engine::Time until, engine::Time& due) {
    OpenCall* first = nullptr;
    due = until;
    for (OpenCall& open : run.calls) {
        engine::Time one = 0;
        if (open.awaited || !run.machine.next_timer(open.call, one) || one > until) continue;
        if (first == nullptr || one < due) {
            first = &open;
            due = one;
        }
    }
    return first;
}

bool count_timer(Run& run, base::Span where) {
    if (run.timers_left > 0) {
        --run.timers_left;
        return true;
    }
    auto& finding = run.failed(base::codes::step_error, where,
                               fmt::format("more than {} timers have fired in this scenario", max_timers));
    finding.help =
        "a timer that leads back into its own state starts again each time: wait for less, or make it longer";
    return false;
}

bool wait_until(Run& run, engine::Time until, base::Span where) {
    engine::Time due = 0;
    while (OpenCall* const first = next_timer(run, until, due)) {
        if (!count_timer(run, where)) return false;
        fire_timers(run, *first, due, where);
    }
    run.now = std::max(run.now, until); // a request that waited in between may have gone further
    std::vector<engine::StepResult> none;
    for (OpenCall& open : run.calls) {
        if (!open.awaited) run.machine.advance(open.call, run.now, none);
    }
    return true;
}

} // namespace callflow::scenario
