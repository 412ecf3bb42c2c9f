// A pool played against visits and calls, and what came of it.
#pragma once

#include "base/result.hpp"
#include "tracking/pools/outcome.hpp"
#include "tracking/pools/visits.hpp"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace callflow::tracking {

struct SimulationSettings {
    std::uint64_t seed = 1;
    const VisitLog* log = nullptr;     // null: what `synthetic:` says
    std::vector<FixedPool> fixed = {}; // a run of fixed size
    Millis every = 0; // between samples; 0: a round length that gives some hundreds; below 0: no series
    std::function<void(std::uint64_t visits)> progress = nullptr; // now and then
};

// Runs from the first moment to the last. An error is one of ours: the promise of the pool was broken; its message has the number's
// path. Same file, settings and log: same outcome.
[[nodiscard]] base::Result<PoolOutcome> simulate_pools(const PoolFile& file, const SimulationSettings& settings);

// The pools of an outcome as a run of fixed size: of each the most numbers that were busy at once, times `factor`, at least one.
[[nodiscard]] std::vector<FixedPool> pools_of_size(const PoolOutcome& outcome, double factor);

} // namespace callflow::tracking
