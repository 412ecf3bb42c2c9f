#include "base/text.hpp"
#include "expr/analyse.hpp"
#include "flow/graph.hpp"
#include "flow/handling.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

constexpr std::size_t most_named = 10; // states of a round

// Where a call without a word from the caller ends up; none where that is not certain.
flow::StateId in_silence(const flow::State& state, flow::StateId self) {
    if (!state.response.present || !state.timers.empty() || state.next.empty() || state.final || state.talk)
        return flow::none;
    for (std::size_t i = 0; i < state.next.size(); ++i) {
        const flow::Branch& one = state.next[i];
        if (one.kind == flow::Branch::Kind::choose) return flow::none;
        if (i + 1 < state.next.size()) {
            if (one.kind != flow::Branch::Kind::same || !one.set.empty()) return flow::none;
            const bool only_tries = std::ranges::all_of(one.conditions, [](const flow::Condition& condition) {
                return !condition.expression.empty() &&
                       std::ranges::all_of(condition.expression.references(),
                                           [](const expr::Reference& name) { return name.path == "attempt"; });
            });
            if (!only_tries || one.conditions.empty()) return flow::none;
        } else {
            if (!one.conditions.empty()) return flow::none;
            return one.kind == flow::Branch::Kind::same ? self : one.target;
        }
    }
    return flow::none;
}

// What silence is asked about: `input.digits` and `input.speech` are then absent or empty.
bool asks_what_was_given(const expr::Expression& one) {
    return std::ranges::all_of(one.references(), [](const expr::Reference& name) {
        return name.path == "input.digits" || name.path == "input.speech";
    });
}

class Silence {
public:
    explicit Silence(const flow::Flow& flow)
        : flow_(flow), scope_(flow.scope), empty_(fact("input.digits == \"\"")), absent_(fact("!has(input.digits)")),
          analyser_(scope_) {}

    // Where the event leads that a gather reports although nothing came; none where that is not certain.
    flow::StateId target(const flow::State& state, flow::StateId self) {
        if (!state.timers.empty() || state.final || state.talk || !state.response.by_provider.empty())
            return flow::none;
        const flow::Verb* gather = flow::last_reached(state.response.verbs);
        if (gather == nullptr || !is(*gather, "gather") || !flow::always_takes_action(*gather)) return flow::none;
        const flow::Attribute* action = find_attribute(*gather, "action");
        if (action == nullptr || action->event.empty()) return flow::none;
        const auto event = flow::handled_as(flow_, action->event.front().actor, action->event.front().event);
        const flow::Handler* found = nullptr;
        for (const flow::Handler& one : state.on) {
            if (one.event != event.own && one.event != event.bare) continue;
            if (found != nullptr || !one.conditions.empty() || one.menu) return flow::none;
            found = &one;
        }
        if (found == nullptr || flow::handles(flow_.bodies[state.body].on, event)) return flow::none;
        return taken(found->branches, self).value_or(self); // refused, it answers as before
    }

private:
    // nullopt: none of them is taken.
    std::optional<flow::StateId> taken(const std::vector<flow::Branch>& branches, flow::StateId self) {
        for (const flow::Branch& one : branches) {
            if (only_tries(one) && one.kind == flow::Branch::Kind::same && one.set.empty()) continue;
            const auto certain = holds(one.conditions);
            if (!certain) return flow::none;
            if (!*certain) continue;
            if (one.kind == flow::Branch::Kind::same) return self;
            if (one.kind == flow::Branch::Kind::state) return one.set.empty() ? one.target : flow::none;
            for (const flow::Switch& choice : one.choose) {
                if (choice.on.empty() || choice.on.text() != "input.digits") return flow::none;
                if (std::ranges::find(choice.cases, "", &flow::SwitchCase::value) != choice.cases.end())
                    return flow::none;
                if (const auto inner = taken(choice.otherwise, self)) return inner;
            }
        }
        return std::nullopt;
    }
    static bool only_tries(const flow::Branch& one) {
        return !one.conditions.empty() && std::ranges::all_of(one.conditions, [](const flow::Condition& condition) {
            return !condition.expression.empty() &&
                   std::ranges::all_of(condition.expression.references(),
                                       [](const expr::Reference& name) { return name.path == "attempt"; });
        });
    }
    // Whether they hold in silence; nullopt where that is not certain.
    std::optional<bool> holds(const std::vector<flow::Condition>& conditions) {
        if (conditions.empty()) return true;
        std::vector<expr::Term> terms;
        for (const flow::Condition& one : conditions) {
            if (one.expression.empty()) return std::nullopt;
            if (asks_what_was_given(one.expression)) terms.push_back({one.expression, one.negated});
        }
        for (const expr::Expression* nothing : {&empty_, &absent_}) {
            const expr::Term given[] = {{*nothing, false}};
            if (terms.empty() || nothing->empty() || analyser_.contradicts(given, terms) != expr::Answer::yes)
                return std::nullopt;
        }
        return false;
    }
    expr::Expression fact(std::string_view text) {
        base::Diagnostics unused; // we have written it
        return expr::compile(text, scope_, expr::Type::of(expr::Kind::boolean), {}, unused);
    }

    const flow::Flow& flow_;
    expr::Scope scope_;
    expr::Expression empty_, absent_; // what silence brings
    expr::Analyser analyser_;
};

bool only_asks(const std::vector<flow::Verb>& verbs) {
    return std::ranges::all_of(verbs, [](const flow::Verb& one) {
        return is(one, "say") || is(one, "play") || is(one, "pause") || is(one, "gather") || is(one, "message");
    });
}

class Search {
public:
    explicit Search(const Context& context)
        : flow_(context.flow), to_(context.flow.states.size(), flow::none), asks_(context.flow.states.size(), false) {
        const std::vector<bool> beside = heard_beside();
        Silence silence(flow_);
        const bool timers_around = std::ranges::any_of(flow_.bodies, [&](const flow::Body& body) {
            return std::ranges::any_of(body.named_by,
                                       [&](flow::StateId id) { return !flow_.states[id].timers.empty(); });
        });
        for (const Asking& one : context.survey.askings()) asks_[one.state] = true;
        for (flow::StateId id = 0; id < to_.size(); ++id) {
            const flow::State& state = flow_.states[id];
            const bool plain = !state.response.by_provider.empty() || only_asks(state.response.verbs);
            const bool inside = timers_around && flow_.bodies[state.body].role != flow::BodyRole::main;
            if (plain && !beside[id] && !inside && flow::can_run_out(state.response, "twilio"))
                to_[id] = in_silence(state, id);
            else if (plain && !beside[id] && !inside)
                to_[id] = silence.target(state, id);
        }
    }

    // The rounds, each as the states on it, beginning with one that asks.
    template <class Visit> void each_round(Visit&& visit) {
        std::vector<std::uint32_t> seen(to_.size(), 0);
        for (flow::StateId begin = 0; begin < to_.size(); ++begin) {
            flow::StateId at = begin;
            while (at != flow::none && seen[at] == 0) {
                seen[at] = begin + 1;
                at = to_[at];
            }
            if (at == flow::none || seen[at] != begin + 1) continue;
            std::vector<flow::StateId> round = {at};
            for (flow::StateId next = to_[at]; next != at; next = to_[next]) round.push_back(next);
            const auto first = std::ranges::find_if(round, [&](flow::StateId id) { return asks_[id]; });
            if (first == round.end()) continue;
            std::rotate(round.begin(), first, round.end());
            visit(round);
        }
    }

private:
    // What is heard while a caller waits in a queue or conference, or somebody before talking, ends with that.
    std::vector<bool> heard_beside() {
        std::vector<bool> events(flow_.events.size(), false), out(flow_.states.size(), false);
        for (const flow::State& state : flow_.states) {
            flow::each_verb(state.response, [&](const flow::Verb& verb) {
                for (const flow::Attribute& one : verb.attributes) {
                    if (one.event.empty() || one.spec->name == "action") continue;
                    const flow::HandledAs event =
                        flow::handled_as(flow_, one.event.front().actor, one.event.front().event);
                    for (const flow::EventId id : {event.own, event.bare})
                        if (id != flow::none) events[id] = true;
                }
            });
        }
        const auto mark = [&](const std::vector<flow::Handler>& handlers) {
            for (const flow::Handler& one : handlers) {
                if (!events[one.event]) continue;
                flow::each_branch(one.branches, [&](const flow::Branch& branch) {
                    if (branch.target < out.size()) out[branch.target] = true;
                });
            }
        };
        for (const flow::Body& body : flow_.bodies) mark(body.on);
        for (const flow::State& state : flow_.states) mark(state.on);
        return out;
    }

    const flow::Flow& flow_;
    std::vector<flow::StateId> to_;
    std::vector<bool> asks_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search(context).each_round([&](const std::vector<flow::StateId>& round) {
        const flow::State& first = context.flow.states[round.front()];
        std::string way;
        for (std::size_t i = 0; i < std::min(round.size(), most_named); ++i)
            way += context.flow.states[round[i]].name + " → ";
        if (round.size() > most_named) way += fmt::format("{} more states → ", round.size() - most_named);
        diagnostics
            .report(page, first.next.empty() ? first.where : first.next_where,
                    round.size() == 1
                        ? fmt::format("a caller who says nothing stays in {} for ever", base::quoted(first.name))
                        : fmt::format("a caller who says nothing goes round {}{} for ever", way, first.name))
            .help = "count the tries: `[{to: same, if: attempt < 3}, STATE]`";
    });
}

} // namespace

extern const Rule endless_retry;
const Rule endless_retry{
    .page = {.code = "CF3051",
             .name = "endless_retry",
             .severity = base::Severity::warning,
             .summary = "A caller who says nothing is asked for ever",
             .why = "A telephone that was laid aside, or an answering machine, says nothing and does not hang up. "
                    "Where silence always leads back to the same question the call goes on until the provider ends "
                    "it, four hours later on Twilio. Count the tries, or let a timer end it. States that call "
                    "somebody, record, or are heard while a caller waits for somebody else are not looked at.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: done}
    next: sorry
  sorry: {response: [say: "I heard nothing."], next: menu}
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: done}
    next: [{to: same, if: attempt < 3}, done]
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {rounds: 0}
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: done}
    next: [{to: other, if: rounds < 3, set: {rounds: rounds + 1}}, done]
  other: {response: [say: "I heard nothing."], next: menu, on: {chose: timed}}
  timed:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press a key.]}]
    on: {chose: queue, over: done}
    timers: {over: 60s}
    next: same
  queue:
    response: [enqueue: {name: desk, action: ended, waitUrl: waits}]
    on: {ended: done, waits: music}
  music:
    response: [gather: {numDigits: 1, action: chose, prompt: [play: "https://example.com/music.mp3"]}]
    on: {chose: done, ended: done}
    next: same
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
