// A scenario for each of its providers, and where they part.
#include "base/codes.hpp"
#include "base/text.hpp"
#include "flow/uses.hpp"
#include "scenario/mishaps.hpp"
#include "scenario/runner.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

// Raw requests, and whoever executes documents, are one provider's. On Tropo a live redirect is a signal, for which its documents
// have handlers where only an application can fire the event; another one may be lost.
bool is_of_one_provider(const flow::Flow& flow, const Scenario& scenario) {
    const auto is_lost = [&](const std::string& text) {
        const std::vector<flow::EventId> outside = flow::sent_from_outside(flow);
        const std::string event = event_text(flow, text);
        return std::ranges::none_of(outside, [&](flow::EventId one) { return flow.events[one].text() == event; });
    };
    return std::ranges::any_of(scenario.steps, [&](const Step& step) {
        return step.kind == Step::Kind::callback || step.kind == Step::Kind::person ||
               (step.kind == Step::Kind::redirect && is_lost(step.event));
    });
}

// Whether a call may go another way for another provider.
bool tells_providers_apart(const flow::Flow& flow) {
    return std::ranges::any_of(flow.scope.record_slots(),
                               [](const expr::RecordSlot& one) { return one.path == "call.provider"; });
}

std::string list(const std::vector<std::string>& texts) {
    std::vector<std::string> shown;
    for (const std::string& one : texts) shown.push_back(base::quoted(one, 100));
    return shown.empty() ? "nothing" : fmt::format("{}", fmt::join(shown, ", "));
}

// What is not the same of a step on two providers; empty: nothing.
std::string difference(const StepAccount& one, const StepAccount& other, const std::string& first,
                       const std::string& second) {
    const auto say = [&](std::string_view what, const std::string& a, const std::string& b) {
        return fmt::format("{} {}: on {} {}, on {} {}", first + " and " + second, what, first, a, second, b);
    };
    if (one.state != other.state) return say("part", "the call is in " + one.state, "in " + other.state);
    if (one.heard != other.heard) return say("part", "is heard " + list(one.heard), "is heard " + list(other.heard));
    if (one.effects != other.effects)
        return say("part", "the effects are " + list(one.effects), "they are " + list(other.effects));
    if (one.ended != other.ended)
        return say("part", one.ended ? "the call has ended" : "it goes on",
                   other.ended ? "it has ended" : "it goes on");
    return {};
}

// The first step at which each further provider goes another way than the first one.
void compare_rounds(const std::vector<std::vector<StepAccount>>& rounds, const std::vector<std::string>& names,
                    base::Diagnostics& diagnostics) {
    for (std::size_t i = 1; i < rounds.size(); ++i) {
        const std::size_t steps = std::min(rounds.front().size(), rounds[i].size());
        std::size_t parted = 0;
        std::string what;
        for (std::size_t step = steps; step-- > 0;) {
            std::string here = difference(rounds.front()[step], rounds[i][step], names.front(), names[i]);
            if (here.empty()) continue;
            parted = step;
            what = std::move(here);
        }
        if (!what.empty())
            diagnostics.report(base::codes::providers_part, rounds.front()[parted].where, std::move(what));
    }
}

} // namespace

std::vector<RunResult> run(const engine::Machine& machine, const Scenario& scenario, const RunOptions& options,
                           base::FileStore& files, const std::string& base_folder, base::Sources& sources,
                           base::Diagnostics& diagnostics) {
    std::vector<std::string> all = options.providers.empty() ? scenario.providers : options.providers;
    if (all.empty()) all.emplace_back("twilio");
    std::vector<std::vector<std::string>> rounds;
    if (all.size() > 1 && (is_of_one_provider(machine.flow(), scenario) || tells_providers_apart(machine.flow()))) {
        for (const std::string& one : all) rounds.push_back({one});
    } else {
        rounds.push_back(all);
    }
    std::vector<RunResult> results;
    std::vector<std::vector<StepAccount>> accounts;
    for (std::vector<std::string>& providers : rounds) {
        const Setting setting{machine, scenario, options, files, base_folder, sources, diagnostics};
        Run run = new_run(setting, std::move(providers));
        run.first_provider = all.front();
        play_scenario(run);
        accounts.push_back(std::move(run.accounts));
        if (options.hang_up_everywhere) hang_up_everywhere(setting, run);
        if (options.chaos) compare_with_calm(setting, run);
        results.push_back({std::move(run.trace), run.passed, run.failed_at});
    }
    if (accounts.size() > 1 && is_of_one_provider(machine.flow(), scenario)) compare_rounds(accounts, all, diagnostics);
    return results;
}

} // namespace callflow::scenario
