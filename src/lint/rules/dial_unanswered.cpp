#include "base/text.hpp"
#include "flow/handling.hpp"
#include "flow/responses.hpp"
#include "flow/uses.hpp"
#include "lint/outcomes.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

constexpr std::string_view outcome = "dial_status";

bool asks(const expr::Expression& one) {
    return !one.empty() && std::ranges::any_of(one.references(), [](const expr::Reference& reference) {
        return reference.path.ends_with(outcome);
    });
}

// A person is rung; a conference or queue is there at once.
bool rings_somebody(const flow::Verb& verb) {
    if (!is(verb, "dial")) return false;
    return std::ranges::none_of(verb.children,
                                [](const flow::Verb& one) { return is(one, "conference") || is(one, "queue"); });
}

// The only handler of the state's own for what the dial comes back with.
const flow::Handler* handler_of(const flow::Flow& flow, const flow::State& state, const flow::Verb& dial) {
    const flow::Attribute* action = find_attribute(dial, "action");
    if (action == nullptr || action->event.empty()) return nullptr;
    const flow::HandledAs event = flow::handled_as(flow, action->event.front().actor, action->event.front().event);
    const flow::Handler* found = nullptr;
    for (const flow::Handler& one : state.on) {
        if (one.event != event.own && one.event != event.bare) continue;
        if (found != nullptr || !one.conditions.empty()) return nullptr;
        found = &one;
    }
    return found;
}

// Facts, Dial action: DialCallStatus of somebody who is rung. `canceled` comes of a caller who hung up.
constexpr std::array<std::string_view, 4> statuses = {"completed", "busy", "no-answer", "failed"};

bool says_nothing(const flow::State& state) {
    return state.final && (!state.response.present || flow::ends_call(state.response)) &&
           state.response.verbs.size() < 2;
}

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : context_(context), page_(page), diagnostics_(diagnostics), outcomes_(context.flow, outcome) {}

    // A dial that is the last word of a state whose call then ends.
    void look_at_end(const flow::State& state, const std::vector<flow::Verb>& verbs) {
        if (verbs.empty() || !rings_somebody(verbs.back()) || find_attribute(verbs.back(), "action") != nullptr) return;
        if (!state.final && !goes_nowhere(state)) return;
        diagnostics_
            .report(page_, verbs.back().where,
                    "where nobody answers, the call ends without a word: nothing stands behind the dial")
            .help = "say something behind it, or give it an `action:` and look at `input.dial_status`";
    }

    void look(const flow::State& state, const flow::Verb& dial) {
        const flow::Flow& flow = context_.flow;
        if (refuses(state, dial)) return;
        const flow::Handler* handler = handler_of(flow, state, dial);
        if (handler == nullptr) return;
        if (handler->branches.size() != 1 || handler->branches.front().target >= flow.states.size()) return;
        const flow::State& to = flow.states[handler->branches.front().target];
        if (!handler->branches.front().conditions.empty() || !says_nothing(to)) return;
        if (is_asked_for(&state - flow.states.data(), handler->branches.front().target)) return;
        auto& finding = diagnostics_.report(
            page_, handler->where,
            fmt::format("who is not put through ends in {} without a word, as who has talked", base::quoted(to.name)));
        finding.help = "`switch: input.dial_status` tells busy, no-answer and failed from completed";
        finding.notes.push_back({dial.where, "the dial"});
    }

private:
    // Whether some outcomes are taken by nobody, which it says.
    bool refuses(const flow::State& state, const flow::Verb& dial) {
        const flow::Attribute* action = find_attribute(dial, "action");
        if (action == nullptr || action->event.empty()) return false;
        const auto event = flow::handled_as(context_.flow, action->event.front().actor, action->event.front().event);
        std::string missing;
        for (const std::string_view one : outcomes_.never_taken(state, event, statuses))
            missing += (missing.empty() ? "" : ", ") + base::quoted(one);
        if (missing.empty()) return false;
        const auto handler = std::ranges::find_if(
            state.on, [&](const flow::Handler& one) { return one.event == event.own || one.event == event.bare; });
        auto& finding = diagnostics_.report(
            page_, handler == state.on.end() ? dial.where : handler->where,
            fmt::format("nothing is said about {}: the event is refused, and the dial begins anew", missing));
        finding.severity = base::Severity::warning;
        finding.help = "say where such a call goes: `else: STATE`, or a last candidate without a condition";
        finding.notes.push_back({dial.where, "the dial"});
        return true;
    }

    // `next:` leads to a silent end, whatever happened.
    [[nodiscard]] bool goes_nowhere(const flow::State& state) const {
        if (state.next.size() != 1 || !state.next.front().conditions.empty()) return false;
        const flow::StateId to = state.next.front().target;
        return to < context_.flow.states.size() && says_nothing(context_.flow.states[to]);
    }

    // Whether the state, the end it leads to, or what holds in many states looks at the outcome of a dial.
    bool is_asked_for(std::ptrdiff_t from, flow::StateId to) {
        if (!asked_) {
            asked_.emplace(context_.flow.states.size() + 1, false);
            std::ranges::for_each(context_.survey.uses(), [&](const flow::Use& use) {
                if (asks(*use.expression)) (*asked_)[use.state == flow::none ? asked_->size() - 1 : use.state] = true;
            });
        }
        return asked_->back() || (*asked_)[static_cast<std::size_t>(from)] || (*asked_)[to];
    }

    const Context& context_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::optional<std::vector<bool>> asked_; // per state, and of what holds in many
    Outcomes outcomes_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(context, page, diagnostics);
    for (const Survey::Placed& one : context.survey.verbs()) {
        if (rings_somebody(*one.verb)) search.look(context.flow.states[one.state], *one.verb);
    }
    for (const flow::State& state : context.flow.states) {
        search.look_at_end(state, state.response.verbs);
        for (const flow::ProviderResponse& one : state.response.by_provider) search.look_at_end(state, one.verbs);
    }
}

} // namespace

extern const Rule dial_unanswered;
const Rule dial_unanswered{
    .page = {.code = "CF6005",
             .name = "dial_unanswered",
             .severity = base::Severity::note,
             .summary = "A dial whose caller is lost when nobody answers",
             .why = "A dial ends because the two have talked, or because the line was busy, nobody answered, or the "
                    "number failed. Where all of this leads to the same silent end, the caller who was not put "
                    "through hears nothing but the line going dead. Where the event's candidates ask for the outcome, "
                    "and none takes one of them, the event is refused and the dial begins anew, without end; that is a "
                    "warning.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [dial: {number: "+15557654321", action: talked}]
    on: {talked: done}
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [dial: {number: "+15557654321", action: talked}]
    on: {talked: {switch: input.dial_status, case: {completed: done, answered: done}, else: sorry}}
  sorry: {response: [say: "Nobody is there, please call again."], final: true}
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [dial: {number: "+15557654321", action: talked}]
    on: {talked: how}
  how: {next: [{to: sorry, if: 'inputs.menu.dial_status != "completed"'}, {to: other, if: 'call.to == "+15550001111"'}, done]}
  sorry: {response: [{say: "Nobody is there, please call again."}, {dial: {conference: waiting}}], next: done}
  other: {response: [{dial: "+15557654322"}, {say: "Nobody is there either."}], final: true}
  done: {response: [say: "Goodbye."], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
