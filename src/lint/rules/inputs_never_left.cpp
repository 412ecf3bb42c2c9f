#include "base/text.hpp"
#include "flow/call_graph.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

// Reads of one state's input.
struct Read {
    flow::StateId reader = flow::none;
    flow::StateId to = flow::none;
    base::Span where;
};

// `language` of `inputs.language.digits`.
std::string_view state_of(std::string_view path) {
    constexpr std::string_view prefix = "inputs.";
    if (!path.starts_with(prefix)) return {};
    path.remove_prefix(prefix.size());
    return path.substr(0, path.find('.'));
}

using Reads = std::map<std::string, std::vector<Read>, std::less<>>;

Reads reads_of_inputs(const flow::Flow& flow, const Survey& survey) {
    Reads reads;
    std::ranges::for_each(survey.uses(), [&](const flow::Use& use) {
        const bool of_effect = use.kind == flow::Use::Kind::effect || use.kind == flow::Use::Kind::value;
        // A callback that waits sees what is there when it is run at last.
        if (use.state == flow::none || (flow.defer_callbacks && of_effect && use.to == flow::none)) return;
        for (const expr::Reference& one : use.expression->references()) {
            if (const std::string_view state = state_of(one.path); !state.empty())
                reads[std::string(state)].push_back({use.state, use.to, one.where});
        }
    });
    return reads;
}

// The states of each name that is read: names are per body, and what came is kept for the name.
using Named = std::map<std::string_view, std::vector<flow::StateId>>;

Named states_named(const flow::Flow& flow, const Reads& reads) {
    Named named;
    for (flow::StateId id = 0; id < flow.states.size(); ++id)
        if (const auto found = reads.find(flow.states[id].name); found != reads.end())
            named[found->first].push_back(id);
    return named;
}

void report(const Context& context, std::string_view name, const Read& read, const base::Code& page,
            base::Diagnostics& diagnostics) {
    const std::string& reader = context.flow.states[read.reader].name;
    auto& finding =
        diagnostics.report(page, read.where,
                           fmt::format("there is never anything in inputs.{} here: no path leads from it to state {}",
                                       name, base::quoted(reader)));
    finding.help = reader == name ? "the input of the present event is `input`" : "read it in a state behind it";
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    const Reads reads = reads_of_inputs(flow, context.survey);
    const Named named = states_named(flow, reads);
    if (named.empty()) return;
    std::vector<bool> leaving(flow.states.size());
    for (const auto& [name, states] : named)
        for (const flow::StateId id : states) leaving[id] = true;
    const flow::CallGraph calls(flow, leaving);
    std::vector<flow::Question> questions;
    for (const auto& [name, states] : named) {
        flow::Question& question = questions.emplace_back();
        for (const flow::StateId id : states) {
            question.starts.push_back(calls.left(id));
            // A state further out may be left, and this one with it.
            if (!flow.bodies[flow.states[id].body].named_by.empty())
                question.starts.push_back(calls.inside(flow.states[id].body));
        }
        for (const Read& read : reads.find(name)->second) question.asked.push_back(calls.deciding(read.reader));
    }
    flow::answer(calls.arrows(), questions);
    auto question = questions.begin();
    for (const auto& [name, states] : named) {
        const flow::CallGraph::Origin origin = calls.origin(states);
        const std::vector<Read>& places = reads.find(name)->second;
        for (std::size_t i = 0; i < places.size(); ++i) {
            const bool leaves = places[i].to != flow::none && flow.states[places[i].reader].name == name;
            if (leaves || question->answers[i] || calls.beside(origin, places[i].reader)) continue;
            report(context, name, places[i], page, diagnostics);
        }
        ++question;
    }
}

} // namespace

extern const Rule inputs_never_left;
const Rule inputs_never_left{
    .page =
        {.code = "CF4003",
         .name = "inputs_never_left",
         .severity = base::Severity::warning,
         .summary = "The input of a state that no call has left before",
         .why =
             "`inputs.STATE` is what the event brought that last left that state. Where no path leads from that state to the one "
             "that reads it, there is never anything in it.",
         .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [gather: {action: chose, prompt: [say: "You chose {{ inputs.language.digits }}"]}]
    on: {chose: language}
    next: done
  language:
    response: [gather: {action: chose, prompt: [say: For English press one]}]
    on: {chose: done}
    next: done
  done: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: language
states:
  language:
    response: [gather: {action: chose, prompt: [say: For English press one]}]
    on: {chose: greeting}
    next: done
  greeting:
    response: [say: "You chose {{ inputs.language.digits }}"]
    next: done
  done: {final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: language
states:
  language:
    response: [gather: {action: chose, prompt: [say: "Last time you chose {{ inputs.language.digits }}"]}]
    on: {chose: greeting}
    next: done
  greeting:
    response: [say: "You chose {{ inputs.language.digits }}"]
    next: survey
  survey: {flow: questions, next: language}
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask: {response: [say: "Rate number {{ inputs.language.digits }}"], next: end}
      end: {final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
