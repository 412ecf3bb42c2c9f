#include "lint/outcomes.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint {

bool Outcomes::may_hold(const std::vector<flow::Condition>& conditions, std::string_view value) {
    std::vector<expr::Term> terms;
    std::string key(value);
    for (const flow::Condition& one : conditions) {
        if (one.expression.empty()) return true;
        const auto& names = one.expression.references();
        if (std::ranges::find(names, path_, &expr::Reference::path) == names.end()) continue;
        terms.push_back({one.expression, one.negated});
        key.append(one.negated ? "\n!" : "\n=").append(one.expression.text());
    }
    if (terms.empty()) return true;
    const bool excluded = verdicts_.of(key, [&] {
        base::Diagnostics unused; // we have written it
        const expr::Term fact[] = {{expr::compile(fmt::format("{} == \"{}\"", path_, value), scope_,
                                                  expr::Type::of(expr::Kind::boolean), {}, unused),
                                    false}};
        return !fact[0].expression.empty() && analyser_.contradicts(fact, terms) == expr::Answer::yes;
    });
    return !excluded;
}

bool Outcomes::may_take(const std::vector<flow::Branch>& branches, std::string_view value) {
    return std::ranges::any_of(branches, [&](const flow::Branch& one) {
        if (!may_hold(one.conditions, value)) return false;
        return one.choose.empty() || std::ranges::any_of(one.choose, [&](const flow::Switch& choice) {
                   const bool asks = !choice.on.empty() && choice.on.text() == path_;
                   return may_take(choice.otherwise, value) ||
                          std::ranges::any_of(choice.cases, [&](const flow::SwitchCase& each) {
                              return (!asks || each.value == value) && may_take(each.branches, value);
                          });
               });
    });
}

bool Outcomes::may_take(const std::vector<flow::Handler>& on, const flow::HandledAs& event, std::string_view value) {
    return std::ranges::any_of(on, [&](const flow::Handler& one) {
        return one.event != flow::none && (one.event == event.own || one.event == event.bare) &&
               may_hold(one.conditions, value) && may_take(one.branches, value);
    });
}

std::vector<std::string_view> Outcomes::never_taken(const flow::State& state, const flow::HandledAs& event,
                                                    std::span<const std::string_view> values) {
    const flow::Body& body = flow_.bodies[state.body];
    const bool around = std::ranges::any_of(
        body.named_by, [&](flow::StateId id) { return flow::handles(flow_, flow_.states[id], event); });
    if (around || !flow::handles(flow_, state, event)) return {};
    std::vector<std::string_view> out;
    for (const std::string_view value : values)
        if (!may_take(state.on, event, value) && !may_take(body.on, event, value)) out.push_back(value);
    return out;
}

} // namespace callflow::lint
