#include "cli/many_calls.hpp"

#include "base/text.hpp"
#include "cli/call_summary.hpp"
#include "cli/cli.hpp"
#include "cli/progress.hpp"
#include "cli/ringing.hpp"
#include "cli/terminal.hpp"
#include "cli/track_trace.hpp"
#include "engine/machine.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <iterator>
#include <mutex>
#include <thread>

namespace callflow::cli {
namespace {

// What is told of many calls besides the sums: the first that was not as expected.
struct FirstFailure {
    std::mutex mutex;
    bool there = false;
    std::size_t number = 0;
    std::vector<std::string> messages;
    NetworkSeen seen; // of all calls
};

// Stores what many calls' traces tell, some of them at a time.
class Tracking {
public:
    explicit Tracking(const Values& values) : values_(values), wanted_(wants_tracking(values)) {}
    void take(std::vector<scenario::Trace> traces) {
        if (!wanted_) return;
        constexpr std::size_t at_once = 100;
        const std::lock_guard lock(mutex_);
        std::ranges::move(traces, std::back_inserter(traces_));
        if (traces_.size() >= at_once) store();
    }
    // What is left; the first problem that there was.
    base::Result<void> end() {
        const std::lock_guard lock(mutex_);
        if (!traces_.empty()) store();
        return result_;
    }

private:
    void store() {
        std::vector<const scenario::Trace*> all;
        all.reserve(traces_.size());
        for (const scenario::Trace& one : traces_) all.push_back(&one);
        if (auto stored = track(values_, all); !stored && result_) result_ = std::move(stored);
        traces_.clear();
    }
    const Values& values_;
    bool wanted_;
    std::mutex mutex_;
    std::vector<scenario::Trace> traces_;
    base::Result<void> result_;
};

// One of many calls, by any thread.
service::CallOutcome ring_one(Io& io, const CallPlan& plan, const Part& part, std::size_t number,
                              net::HttpClient& client, FirstFailure& first, Tracking& tracking) {
    service::CallOutcome outcome;
    base::Sources sources;
    base::Diagnostics findings;
    scenario::Scenario scenario = part.scenario;
    const std::string provider = provider_to_play(plan, scenario);
    Ringing ringing(plan, provider, client,
                    [&](service::RequestAccount one) { outcome.requests.push_back(std::move(one)); });
    fit_calls(scenario, plan, provider, number);
    ringing.verify(scenario, *io.files, part.folder, findings);
    const engine::Machine machine(ringing.flow());
    std::vector<scenario::Trace> traces;
    for (scenario::RunResult& result :
         scenario::run(machine, scenario, ringing.options, *io.files, part.folder, sources, findings)) {
        outcome.passed = outcome.passed && result.passed;
        traces.push_back(std::move(result.trace));
    }
    tracking.take(std::move(traces));
    const std::lock_guard lock(first.mutex);
    for (const service::RequestAccount& one : outcome.requests) first.seen.take(one);
    if (outcome.passed || first.there) return outcome;
    constexpr std::size_t most = 5;
    first.there = true;
    first.number = number;
    for (const base::Diagnostic& one : findings.items())
        if (first.messages.size() < most) first.messages.push_back(one.message);
    return outcome;
}

} // namespace

ExitStatus ring_many(const Values& values, Io& io, const CallPlan& plan, const std::vector<Part>& parts,
                     net::HttpClient& client, const StopSignals& signals) {
    using Clock = std::chrono::steady_clock;
    const std::string_view self = values.command().name;
    const service::LoadClock clock{
        .now =
            [] {
                return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
            },
        .sleep_until =
            [](std::int64_t until) {
                std::this_thread::sleep_until(Clock::time_point(std::chrono::microseconds(until)));
            }};
    FirstFailure first;
    Tracking tracking(values);
    service::LoadReport report;
    {
        Progress progress(io, "calls", plan.load.calls);
        report = service::ring_many(
            plan.load, clock,
            [&](std::size_t number) {
                return ring_one(io, plan, parts[number % parts.size()], number, client, first, tracking);
            },
            [&signals] { return signals.came(); }, [&](std::size_t done) { progress.update(done); });
    }
    const bool stopped = report.calls < plan.load.calls;
    if (stopped) complain(io, self, fmt::format("stopped after {} of {} calls", report.calls, plan.load.calls));
    const bool json = values.get("format") == "json";
    const auto tracked = tracking.end();
    ExitStatus delivered = tracked ? ExitStatus::fine : complain(io, self, tracked.error());
    delivered =
        worst(delivered,
              deliver(values, io, json ? call_summary_json(report, plan.seed) : call_summary_text(report, plan.seed)));
    for (const std::string& message : first.messages)
        complain(io, self, fmt::format("call {}: {}", first.number + 1, message));
    const ExitStatus network = say_seen(io, self, first.seen);
    const bool passed = report.passed == report.calls;
    const ExitStatus rung = stopped ? ExitStatus::interrupted : passed ? ExitStatus::fine : ExitStatus::findings;
    return worst(worst(delivered, network), rung);
}

} // namespace callflow::cli
