// Runs a scenario against a machine.
#pragma once

#include "base/diagnostic.hpp"
#include "base/files.hpp"
#include "engine/machine.hpp"
#include "scenario/scenario.hpp"
#include "scenario/snapshot.hpp"
#include "scenario/trace.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::scenario {

class CoverageRecorder;
struct Stranger;

struct RunOptions {
    std::vector<std::string> providers;                   // overrides the scenario's when not empty
    std::vector<std::pair<std::string, std::string>> set; // `--set name=value`, plain texts, over `given`
    std::optional<std::int64_t> now;                      // overrides the scenario's
    std::uint64_t seed = 0;
    // The machine that steps mean which name none, or the sub-flow that calls begin in, by itself.
    flow::BodyId flow = 0;
    bool check = true;                                            // false: expectations are not looked at
    std::vector<std::pair<std::string, std::string>> assume = {}; // over the scenario's own; checked before
    // The first person on a line hangs up at this time, in nanoseconds since the run began, and nobody does anything after that.
    // Negative: nobody does.
    std::int64_t hang_up_at = -1;
    // Likewise before the step with this number (from 0), or at the end where it is that of no step.
    std::optional<std::size_t> hang_up_before = {};
    bool hang_up_everywhere = false; // the scenario is played once more for each moment at which a caller may hang up
    bool chaos = false;              // things go wrong by chance, drawn with the seed
    // Takes what is gone through, where somebody asks; its outcomes() are the machine's.
    CoverageRecorder* coverage = nullptr;
    // Takes every document that is held against a file. With `rewrite` one that differs, or has no file, is no failure.
    std::vector<Snapshot>* snapshots = nullptr;
    bool rewrite = false;
    std::vector<std::string> barred = {}; // beginnings of numbers that nothing may call
    // Whom emulated providers ask instead of the flow, which then only stands there (scenario/stranger.hpp).
    const Stranger* stranger = nullptr;
};

struct RunResult {
    Trace trace;
    bool passed = true;        // no expectation failed, nothing was refused or failed that was not expected to be
    std::size_t failed_at = 0; // how many rows of the trace there were when the first failure was found
};

// Plays a scenario for its providers: once for all of them, each answered after every step; or, where the flow reads
// `call.provider` and so may go another way for each, or where a step is a raw callback, once for each.
// Plays every step even after a failed expectation, except when a step cannot be played at all. Failures are findings (CF80xx) at
// the expectation's place in the scenario file, with the actual value and, for documents, the differences. `files` gives
// expected documents, relative to `base_folder`; `sources` takes those documents for excerpts.
[[nodiscard]] std::vector<RunResult> run(const engine::Machine& machine, const Scenario& scenario,
                                         const RunOptions& options, base::FileStore& files,
                                         const std::string& base_folder, base::Sources& sources,
                                         base::Diagnostics& diagnostics);

// A scenario made of `--event NAME …` for a quick run.
[[nodiscard]] Scenario quick_scenario(const std::vector<std::string>& events);

// An inbound call in progress, as every scenario has it: `call.*` filled from the spec, not yet started. `begin` is the
// body in which it begins.
[[nodiscard]] engine::Call new_call(const engine::Machine& machine, const CallSpec& spec, std::string_view provider,
                                    engine::Time now, flow::BodyId begin = 0);

// The event as written, with the old spelling `customer_hangs_up` turned into `customer.hangs_up` where only that is an event.
[[nodiscard]] std::string event_text(const flow::Flow& flow, std::string_view text);
// Whether the flow names the event, with its actor or bare.
[[nodiscard]] bool knows_event(const flow::Flow& flow, std::string_view text);

} // namespace callflow::scenario
