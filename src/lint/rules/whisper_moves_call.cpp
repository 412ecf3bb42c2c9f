#include "base/text.hpp"
#include "flow/graph.hpp"
#include "flow/handling.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"
#include "lint/whispers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

// What a dial comes back with: the event of its `action`, else that of the response's end.
struct Outcome {
    flow::HandledAs event;
    std::string said;
    bool of_transfer = false;
};

std::string text(const flow::EventReference& event) {
    return event.actor.empty() ? event.event : event.actor + "." + event.event;
}

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(context.flow), page_(page), diagnostics_(diagnostics) {}

    void look(flow::StateId id, const flow::Verb& dial) {
        const Outcome outcome = outcome_of(flow_.states[id], dial);
        if (outcome.said.empty()) return;
        std::vector<const flow::Attribute*> said; // several who are rung have one whisper
        for (const flow::Verb& noun : dial.children) {
            const flow::Attribute* url = find_attribute(noun, "url");
            if (url == nullptr || url->event.empty()) continue;
            if (std::ranges::any_of(said, [&](const auto* one) { return one->where == url->where; })) continue;
            said.push_back(url);
            const flow::StateId lost = loses(id, url->event.front(), outcome);
            if (lost != flow::none) tell(*url, dial, flow_.states[lost], outcome);
        }
    }

private:
    [[nodiscard]] Outcome outcome_of(const flow::State& state, const flow::Verb& dial) const {
        const flow::Attribute* action = find_attribute(dial, "action");
        if (action == nullptr || action->event.empty()) {
            if (action != nullptr || !state.has_next) return {};
            return {{flow::next_event, flow::next_event}, "`next`", false};
        }
        const flow::EventReference& event = action->event.front();
        const flow::HandledAs known = flow::handled_as(flow_, event.actor, event.event);
        const bool transfer = std::ranges::any_of(
            state.transfers, [&](const flow::Transfer& one) { return !one.own_action && one.where == dial.where; });
        if (transfer) return {known, "`success` and `failure`", true};
        return {known, fmt::format("`{}`", text(event)), false};
    }

    // The first state in which the called party is spoken to that refuses the outcome; none where all take it. What is asked there
    // leads on, and the call with it.
    [[nodiscard]] flow::StateId loses(flow::StateId self, const flow::EventReference& whisper,
                                      const Outcome& outcome) const {
        std::vector<flow::StateId> open;
        std::vector<bool> seen(flow_.states.size());
        seen[self] = true;
        const auto add = [&](flow::StateId id) {
            if (id == flow::none || seen[id]) return;
            seen[id] = true;
            open.push_back(id);
        };
        for (const flow::StateId id : answering(flow_, self, whisper)) add(id);
        for (std::size_t at = 0; at < open.size(); ++at) {
            const flow::State& state = flow_.states[open[at]];
            if (state.final && flow::ends_call(state.response)) continue; // for both: the caller is told the same
            const bool next = outcome.event.own == flow::next_event;
            if (next ? !state.has_next : !flow::handles(flow_, state, outcome.event)) return open[at];
            flow::each_verb(state.response, [&](const flow::Verb& verb) {
                for (const flow::Attribute& one : verb.attributes) {
                    if (one.event.empty() || (one.spec->name != "action" && !is(verb, "redirect"))) continue;
                    for (const flow::StateId id : answering(flow_, open[at], one.event.front())) add(id);
                }
            });
        }
        return flow::none;
    }

    void tell(const flow::Attribute& url, const flow::Verb& dial, const flow::State& lost, const Outcome& outcome) {
        const flow::EventReference& event = url.event.front();
        const std::string name = text(event);
        auto& finding = diagnostics_.report(page_, url.where,
                                            fmt::format("{} moves the call itself, to state {}, which does not take {}",
                                                        base::quoted(name), base::quoted(lost.name), outcome.said));
        finding.notes.push_back({dial.where, "whoever this calls hears the answer to the event"});
        finding.notes.push_back(
            {lost.where, outcome.of_transfer ? "the call is here by then; outcomes come only where the transfer stands"
                                             : "the call is here by then"});
        finding.help = fmt::format("let a machine of its own, below `machines:`, take `{}`", name);
    }

    const flow::Flow& flow_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(context, page, diagnostics);
    for (const Survey::Placed& one : context.survey.verbs())
        if (is(*one.verb, "dial") && context.reachable[one.state]) search.look(one.state, *one.verb);
}

} // namespace

extern const Rule whisper_moves_call;
const Rule whisper_moves_call{
    .page =
        {.code = "CF3062",
         .name = "whisper_moves_call",
         .severity = base::Severity::warning,
         .summary = "A whisper whose event takes the call away from where its outcome is awaited",
         .why =
             "The called party hears the answer to an event (`whisper` of a transfer, `url` of who is dialled), and that event "
             "happens to the call like any other: where the flow's own machine takes it, the caller's call is in another "
             "state when they have talked. If that state does not take what comes of the dial, it is refused, and the caller "
             "hears what was meant for the called party. A machine beside the flow takes the event without moving the call.",
         .bad = R"(callflow: 1
name: shop
initial: move
states:
  move:
    response: [transfer: {to: "+15550001111", whisper: picks_up}]
    on: {picks_up: briefed, success: done, failure: nobody}
  briefed: {response: [say: A customer for you.], next: done}
  nobody: {response: [say: Nobody is there.], final: true}
  done: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: move
states:
  move:
    response: [transfer: {to: "+15550001111", whisper: picks_up}]
    on: {success: done, failure: nobody}
  nobody: {response: [say: Nobody is there.], final: true}
  done: {final: true}
machines:
  agent:
    initial: away
    states:
      away: {on: {picks_up: briefed}}
      briefed: {response: [say: A customer for you.], final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: move
states:
  move:
    response: [dial: {number: {number: "+15550001111", url: picks_up}, action: talked}]
    on: {picks_up: briefed, talked: done}
  briefed: {response: [say: A customer for you.], on: {talked: done}}
  done: {response: [say: Goodbye.], final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
