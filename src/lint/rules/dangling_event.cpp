#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "flow/bodies.hpp"
#include "flow/handling.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <initializer_list>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

struct Search {
    const Context& context;
    const base::Code& page;
    base::Diagnostics& diagnostics;
    std::vector<bool> handled;          // per EventId, somewhere in the flow
    std::vector<std::uint32_t> bodies;  // per body: its machine
    std::vector<std::uint32_t> machine; // per EventId: the machine that has it; empty where there is only one
};

// Whether the event goes to a machine that runs beside the state's own.
bool goes_elsewhere(const Search& search, const flow::State& state, const flow::HandledAs& event) {
    if (search.machine.empty()) return false;
    return std::ranges::any_of(std::initializer_list<flow::EventId>{event.own, event.bare}, [&](flow::EventId one) {
        return one != flow::none && search.machine[one] != flow::none &&
               search.machine[one] != search.bodies[state.body];
    });
}

std::vector<std::uint32_t> machines_of_events(const flow::Flow& flow, const std::vector<std::uint32_t>& bodies) {
    if (flow::machines(flow).size() < 2) return {};
    std::vector<std::uint32_t> machine(flow.events.size(), flow::none);
    for (std::size_t body = 0; body < flow.bodies.size(); ++body) {
        for (const flow::Handler& handler : flow.bodies[body].on) machine[handler.event] = bodies[body];
    }
    for (const flow::State& state : flow.states) {
        for (const flow::Handler& handler : state.on) machine[handler.event] = bodies[state.body];
    }
    return machine;
}

bool handled_somewhere(const Search& search, const flow::HandledAs& event) {
    return (event.own != flow::none && search.handled[event.own]) ||
           (event.bare != flow::none && search.handled[event.bare]);
}

void look(Search& search, const flow::State& state, const flow::EventReference& reference, bool synchronous) {
    if (reference.actor.empty() && reference.event == "next") return;
    const flow::Flow& flow = search.context.flow;
    const flow::HandledAs event = flow::handled_as(flow, reference.actor, reference.event);
    const bool somewhere = handled_somewhere(search, event);
    if (somewhere && (!synchronous || flow::handles(flow, state, event) || goes_elsewhere(search, state, event)))
        return;
    const std::string name = reference.actor.empty() ? reference.event : reference.actor + "." + reference.event;
    auto& finding = search.diagnostics.report(
        search.page, reference.where,
        somewhere ? fmt::format("state {} does not handle event {}", base::quoted(state.name), base::quoted(name))
                  : fmt::format("no state handles event {}", base::quoted(name)));
    if (!somewhere) finding.severity = base::Severity::error; // the provider would get an error
    const std::string near = flow::nearest_key(flow, state, {reference.actor, reference.event});
    finding.help =
        near.empty() ? fmt::format("add `{}:` to the state's `on:`", name) : fmt::format("did you mean `{}`?", near);
}

// What the document itself steers by (action, redirect) comes while the call is in this state; other
// callbacks may come later.
bool synchronous(const flow::Attribute& attribute, const flow::Verb& verb) {
    return attribute.spec->name == "action" || verb.spec->name == "redirect";
}

// A call that is placed begins in the initial state, which has to handle its event, unless it is one that goes on at once.
void look_at_new_call(Search& search, const flow::EventReference& reference) {
    const flow::Flow& flow = search.context.flow;
    if (flow.bodies.front().initial == flow::none) return; // has its own finding
    const flow::State& initial = flow.states[flow.bodies.front().initial];
    const flow::HandledAs event = flow::handled_as(flow, reference.actor, reference.event);
    if (!handled_somewhere(search, event) || flow::handles(flow, initial, event)) return;
    if (flow::handled_inside(flow, initial, event)) return;
    if ((initial.has_next && !initial.response.present) || goes_elsewhere(search, initial, event)) return;
    const std::string name = reference.actor.empty() ? reference.event : reference.actor + "." + reference.event;
    auto& finding =
        search.diagnostics.report(search.page, reference.where,
                                  fmt::format("the new call begins in state {}, which does not handle event {}",
                                              base::quoted(initial.name), base::quoted(name)));
    finding.help = fmt::format("add `{}:` to the `on:` of {}", name, base::quoted(initial.name));
}

// Events that effects send: to this call later, or to another one, so any state may be the one that takes them.
void look_at_effects(Search& search, const flow::State& state, const std::vector<flow::Effect>& effects) {
    for (const flow::Effect& effect : effects) {
        for (const flow::Effect::Field& field : effect.fields) {
            for (const flow::EventReference& reference : field.event) {
                look(search, state, reference, false);
                if (effect.kind == flow::EffectKind::originate) look_at_new_call(search, reference);
            }
        }
    }
}

void look_at_transitions(Search& search, const flow::State& state) {
    const auto visit = [&](const flow::Branch& branch) { look_at_effects(search, state, branch.effects); };
    for (const flow::Handler& handler : state.on) flow::each_branch(handler.branches, visit);
    flow::each_branch(state.next, visit);
    for (const auto* callbacks : {&state.before, &state.after}) {
        for (const flow::Callback& callback : *callbacks) look_at_effects(search, state, {callback.effect});
    }
}

// A signal that is given an event, and nobody has it: perhaps nobody wants to know, perhaps its name is wrong.
void look_at_signals(Search& search) {
    const flow::Flow& flow = search.context.flow;
    std::vector<std::string> handled;
    for (flow::EventId id = 0; id < flow.events.size(); ++id)
        if (search.handled[id]) handled.push_back(flow.events[id].text());
    const std::vector<std::string_view> names(handled.begin(), handled.end());
    for (const flow::Signal& signal : flow.signals) {
        if (!signal.where.valid() || signal.event == flow::none) continue;
        const flow::Event& event = flow.events[signal.event];
        if (handled_somewhere(search, flow::handled_as(flow, event.actor, event.name))) continue;
        const std::string_view near = base::nearest(event.text(), names);
        // With its event a hang-up is told to the flow, which may be all that is wanted: it ends the call in any case.
        if (near.empty() && signal.spec->name == "hangup") continue;
        auto& finding =
            search.diagnostics.report(search.page, signal.where,
                                      fmt::format("no state handles event {}, which {} is given",
                                                  base::quoted(event.text()), base::quoted(signal.spec->name)));
        if (near.empty()) finding.severity = base::Severity::note;
        finding.help =
            near.empty()
                ? fmt::format("handle it in an `on:`, or leave it out: nothing follows from {} then", signal.spec->name)
                : fmt::format("did you mean `{}`?", near);
    }
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search{context, page, diagnostics, flow::handled_events(context.flow), {}, {}};
    search.bodies = flow::machine_of_bodies(context.flow);
    search.machine = machines_of_events(context.flow, search.bodies);
    look_at_signals(search);
    for (const flow::State& state : context.flow.states) {
        look_at_transitions(search, state);
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            for (const flow::Attribute& attribute : verb.attributes) {
                for (const flow::EventReference& reference : attribute.event) {
                    look(search, state, reference, synchronous(attribute, verb));
                }
            }
        });
    }
}

} // namespace

extern const Rule dangling_event;
const Rule dangling_event{
    .page = {.code = "CF3004",
             .name = "dangling_event",
             .severity = base::Severity::warning,
             .summary = "An address that names an event which nobody handles when it arrives",
             .why = "An address in a response brings its event back while the call is in that "
                    "state. Where the state does not handle it, the caller is refused and hears the "
                    "same again; where no state does, the provider gets an error.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response:
      - gather: {numDigits: 1, action: chose, prompt: [say: Press a key]}
    on: {chosen: done}
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response:
      - gather: {numDigits: 1, action: chose, prompt: [say: Press a key]}
    on: {chose: done}
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
actors: {customer: {}}
on: {chose: done}
states:
  greeting:
    response:
      - gather: {numDigits: 1, action: customer.chose, prompt: [say: Press a key]}
    next: done
  done: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
