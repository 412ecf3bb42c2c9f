// What the commands that play scenarios have in common.
#pragma once

#include "cli/command.hpp"
#include "cli/interactive.hpp"
#include "cli/io.hpp"
#include "cli/load.hpp"
#include "cli/values.hpp"
#include "scenario/scenario.hpp"
#include "scenario/trace.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace callflow::cli {

// A scenario to play, and the folder that its paths are relative to.
struct Part {
    scenario::Scenario scenario;
    std::string folder;
};

// Reads the scenarios of all files that SCENARIO names; on findings of severity error nothing is to be played.
[[nodiscard]] base::Result<std::vector<Part>> load_scenarios(const Values& values, Io& io, Inputs& inputs);

// `--assume NAME=VALUE` taken apart; each is known to some provider.
[[nodiscard]] base::Result<std::vector<std::pair<std::string, std::string>>> assumptions_of(const Values& values);

// Why nobody can talk by `--interactive` with these other options; fine where one can. `several`: more than one call is meant.
[[nodiscard]] base::Result<void> check_interactive(const Values& values, bool several);
// A call in the terminal, or by the lines of stdin, with its history; `--output` takes the trace.
[[nodiscard]] ExitStatus talk_by_lines(const Values& values, Io& io, Inputs& inputs,
                                       const scenario::SessionSetting& setting, scenario::Scenario scenario,
                                       const TalkOrigin& origin);
// Scenarios as they begin an interactive call: nothing is expected of them.
void expect_nothing(scenario::Scenario& scenario);

// Stores traces where `--track` asks for it, writes them in the format that is asked for, and says what was found on the way.
[[nodiscard]] ExitStatus deliver_traces(const Values& values, Io& io, Inputs& inputs,
                                        const std::vector<scenario::Trace>& traces);

// Writes the way that the calls went where `--overlay` asks for it.
[[nodiscard]] ExitStatus deliver_path(const Values& values, Io& io, const flow::Flow& flow,
                                      std::span<const scenario::Trace> traces, const base::Sources& sources);

// The options themselves, for records.
[[nodiscard]] constexpr Option assume_option() {
    return {.name = "assume",
            .metavar = "NAME=VALUE",
            .help = "what is taken for granted about the provider where nobody knows, over the scenario's own",
            .repeats = true};
}
inline constexpr std::string_view trace_formats[] = {"text", "json"};

} // namespace callflow::cli
