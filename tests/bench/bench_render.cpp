// Documents rendered per second for a gather with a prompt, a say and a redirect: the response is
// already evaluated, so this is a provider's part of the work alone.
#include "flow/verb.hpp"
#include "providers/provider.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace callflow;

flow::ResolvedVerb verb(std::string_view name,
                        std::initializer_list<std::pair<std::string_view, std::string_view>> attributes) {
    flow::ResolvedVerb out;
    out.spec = flow::find_verb(name);
    for (const auto& [key, value] : attributes) {
        out.attributes.push_back({flow::find_attribute(*out.spec, key), std::string(value)});
    }
    return out;
}

flow::ResolvedResponse menu() {
    flow::ResolvedResponse out;
    out.verbs.push_back(
        verb("gather", {{"numDigits", "1"}, {"timeout", "5"}, {"action", "/calls/flow?call_id=CA1&event=chose"}}));
    out.verbs.back().children.push_back(verb("say", {{"text", "For sales press 1, for support & all else press 2"}}));
    out.verbs.push_back(verb("say", {{"text", "We did not hear anything"}}));
    out.verbs.push_back(verb("redirect", {{"url", "/calls/flow?call_id=CA1&event=again"}}));
    return out;
}

// Renders per second of processor time, the best of several rounds.
double measure(const providers::Provider& provider, const flow::ResolvedResponse& response) {
    constexpr int count = 100'000;
    double best = 0;
    std::string document;
    for (int round = 0; round < 7; ++round) {
        const std::clock_t begin = std::clock();
        for (int i = 0; i < count; ++i) {
            document.clear();
            provider.render(response, document, nullptr);
        }
        const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        best = std::max(best, count / took);
    }
    return document.empty() ? 0 : best;
}

} // namespace

int main() {
    const flow::ResolvedResponse response = menu();
    for (const providers::Provider* provider : providers::registry()) {
        std::printf("render_%s\t%.0f\tdocuments/s\tat least 400000 with evaluation, so well over "
                    "1000000 for rendering alone\n",
                    std::string(provider->name).c_str(), measure(*provider, response));
    }
    return 0;
}
