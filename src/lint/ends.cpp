#include "lint/ends.hpp"

#include "flow/responses.hpp"

#include <algorithm>
#include <span>
#include <string>

namespace callflow::lint {

bool Ends::covers(const std::vector<flow::Verb>& verbs, bool tropo) {
    std::vector<std::vector<expr::Term>> ways;
    std::string key;
    for (const flow::Verb& verb : verbs) {
        if (!flow::stops_document(verb, tropo ? flow::Loops::limited : flow::Loops::endless)) continue;
        std::vector<expr::Term>& terms = ways.emplace_back();
        for (const flow::Condition& one : verb.conditions) {
            if (one.expression.empty()) return true; // has its own finding
            terms.push_back({one.expression, one.negated});
            key.append(one.negated ? "\n!" : "\n=").append(one.expression.text());
        }
        key += '\n';
    }
    if (ways.empty()) return false;
    return verdicts_.of(key, [&] {
        if (!analyser_) analyser_.emplace(flow_.scope);
        const std::vector<expr::Guard> guards(ways.begin(), ways.end());
        return analyser_->covers(guards) == expr::Answer::yes;
    });
}

bool Ends::may_run_out(const flow::Response& response, std::string_view provider) {
    if (!flow::can_run_out(response, provider)) return false;
    const auto own = std::ranges::find(response.by_provider, provider, &flow::ProviderResponse::provider);
    return !covers(own == response.by_provider.end() ? response.verbs : own->verbs, provider == "tropo");
}

} // namespace callflow::lint
