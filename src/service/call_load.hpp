// Many calls at once: begun at a steady rate, counted and measured.
#pragma once

#include "service/call_application.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace callflow::service {

// A seam, for nothing here asks the clock. Microseconds since some moment.
struct LoadClock {
    std::function<std::int64_t()> now;
    std::function<void(std::int64_t until)> sleep_until;
};

struct LoadPlan {
    std::size_t calls = 1;
    double rate = 0;             // calls begun in a second; 0: as soon as somebody is free
    std::size_t concurrency = 1; // calls at one time, each a thread
};

// What one call came to.
struct CallOutcome {
    bool passed = true;
    std::vector<RequestAccount> requests = {};
};

// Sums over all calls.
struct LoadReport {
    std::size_t calls = 0, passed = 0;
    std::size_t late = 0; // calls that began more than 100 ms after their time, for nobody was free
    std::size_t requests = 0;
    std::int64_t elapsed = 0;                         // microseconds
    std::map<unsigned, std::size_t> statuses = {};    // of answers, by status
    std::map<std::string, std::size_t> failures = {}; // of requests without answer, by failure_name()
    std::vector<std::uint32_t> latencies = {};        // of answers, microseconds, in ascending order

    // The latency that so many of a hundred answers did not exceed; 0 without answers. `percent` from 0 to 100.
    [[nodiscard]] std::uint32_t percentile(double percent) const;
};

// Rings `plan.calls` times: `ring` is called with the call's number, from 0, by several threads at once. `stop` is asked before
// each call and while one is waited for, by any thread: those that are rung then come to their end; null: never. `progress` is told
// how many calls are over, by one thread at a time; null: nobody is.
[[nodiscard]] LoadReport ring_many(const LoadPlan& plan, const LoadClock& clock,
                                   const std::function<CallOutcome(std::size_t number)>& ring,
                                   const std::function<bool()>& stop = {},
                                   const std::function<void(std::size_t done)>& progress = {});

} // namespace callflow::service
