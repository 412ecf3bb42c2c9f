#include "base/text.hpp"
#include "lint/outcomes.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

// Facts, requests of TwiML verbs: QueueResult and Result. What only an application outside or a call that is over brings,
// is left out.
constexpr std::array<std::string_view, 5> queue_results = {"bridged", "queue-full", "leave", "error", "system-error"};
constexpr std::array<std::string_view, 6> pay_results = {"success",
                                                         "too-many-failed-attempts",
                                                         "payment-connector-error",
                                                         "caller-interrupted-with-star",
                                                         "validation-error",
                                                         "internal-error"};

bool is_rare(std::string_view value) { return value.ends_with("error") && value != "payment-connector-error"; }

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : context_(context), page_(page), diagnostics_(diagnostics), queue_(context.flow, "queue_result"),
          pay_(context.flow, "pay_result") {
        leaves_ = std::ranges::any_of(context.survey.verbs(),
                                      [](const Survey::Placed& one) { return is(*one.verb, "leave"); });
    }

    void look(const flow::State& state, const flow::Verb& verb, Outcomes& outcomes,
              std::span<const std::string_view> values, std::string_view field) {
        const flow::Attribute* action = find_attribute(verb, "action");
        if (action == nullptr || action->event.empty()) return;
        const auto event = flow::handled_as(context_.flow, action->event.front().actor, action->event.front().event);
        std::vector<std::string_view> missing = outcomes.never_taken(state, event, values);
        if (!leaves_) std::erase(missing, "leave");
        if (missing.empty()) return;
        const auto handler = std::ranges::find_if(
            state.on, [&](const flow::Handler& one) { return one.event == event.own || one.event == event.bare; });
        std::string listed;
        for (const std::string_view one : missing) listed += (listed.empty() ? "" : ", ") + base::quoted(one);
        auto& finding =
            diagnostics_.report(page_, handler == state.on.end() ? verb.where : handler->where,
                                fmt::format("no transition takes {}: the event is refused, and the {} begins anew",
                                            listed, verb.spec->name));
        if (std::ranges::all_of(missing, is_rare)) finding.severity = base::Severity::note;
        finding.help = fmt::format("say where such a call goes: a last candidate without a condition, or `else: STATE` "
                                   "where `input.{}` is switched on",
                                   field);
        finding.notes.push_back({verb.where, fmt::format("the {}", verb.spec->name)});
    }

    void run() {
        for (const Survey::Placed& one : context_.survey.verbs()) {
            const flow::State& state = context_.flow.states[one.state];
            if (is(*one.verb, "enqueue")) look(state, *one.verb, queue_, queue_results, "queue_result");
            if (is(*one.verb, "pay")) look(state, *one.verb, pay_, pay_results, "pay_result");
        }
    }

private:
    const Context& context_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    Outcomes queue_, pay_;
    bool leaves_ = false;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search(context, page, diagnostics).run();
}

} // namespace

extern const Rule outcome_unseen;
const Rule outcome_unseen{
    .page = {.code = "CF6024",
             .name = "outcome_unseen",
             .severity = base::Severity::warning,
             .summary = "A queue or payment that ends in a way which no transition takes",
             .why = "A caller leaves a queue because somebody has answered, or because the queue is full or broken; a "
                    "payment succeeds, or is given up after too many tries. Where every candidate of the event asks "
                    "for something else, the event is refused, and the state asks, or waits, anew: nobody gets out. "
                    "Where only errors of the provider's own are left out, that is a note.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [enqueue: {name: desk, action: left}]
    on: {left: {switch: input.queue_result, case: {bridged: done}}}
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [enqueue: {name: desk, action: left}]
    on: {left: {switch: input.queue_result, case: {bridged: done}, else: sorry}}
  sorry: {response: [say: "All of us are busy."], final: true}
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {open: true}
states:
  menu:
    response: [enqueue: {name: desk, action: left}]
    on: {left: [{to: done, if: 'input.queue_result == "bridged"'}, {to: sorry, if: 'input.queue_result != "bridged" && open'}, {to: done, if: '!open'}]}
  sorry: {response: [say: "All of us are busy."], final: true}
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
