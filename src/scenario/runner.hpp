// The runner's parts; run.hpp is what others use.
#pragma once

#include "scenario/run.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::scenario {

// One open call of a run.
struct OpenCall {
    const CallSpec* spec = nullptr;
    engine::Call call;
};

// What the steps of one scenario step did together: an expectation is about all of it.
struct StepSummary {
    std::size_t first_trace = 0; // index of its first TraceStep
    bool refused = false;
    std::vector<std::string> errors;
    std::uint32_t machine = 0; // the one that the expectation is about
};

// A run in progress.
struct Run {
    const engine::Machine& machine;
    const Scenario& scenario;
    const RunOptions& options;
    base::FileStore& files;
    const std::string& base_folder;
    base::Sources& sources;
    base::Diagnostics& diagnostics;
    std::vector<std::string> providers;
    std::vector<OpenCall> calls;
    std::vector<std::size_t> mocked = {};  // per mock: how many requests it has answered
    std::vector<std::string> secrets = {}; // texts that traces do not show
    engine::Time start = 0;
    engine::Time now = 0;
    Trace trace;
    StepSummary step;
    bool passed = true;

    // A failed expectation, at the key's place (or the expectation's), and the run has not passed.
    base::Diagnostic& failed(const base::Code& code, base::Span where, std::string message);
};

// The call as one of its machines sees it: `open` itself, or made in `room`.
const OpenCall& seen(const Run& run, const OpenCall& open, std::uint32_t machine, OpenCall& room);

// Adds a TraceStep for what the call has become: state, attempt, end.
TraceStep& begin_trace(Run& run, std::string_view kind, const OpenCall& open, base::Span where,
                       std::uint32_t machine = 0);
// Answers the requests that the call waits for, and those that follow, by the scenario's mocks. `result` is that of the step
// so far, not yet recorded, and then of the last one; `before` is the call as it was before the last one; the trace row it
// belongs to is the last one of the trace. False when nothing is left to be answered to the caller: a request has no mock.
// `recorded`: its row is complete already.
bool settle_requests(Run& run, OpenCall& open, engine::Call& before, engine::StepResult& result, base::Span where,
                     bool recorded = false);

// Takes what is sensitive out of a row: values of sensitive vars, what was typed where a verb says so, and their texts wherever
// else they stand.
void keep_secrets(Run& run, const OpenCall& open, TraceStep& row);
// A text in which those that traces do not show are left out too: what findings say of a run.
[[nodiscard]] std::string without_secrets(const Run& run, std::string text);

// Takes over what the engine did.
void record(Run& run, TraceStep& trace, const OpenCall& open, const engine::StepResult& result);
// Evaluates and renders the present state's response for every provider of the run; false with `error` when it errs.
bool render(Run& run, const OpenCall& open, std::vector<TraceDocument>& documents, engine::StepError& error);

// An evaluation error, or a loop that never ends, as a finding.
void report_error(Run& run, const TraceStep& step, base::Span where);

// Whether `check:` holds: CEL over all names plus `response` and `effects`.
void check_condition(Run& run, const Expect& expect, const OpenCall& open);

// Checks a step's expectation, or the scenario's at the end (`whole`: effects of the whole run).
void check(Run& run, const Expect& expect, const OpenCall& open, bool whole);

} // namespace callflow::scenario
