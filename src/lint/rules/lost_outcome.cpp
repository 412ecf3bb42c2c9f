#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "expr/analyse.hpp"
#include "flow/bodies.hpp"
#include "flow/graph.hpp"
#include "flow/guards.hpp"
#include "flow/handling.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

constexpr std::uint32_t max_questions = 2000; // about conditions; a bound on the work for a strange flow
constexpr std::size_t most_named = 20;

// Whether a switch finds a candidate whatever its value is.
bool decides(const flow::Flow& flow, const flow::Switch& choice) {
    if (flow::takes_always(choice.otherwise)) return true;
    const std::vector<std::string> values = flow::values_of(flow, choice.on);
    return !values.empty() && std::ranges::all_of(values, [&](const std::string& value) {
        const auto one = std::ranges::find(choice.cases, value, &flow::SwitchCase::value);
        return one != choice.cases.end() && flow::takes_always(one->branches);
    });
}

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : context_(context), flow_(context.flow), page_(page), diagnostics_(diagnostics), analyser_(flow_.scope) {}

    void look(const flow::State& state) {
        if (state.sub_flow)
            look_at_sub_flow(state);
        else if (state.request)
            look_at_request(state);
        look_at_transfers(state);
    }

private:
    struct Lost {
        std::vector<std::string> names;
        const flow::Handler* guarded = nullptr; // of the first: a handler that may not take it
    };

    void look_at_sub_flow(const flow::State& state) {
        const flow::Body& inner = flow_.bodies[state.sub_flow->body];
        Lost lost;
        const flow::State* end = nullptr;
        std::vector<std::string_view> seen;
        for (const flow::StateId id : inner.states) {
            const flow::State& final = flow_.states[id];
            if (!final.final || !context_.reachable[id] || std::ranges::find(seen, *final.final) != seen.end())
                continue;
            seen.emplace_back(*final.final);
            if (seen.size() > most_outcomes) break;
            if (add(state, *final.final, lost) && end == nullptr) end = &final;
            if (lost.names.size() == most_named) break;
        }
        if (end == nullptr) return;
        auto& finding = diagnostics_.report(
            page_, state.sub_flow->where,
            fmt::format("state {} does not say where the call goes when {} comes back with {}",
                        base::quoted(state.name), base::quoted(inner.name), fmt::join(lost.names, ", ")));
        finding.notes.push_back({end->where, fmt::format("the sub-flow ends here with {}", lost.names.front())});
        advise(state, lost, finding);
    }

    void look_at_request(const flow::State& state) {
        Lost lost;
        for (const std::string_view outcome : {"success", "failure"})
            if (!state.request->hands_over || outcome == "failure")
                (void)add(state, outcome, lost); // its hang-up succeeds
        if (lost.names.empty()) return;
        auto& finding =
            diagnostics_.report(page_, state.request->where,
                                fmt::format("state {} does not say where the call goes when its request ends in {}",
                                            base::quoted(state.name), fmt::join(lost.names, " or ")));
        advise(state, lost, finding);
    }

    // What came of its outcomes is one handler, which asks which it was.
    void look_at_transfers(const flow::State& state) {
        for (const flow::Transfer& one : state.transfers) {
            if (one.event == flow::none) continue;
            Lost lost;
            const auto own = std::ranges::find(state.on, one.event, &flow::Handler::event);
            const bool any = own != state.on.end() && !own->branches.empty();
            const auto taken = [&](bool good) {
                return any && std::ranges::any_of(own->branches, [&](const flow::Branch& branch) {
                           return !branch.conditions.empty() && branch.conditions.front().negated != good;
                       });
            };
            // What a dial without an answer comes to is dial_unanswered's business.
            const bool dials = one.via == flow::Via::bridge && taken(true);
            for (const bool good : {true, false})
                if (!taken(good) && !(dials && !good)) lost.names.emplace_back(good ? "success" : "failure");
            if (lost.names.empty()) continue;
            auto& finding = diagnostics_.report(
                page_, one.where,
                fmt::format("state {} does not say where the call goes when its transfer ends in {}",
                            base::quoted(state.name), fmt::join(lost.names, " or ")));
            advise(state, lost, finding);
        }
    }

    // Adds an outcome that nobody takes, or only under conditions that may all fail.
    bool add(const flow::State& state, std::string_view outcome, Lost& lost) {
        const flow::EventId event = flow_.find_event("", outcome);
        const flow::Handler* guarded = nullptr;
        if (event != flow::none) {
            if (flow::takes_always(flow_, state, event)) return false;
            if (covers(state, event, guarded)) return false;
        }
        if (lost.names.empty()) lost.guarded = guarded;
        lost.names.emplace_back(outcome);
        return true;
    }

    // Whether one of the conditions of the candidates always holds: `if: open`, `unless: open`.
    bool covers(const flow::State& state, flow::EventId event, const flow::Handler*& guarded) {
        std::vector<expr::Term> fail;
        for (const auto* on : {&state.on, &flow_.bodies[state.body].on}) {
            for (const flow::Handler& handler : *on) {
                if (handler.event != event) continue;
                guarded = guarded == nullptr ? &handler : guarded;
                for (const flow::Branch& branch : handler.branches) {
                    const bool chooses = branch.kind == flow::Branch::Kind::choose;
                    if (chooses && !decides(flow_, branch.choose.front())) continue;
                    const std::size_t count = handler.conditions.size() + branch.conditions.size();
                    if (count == 0) return true;
                    if (count > 1) continue; // which of them fails is not known
                    const auto& one = handler.conditions.empty() ? branch.conditions[0] : handler.conditions[0];
                    if (!one.expression.empty()) fail.push_back({one.expression, !one.negated});
                }
            }
        }
        if (fail.size() < 2 || questions_ == 0) return false;
        --questions_;
        return analyser_.never(fail) == expr::Answer::yes;
    }

    void advise(const flow::State& state, const Lost& lost, base::Diagnostic& finding) {
        if (lost.guarded != nullptr) {
            finding.notes.push_back(
                {lost.guarded->where, fmt::format("{} is taken here under conditions only", lost.names.front())});
            finding.help = "add a candidate without a condition, or a `next:` for what is left";
            return;
        }
        // Keys of the state's `on:` that are no outcome: one of them may be a misspelt one.
        std::vector<std::string_view> others;
        for (const flow::Handler& handler : state.on)
            if (!is_outcome(state, handler.event)) others.push_back(flow_.events[handler.event].name);
        const std::string_view near = base::nearest(lost.names.front(), others);
        finding.help = near.empty()
                           ? fmt::format("add `{}:` to its `on:`, or a `next:` for whatever is not named there",
                                         lost.names.front())
                           : fmt::format("its `on:` has `{}`: did you mean `{}`?", near, lost.names.front());
    }

    [[nodiscard]] bool is_outcome(const flow::State& state, flow::EventId event) const {
        if (state.sub_flow) return flow::is_outcome(flow_, state, event);
        const flow::Event& named = flow_.events[event];
        return named.actor.empty() && (named.name == "success" || named.name == "failure");
    }

    static constexpr std::size_t most_outcomes = 1000; // of a sub-flow that are looked at

    const Context& context_;
    const flow::Flow& flow_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    expr::Analyser analyser_;
    std::uint32_t questions_ = max_questions;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(context, page, diagnostics);
    for (const flow::State& state : context.flow.states) {
        if (!state.has_next) search.look(state);
    }
}

} // namespace

extern const Rule lost_outcome;
const Rule lost_outcome{
    .page = {.code = "CF3021",
             .name = "lost_outcome",
             .severity = base::Severity::warning,
             .summary = "An outcome of a sub-flow or request that nobody handles",
             .why =
                 "What a sub-flow ends with comes back as an event in the state that has `flow:`, what a request "
                 "ends with as `success` or `failure`. Where its `on:` does not name it, or only with conditions that "
                 "may all fail, and there is no `next:`, the outcome is refused and the caller is left where he is, "
                 "with an empty answer.",
             .bad = R"(callflow: 1
name: shop
initial: survey
states:
  survey: {flow: questions, on: {completed: done}}
  look_up: {request: {url: "https://example.com"}, on: {success: survey}}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask:
        response: [gather: {action: rated, prompt: [say: From 1 to 5]}]
        on: {rated: completed}
        next: abandoned
      completed: {final: true}
      abandoned: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: survey
states:
  look_up: {request: {url: "https://example.com"}, on: {success: survey, failure: done}}
  survey: {flow: questions, on: {completed: done, abandoned: done}}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask:
        response: [gather: {action: rated, prompt: [say: From 1 to 5]}]
        on: {rated: completed}
        next: abandoned
      completed: {final: true}
      abandoned: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: survey
states:
  look_up:
    request: {url: "https://example.com", save: answer}
    on: {success: [{to: survey, if: answer.open}, {to: done, unless: answer.open}], failure: same}
  survey: {flow: questions, on: {completed: done}, next: survey}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask:
        response: [gather: {action: rated, prompt: [say: From 1 to 5]}]
        on: {rated: completed}
        next: abandoned
      completed: {final: true}
      abandoned: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules
