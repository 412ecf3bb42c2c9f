#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "flow/bodies.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Marks events that something in the flow sends or announces, and those that several keys name.
class Known {
public:
    explicit Known(const flow::Flow& flow) : flow_(flow), sent_(flow.events.size()), keys_(flow.events.size()) {
        if (flow.start != flow::none) sent_[flow.start] = true;
        for (const flow::Signal& signal : flow.signals) sent_[signal.event] = true;
        for (const flow::Body& body : flow.bodies) {
            handlers(body.on);
            callbacks(body.before);
            callbacks(body.after);
        }
        for (const flow::State& state : flow.states) {
            handlers(state.on);
            branches(state.next);
            callbacks(state.before);
            callbacks(state.after);
            for (const flow::Timer& timer : state.timers) sent_[timer.event] = true;
            flow::each_verb(state.response, [&](const flow::Verb& verb) {
                for (const flow::Attribute& one : verb.attributes) references(one.event);
                for (const flow::ProviderAttributes& each : verb.overrides) {
                    for (const flow::Attribute& one : each.attributes) references(one.event);
                }
            });
        }
    }
    [[nodiscard]] bool knows(flow::EventId event) const { return sent_[event] || keys_[event] > 1; }

private:
    void handlers(const std::vector<flow::Handler>& on) {
        for (const flow::Handler& handler : on) {
            ++keys_[handler.event];
            branches(handler.branches);
        }
    }
    void branches(const std::vector<flow::Branch>& all) {
        flow::each_branch(all, [&](const flow::Branch& branch) {
            for (const flow::Effect& one : branch.effects) effect(one);
        });
    }
    void callbacks(const std::vector<flow::Callback>& all) {
        for (const flow::Callback& one : all) effect(one.effect);
    }
    void effect(const flow::Effect& effect) {
        for (const flow::Field& field : effect.fields) references(field.event);
    }
    // An event with an actor is taken by the bare key too.
    void references(const std::vector<flow::EventReference>& all) {
        for (const flow::EventReference& one : all) {
            for (const std::string_view actor : {std::string_view(one.actor), std::string_view()}) {
                const flow::EventId event = flow_.find_event(actor, one.event);
                if (event != flow::none) sent_[event] = true;
            }
        }
    }

    const flow::Flow& flow_;
    std::vector<bool> sent_;
    std::vector<std::uint32_t> keys_;
};

// A state from which some outcome is lost has a finding of its own.
bool loses(const flow::Flow& flow, const flow::State& state, std::string_view outcome) {
    if (state.has_next) return false;
    const flow::EventId event = flow.find_event("", outcome);
    return std::ranges::none_of(state.on, [&](const flow::Handler& one) { return one.event == event; });
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    if (std::ranges::none_of(flow.states, [](const flow::State& one) { return one.sub_flow.has_value(); })) return;
    const Known known(flow);
    for (const flow::State& state : flow.states) {
        if (!state.sub_flow) continue;
        const flow::Body& inner = flow.bodies[state.sub_flow->body];
        std::vector<std::string_view> outcomes;
        outcomes.reserve(inner.outcomes.size());
        for (const flow::EventId one : inner.outcomes) outcomes.emplace_back(flow.events[one].name);
        for (const flow::Handler& handler : state.on) {
            const flow::Event& event = flow.events[handler.event];
            if (!event.actor.empty() || known.knows(handler.event) || flow::is_outcome(flow, state, handler.event))
                continue;
            const std::string_view near = base::nearest(event.name, outcomes);
            if (!near.empty() && loses(flow, state, near)) continue;
            auto& finding =
                diagnostics.report(page, handler.where,
                                   fmt::format("{} is no outcome of {}, and nothing in the flow sends such an event",
                                               base::quoted(event.name), base::quoted(inner.name)));
            finding.help = !near.empty()      ? fmt::format("did you mean `{}`?", near)
                           : outcomes.empty() ? "the sub-flow has no final state"
                                              : fmt::format("its outcomes are {}", fmt::join(outcomes, ", "));
        }
    }
}

} // namespace

extern const Rule no_such_outcome;
const Rule no_such_outcome{
    .page = {.code = "CF3022",
             .name = "no_such_outcome",
             .severity = base::Severity::note,
             .summary = "An event of a state with a sub-flow that is no outcome of it",
             .why = "The `on:` of a state with `flow:` names the outcomes of the sub-flow: the values of `final:` in "
                    "it. It may also name events that arrive while the sub-flow runs. A key that is neither an outcome "
                    "nor an event that anything in the flow sends is often an outcome of an older version; where your "
                    "application fires the event, it is meant.",
             .bad = R"(callflow: 1
name: shop
initial: survey
states:
  survey: {flow: questions, on: {completed: done, timed_out: done}, next: done}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask: {response: [say: Hello], next: completed}
      completed: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: survey
states:
  survey: {flow: questions, on: {completed: done}, next: done}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask: {response: [say: Hello], next: completed}
      completed: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: survey
states:
  survey: {flow: questions, on: {completed: done, timed_out: done}, timers: {timed_out: 60s}}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask: {response: [say: Hello], next: completed}
      completed: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
