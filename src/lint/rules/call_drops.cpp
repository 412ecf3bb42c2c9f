#include "base/text.hpp"
#include "flow/handling.hpp"
#include "flow/responses.hpp"
#include "lint/ends.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Whether the document of that address is heard beside the call: by the called party before it is connected, which its end
// does, or while somebody waits, where its end drops nobody (facts: execution of a document, what falling off its end means).
bool is_beside(const flow::Verb& verb, const flow::Attribute& attribute) {
    const std::string_view name = attribute.spec->name;
    return name == "waitUrl" || (name == "url" && !verb.spec->in_response);
}

// Per event: whether some address of that kind brings it.
std::vector<bool> events_beside(const flow::Flow& flow) {
    std::vector<bool> beside(flow.events.size());
    const auto visit = [&](const flow::Verb& verb) {
        for (const flow::Attribute& attribute : verb.attributes) {
            if (!is_beside(verb, attribute)) continue;
            for (const flow::EventReference& reference : attribute.event) {
                const flow::HandledAs event = flow::handled_as(flow, reference.actor, reference.event);
                for (const flow::EventId one : {event.own, event.bare}) {
                    if (one != flow::none) beside[one] = true;
                }
            }
        }
    };
    for (const flow::State& state : flow.states) flow::each_verb(state.response, visit);
    return beside;
}

// Per event: the states whose response has an address of it, in order.
std::vector<std::vector<flow::StateId>> states_that_ask(const flow::Flow& flow) {
    std::vector<std::vector<flow::StateId>> asking(flow.events.size());
    for (flow::StateId id = 0; id < flow.states.size(); ++id) {
        flow::each_verb(flow.states[id].response, [&](const flow::Verb& verb) {
            for (const flow::Attribute& attribute : verb.attributes) {
                for (const flow::EventReference& reference : attribute.event) {
                    const flow::HandledAs as = flow::handled_as(flow, reference.actor, reference.event);
                    for (const flow::EventId one : {as.own, as.bare}) {
                        if (one != flow::none && (asking[one].empty() || asking[one].back() != id))
                            asking[one].push_back(id);
                    }
                }
            }
        });
    }
    return asking;
}

// Per state: whether it is only ever entered to be heard beside the call: by an event that brings such a document, or from
// a state that is heard so, by what its own document asks for.
std::vector<bool> heard_beside(const flow::Flow& flow) {
    const std::vector<bool> beside = events_beside(flow);
    const std::vector<std::vector<flow::StateId>> asking = states_that_ask(flow);
    struct Entry {
        flow::StateId from, to;
        flow::EventId event;
    };
    std::vector<Entry> entries;
    std::vector<bool> heard(flow.states.size());
    const auto enter = [&](const std::vector<flow::Branch>& branches, flow::StateId from, flow::EventId event) {
        flow::each_branch(branches, [&](const flow::Branch& branch) {
            if (branch.kind != flow::Branch::Kind::state || branch.target == flow::none || branch.target == from)
                return;
            entries.push_back({from, branch.target, event});
            heard[branch.target] = true;
        });
    };
    for (const flow::Body& body : flow.bodies) {
        for (const flow::Handler& handler : body.on) enter(handler.branches, flow::none, handler.event);
    }
    for (flow::StateId id = 0; id < flow.states.size(); ++id) {
        for (const flow::Handler& handler : flow.states[id].on) enter(handler.branches, id, handler.event);
        enter(flow.states[id].next, id, flow::next_event);
    }
    for (const flow::Body& body : flow.bodies) {
        if (body.initial != flow::none) heard[body.initial] = false;
    }
    // A state that somebody comes to otherwise is heard in the call, and so is what follows it.
    std::vector<std::vector<flow::StateId>> onward(flow.states.size()); // from states that may be heard beside it
    std::vector<flow::StateId> in_call;
    for (const Entry& one : entries) {
        if (one.event != flow::next_event && beside[one.event]) continue;
        if (one.event == flow::next_event && one.from != flow::none && heard[one.from]) {
            onward[one.from].push_back(one.to);
            continue;
        }
        // Asked for by documents that may be heard beside the call, whatever state the call itself is in meanwhile.
        const bool told = one.event != flow::next_event && !asking[one.event].empty() &&
                          std::ranges::all_of(asking[one.event], [&](flow::StateId state) { return heard[state]; });
        if (!told) {
            in_call.push_back(one.to);
            continue;
        }
        for (const flow::StateId state : asking[one.event]) onward[state].push_back(one.to);
    }
    while (!in_call.empty()) {
        const flow::StateId state = in_call.back();
        in_call.pop_back();
        if (!heard[state]) continue;
        heard[state] = false;
        in_call.insert(in_call.end(), onward[state].begin(), onward[state].end());
    }
    return heard;
}

// Tropo raises `incomplete` where nobody answers; who handles it keeps the call.
bool hears_of_silence(const flow::Flow& flow, const flow::State& state) {
    for (const flow::Signal& signal : flow.signals) {
        if (signal.spec->name != "incomplete") continue;
        const auto takes = [&](const flow::Handler& one) { return one.event == signal.event; };
        return std::ranges::any_of(state.on, takes) || std::ranges::any_of(flow.bodies[state.body].on, takes);
    }
    return false;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    if (flow::is_by_text(context.flow)) return;
    Ends ends(context.flow);
    std::vector<bool> beside; // asked for by the first that may be one
    for (std::size_t id = 0; id < context.flow.states.size(); ++id) {
        const flow::State& state = context.flow.states[id];
        if (state.has_next || state.final) continue;
        const bool twilio = ends.may_run_out(state.response, "twilio");
        if (!twilio && (!ends.may_run_out(state.response, "tropo") || hears_of_silence(context.flow, state))) continue;
        if (beside.empty()) beside = heard_beside(context.flow);
        if (beside[id]) continue;
        const bool only_tropo = !twilio && state.response.by_provider.empty();
        auto& finding = diagnostics.report(
            page, state.where,
            fmt::format("{}the response of state {} can run out, and then the call drops",
                        only_tropo ? "on Tropo, which repeats nothing without end, " : "", base::quoted(state.name)));
        if (only_tropo) finding.severity = base::Severity::note;
        finding.help = "say where the call goes then with `next:`, or end the response with `hangup`";
    }
}

} // namespace

extern const Rule call_drops;
const Rule call_drops{
    .page = {.code = "CF3006",
             .name = "call_drops",
             .severity = base::Severity::warning,
             .summary = "A response that runs out with nowhere to go",
             .why =
                 "When everything has been said and nobody typed, a provider hangs up. The "
                 "caller is lost without an outcome. A response cannot run out behind a prompt with `loop: 0`, which "
                 "Tropo repeats a few times only (a note), nor behind a gather with an `action` and "
                 "`actionOnEmptyResult`.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response:
      - gather: {numDigits: 1, action: chose, prompt: [say: Press a key]}
    on: {chose: done}
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
states:
  greeting:
    response:
      - gather: {numDigits: 1, action: chose, prompt: [say: Press a key]}
      - say: We did not hear you.
      - hangup
    on: {chose: asked}
  asked:
    response: [gather: {numDigits: 1, action: chose, actionOnEmptyResult: true, prompt: [say: Are you sure]}]
    on: {chose: on_tropo}
  on_tropo:
    response: {tropo: [gather: {numDigits: 1, action: chose, prompt: [say: Are you really sure]}]}
    on: {chose: done, incomplete: done}
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
