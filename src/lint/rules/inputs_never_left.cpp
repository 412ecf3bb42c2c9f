#include "base/text.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <ranges>
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

// The states that a call can be in after it has left `left`. `same` leaves no state.
std::vector<bool> after_leaving(const Context& context, flow::StateId left) {
    std::vector<bool> reached(context.flow.states.size(), false);
    std::vector<flow::StateId> open{left};
    while (!open.empty()) {
        const flow::StateId id = open.back();
        open.pop_back();
        const auto [first, last] = std::ranges::equal_range(context.edges, id, {}, &flow::Edge::from);
        for (const flow::Edge& edge : std::ranges::subrange(first, last)) {
            if (edge.same || reached[edge.to]) continue;
            reached[edge.to] = true;
            open.push_back(edge.to);
        }
    }
    return reached;
}

// `language` of `inputs.language.digits`.
std::string_view state_of(std::string_view path) {
    constexpr std::string_view prefix = "inputs.";
    if (!path.starts_with(prefix)) return {};
    path.remove_prefix(prefix.size());
    return path.substr(0, path.find('.'));
}

// Searches of a whole graph are bounded: beyond this many states with inputs that are read the rest is not looked at.
constexpr std::size_t most_searches = 1000;

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    std::map<std::string, std::vector<Read>, std::less<>> reads;
    flow::each_use(context.flow, [&](const flow::Use& use) {
        if (use.state == flow::none) return;
        for (const expr::Reference& one : use.expression->references()) {
            if (const std::string_view state = state_of(one.path); !state.empty())
                reads[std::string(state)].push_back({use.state, use.to, one.where});
        }
    });
    std::size_t searches = 0;
    for (const auto& [name, places] : reads) {
        if (++searches > most_searches) return;
        for (flow::BodyId body = 0; body < context.flow.bodies.size(); ++body) {
            const flow::StateId left = context.flow.find_state(body, name);
            if (left == flow::none) continue;
            const std::vector<bool> known = after_leaving(context, left);
            for (const Read& read : places) {
                // Sub-flows come and go between the states of another body.
                if (context.flow.states[read.reader].body != body || known[read.reader]) continue;
                if (read.to != flow::none && read.reader == left) continue;
                auto& finding = diagnostics.report(
                    page, read.where,
                    fmt::format("there is never anything in inputs.{} here: no path leads from it to state {}", name,
                                base::quoted(context.flow.states[read.reader].name)));
                finding.help =
                    read.reader == left ? "the input of the present event is `input`" : "read it in a state behind it";
            }
        }
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
    next: language
  done: {final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
