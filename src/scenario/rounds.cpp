// A scenario for each of its providers, and where they part.
#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/listed.hpp"
#include "base/text.hpp"
#include "flow/uses.hpp"
#include "scenario/emulation.hpp"
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
    constexpr std::size_t most = 8; // in a loop it is the same again and again
    return shown.empty() ? "nothing" : base::listed(shown, most);
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

// Faults that nothing was there for, in any of the rounds.
void say_unused_faults(const flow::Flow& flow, const Scenario& scenario, const std::vector<std::vector<bool>>& met,
                       base::Diagnostics& diagnostics) {
    std::vector<std::string> names = {"any", "first", "gather", "record", "dial", "status"};
    for (const flow::Event& one : flow.events) names.push_back(one.text());
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
        if (std::ranges::any_of(met, [&](const std::vector<bool>& round) { return i < round.size() && round[i]; }))
            continue;
        const FaultSpec& fault = scenario.faults[i];
        auto& finding =
            diagnostics.report(base::codes::unused_fault, fault.where,
                               fmt::format("nothing comes that this fault is about: {} of {}", fault_name(fault.what),
                                           fault.of == "any" ? std::string("any request") : base::quoted(fault.of)));
        const std::vector<std::string_view> known(names.begin(), names.end());
        const std::string_view near = base::nearest(fault.of, known);
        if (!near.empty() && near != fault.of)
            finding.help = fmt::format("did you mean `{}`?", near);
        else if (fault.step)
            finding.help = fmt::format("step {} leads to no such request; steps are counted from 1", *fault.step);
        else if (met.empty())
            finding.help = "only requests of an emulated call have a way to go wrong on: begin with `caller: dial`";
        else
            finding.help = "the trace shows the requests of the run, each with its kind and event";
    }
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
    std::vector<std::vector<bool>> met; // faults, of each round
    bool whole = true;                  // no round has stopped on the way
    for (std::vector<std::string>& providers : rounds) {
        const Setting setting{machine, scenario, options, files, base_folder, sources, diagnostics};
        Run run = new_run(setting, std::move(providers));
        run.first_provider = all.front();
        play_scenario(run);
        accounts.push_back(std::move(run.accounts));
        if (run.emulation) met.push_back(run.emulation->faults.met());
        whole = whole && !(run.emulation && run.emulation->stopped);
        if (options.hang_up_everywhere) hang_up_everywhere(setting, run);
        if (options.chaos) compare_with_calm(setting, run);
        results.push_back({std::move(run.trace), run.passed, run.failed_at});
    }
    if (accounts.size() > 1 && is_of_one_provider(machine.flow(), scenario)) compare_rounds(accounts, all, diagnostics);
    if (whole) say_unused_faults(machine.flow(), scenario, met, diagnostics);
    return results;
}

} // namespace callflow::scenario
