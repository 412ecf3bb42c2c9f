#include "lint/facts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint {

namespace {

bool names(const flow::Condition& one, std::string_view path) {
    return !one.expression.empty() &&
           std::ranges::any_of(one.expression.references(),
                               [path](const expr::Reference& reference) { return reference.path == path; });
}

} // namespace

const expr::Expression& Facts::compiled(const std::string& text) {
    const auto [at, fresh] = known_.try_emplace(text);
    if (fresh) {
        base::Diagnostics unused; // we have written it
        at->second = expr::compile(text, scope_, expr::Type::of(expr::Kind::boolean), {}, unused);
    }
    return at->second;
}

std::vector<expr::Term> Facts::about(flow::StateId state, std::span<const flow::Condition* const> conditions) {
    std::vector<expr::Term> out;
    if (state == flow::none) return out;
    const auto named = [&](std::string_view path) {
        return std::ranges::any_of(conditions, [path](const flow::Condition* one) { return names(*one, path); });
    };
    const auto add = [&](const std::string& text) {
        if (const expr::Expression& one = compiled(text); !one.empty()) out.push_back({one, false});
    };
    if (named("attempt") && !survey_.repeats()[state]) add("attempt == 1");
    if (named("state")) add(fmt::format("state == \"{}\"", flow_.states[state].name));
    return out;
}

} // namespace callflow::lint
