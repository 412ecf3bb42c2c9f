#include "lint/facts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint {

namespace {

bool has_same(const std::vector<flow::Branch>& branches) {
    return std::ranges::any_of(branches, [](const flow::Branch& one) {
        if (one.kind == flow::Branch::Kind::same) return true;
        return std::ranges::any_of(one.choose, [](const flow::Switch& choice) {
            return has_same(choice.otherwise) || std::ranges::any_of(choice.cases, [](const flow::SwitchCase& each) {
                       return has_same(each.branches);
                   });
        });
    });
}

bool has_same(const std::vector<flow::Handler>& handlers) {
    return std::ranges::any_of(handlers, [](const flow::Handler& one) { return has_same(one.branches); });
}

bool names(const flow::Condition& one, std::string_view path) {
    return !one.expression.empty() &&
           std::ranges::any_of(one.expression.references(),
                               [path](const expr::Reference& reference) { return reference.path == path; });
}

} // namespace

Facts::Facts(const flow::Flow& flow) : flow_(flow), scope_(flow.scope), repeats_(flow.states.size()) {
    // `same` of a flow-wide handler is whichever state the call is in
    const bool anywhere = std::ranges::any_of(flow.bodies, [](const flow::Body& body) { return has_same(body.on); });
    for (flow::StateId id = 0; id < flow.states.size(); ++id) {
        const flow::State& state = flow.states[id];
        repeats_[id] = anywhere || has_same(state.on) || has_same(state.next);
    }
}

const expr::Expression& Facts::compiled(const std::string& text) {
    const auto [at, fresh] = known_.try_emplace(text);
    if (fresh) {
        base::Diagnostics unused; // we have written it
        at->second = expr::compile(text, scope_, expr::Type::of(expr::Kind::boolean), {}, unused);
    }
    return at->second;
}

std::vector<expr::Term> Facts::about(flow::StateId state, const std::vector<const flow::Condition*>& conditions) {
    std::vector<expr::Term> out;
    if (state == flow::none) return out;
    const auto named = [&](std::string_view path) {
        return std::ranges::any_of(conditions, [path](const flow::Condition* one) { return names(*one, path); });
    };
    const auto add = [&](const std::string& text) {
        if (const expr::Expression& one = compiled(text); !one.empty()) out.push_back({one, false});
    };
    if (named("attempt") && !repeats_[state]) add("attempt == 1");
    if (named("state")) add(fmt::format("state == \"{}\"", flow_.states[state].name));
    return out;
}

} // namespace callflow::lint
