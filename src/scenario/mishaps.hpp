// What comes of a scenario when something goes wrong. Internal to scenario.
#pragma once

#include "scenario/runner.hpp"

#include <string>
#include <vector>

namespace callflow::scenario {

// What a run is made from. Views live as long as what they were taken from.
struct Setting {
    const engine::Machine& machine;
    const Scenario& scenario;
    const RunOptions& options;
    base::FileStore& files;
    const std::string& base_folder;
    base::Sources& sources;
    base::Diagnostics& diagnostics;
};

// A run for one round of providers, not begun.
[[nodiscard]] Run new_run(const Setting& setting, std::vector<std::string> providers);

// Plays the scenario again for each moment of `played` at which somebody on the line may hang up: in the middle of everything
// that is heard, when something is asked for, while people talk, after each step. A call that is over then and stands in a state
// that is not final is a finding, one for each such state, and `played` has not passed. Its trace says how many moments there were. Likewise a call that is over without anybody
// hanging up.
void hang_up_everywhere(const Setting& setting, Run& played);

// Plays the scenario without mishaps: other ends of calls, and effects that there were more often in `played`, are findings.
void compare_with_calm(const Setting& setting, Run& played);

} // namespace callflow::scenario
