// Scenarios made of a flow: a small set that takes every transition which can be taken.
#pragma once

#include "base/files.hpp"
#include "engine/machine.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace callflow::scenario {

struct PathOptions {
    // What the set has to show: each state; each transition, with both outcomes of its guards; what responses choose, too.
    enum class Cover : std::uint8_t { states, transitions, guards } cover = Cover::guards;
    std::vector<std::string> providers = {"twilio"}; // that scenarios are for
    // Those that a scenario may be for where guards look at `call.provider`; empty: `providers`.
    std::vector<std::string> other_providers = {};
    std::vector<std::pair<std::string, std::string>> set; // `--set name=value`, over the vars' defaults
    std::optional<std::int64_t> now;                      // when calls begin; else whenever guards ask for it
    std::size_t max_calls = 10'000;                       // told apart by where they stand and what guards look at
    std::size_t max_values = 40;                          // tried for one event or request
    std::size_t longest = 12;                             // steps after which a scenario is not made longer
    // Walks at random instead.
    bool random = false;
    std::uint64_t seed = 0;
    std::size_t walks = 10;
    std::size_t steps = 10;
};

// A state or transition, and what became of it.
struct PathGoal {
    bool is_state = false;
    std::string state; // of a transition the one that it leaves; empty where it holds in many
    std::string what;  // of a transition: `pressed (key 1) -> sales`
    base::Span where;
    bool covered = false;
    bool proved = false; // not covered, and nothing can cover it
    std::string why;     // not covered: the reason
    base::Span cause;    // what in the flow keeps calls from it, where that is known; else invalid
};

// An outcome of a part of a condition that the set does not show.
struct PathOutcome {
    std::string part;     // `minutes > 30`
    bool outcome = false; // that it never has
    base::Span where;     // of the condition
    bool proved = false;  // nothing can show it
    std::string why;
};

// A scenario that does not play as it was meant, or only up to somewhere.
struct PathLeftOut {
    std::string what; // happens in it
    base::Span where; // what went wrong, in the flow; invalid where that has no place
    std::string why;
    flow::StateId state = flow::none; // where the call was then, if that is known
};

// A document that a scenario expects. `file` is what its expectation names.
struct PathDocument {
    std::string file;
    std::string text;
};

struct PathSet {
    std::vector<Scenario> scenarios; // with what they expect; `flow` is left to the caller
    std::vector<PathDocument> documents;
    std::vector<PathGoal> goals;      // states, then transitions, in the flow's order
    std::size_t outcomes = 0;         // of guards: true and false of each
    std::size_t outcomes_shown = 0;   // of them
    std::vector<PathOutcome> missing; // the others, by condition in the flow's order
    std::size_t calls = 0;            // that were looked at
    std::vector<PathLeftOut> left_out;
    bool cut_off = false; // max_calls was reached
};

// The same flow and options give the same set. `documents`: expectations name documents, which the set then has; their files
// stand beside the scenarios in a folder `documents`.
// `files` is handed to runs, which read nothing.
[[nodiscard]] PathSet make_paths(const engine::Machine& machine, const PathOptions& options, base::FileStore& files,
                                 bool documents);

// The scenario as a file, with its expectations.
[[nodiscard]] std::string write_expecting(const Scenario& scenario);
// Likewise several of them in one file.
[[nodiscard]] std::string write_expecting(const std::vector<Scenario>& scenarios);

} // namespace callflow::scenario
