#include "service/call_load.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <thread>

namespace callflow::service {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t too_late = second / 10;
constexpr std::int64_t longest_sleep = second / 10; // until it is asked again whether to stop

void add(LoadReport& report, const CallOutcome& outcome) {
    ++report.calls;
    if (outcome.passed) ++report.passed;
    for (const RequestAccount& one : outcome.requests) {
        ++report.requests;
        if (one.failure) {
            ++report.failures[std::string(net::failure_name(*one.failure))];
            continue;
        }
        ++report.statuses[one.status];
        constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
        report.latencies.push_back(static_cast<std::uint32_t>(std::clamp<std::int64_t>(one.took.count(), 0, most)));
    }
}

} // namespace

std::uint32_t LoadReport::percentile(double percent) const {
    if (latencies.empty()) return 0;
    const double rank = std::ceil(percent / 100.0 * static_cast<double>(latencies.size()));
    const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
    return latencies[std::min(index, latencies.size() - 1)];
}

LoadReport ring_many(const LoadPlan& plan, const LoadClock& clock,
                     const std::function<CallOutcome(std::size_t number)>& ring, const std::function<bool()>& stop,
                     const std::function<void(std::size_t done)>& progress) {
    LoadReport report;
    std::mutex mutex; // of the report and the next number
    std::size_t next = 0;
    const std::int64_t began = clock.now();
    const auto work = [&] {
        for (;;) {
            std::size_t number = 0;
            {
                const std::lock_guard lock(mutex);
                if (next >= plan.calls || (stop && stop())) return;
                number = next++;
            }
            bool late = false;
            if (plan.rate > 0) {
                const std::int64_t due = began + static_cast<std::int64_t>(static_cast<double>(number) / plan.rate *
                                                                           static_cast<double>(second));
                while (clock.now() < due) {
                    if (stop && stop()) return;
                    clock.sleep_until(std::min(due, clock.now() + longest_sleep));
                }
                late = clock.now() - due > too_late;
            }
            const CallOutcome outcome = ring(number);
            const std::lock_guard lock(mutex);
            if (late) ++report.late;
            add(report, outcome);
            if (progress) progress(report.calls);
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < std::min(plan.concurrency, plan.calls); ++i) threads.emplace_back(work);
        work();
    }
    report.elapsed = clock.now() - began;
    std::ranges::sort(report.latencies);
    return report;
}

} // namespace callflow::service
