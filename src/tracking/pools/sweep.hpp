// Many runs of one pool: a setting's values side by side, the smallest pool that keeps a bound, what more numbers would bring.
#pragma once

#include "base/result.hpp"
#include "tracking/pools/simulate.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::tracking {

// What can be changed from run to run. A bare number is one of minutes for keep-alive and late-after, of days for hold, quarantine and lookback.
inline constexpr std::array<std::string_view, 10> sweep_names{
    "keep-alive", "hold", "quarantine", "policy", "stock", "limit", "visits", "late", "late-after", "lookback"};

// One setting and the values it takes.
struct SweepAxis {
    std::string name;
    std::vector<std::string> values;
};
// `keep-alive=5,20,60`; several with blanks between them. An error, of kind usage, names the nearest right word, or the value that is none.
[[nodiscard]] base::Result<std::vector<SweepAxis>> parse_sweep(std::string_view text, const PoolFile& file);

// What stands in a row of a table of runs.
struct RunSummary {
    std::uint64_t visits = 0, calls = 0;
    std::uint32_t busy = 0, assigned = 0; // numbers at the peak
    std::uint64_t touched = 0, released = 0;
    double parked = 0;                                                               // numbers in quarantine at the end
    double blocked = 0, wrong = 0, wrong_channel = 0, nobody = 0, other_company = 0; // shares
    double correct = 0; // mean P(correct) of calls that were booked
    Millis gap_median = no_time;
    std::int64_t cost = 0; // millionths
};

struct SweepRow {
    std::vector<std::string> values; // of each axis
    RunSummary run;
};
inline constexpr std::size_t most_runs = 1000;
// A row for each combination, the last axis fastest. An error where there are more than most_runs, or one of simulate_pools().
[[nodiscard]] base::Result<std::vector<SweepRow>> sweep(const PoolFile& file, const SimulationSettings& settings,
                                                        const std::vector<SweepAxis>& axes);

// A bound: `blocked<1%`, `wrong<10%`, `wrong-channel<5%`.
struct SolveBound {
    std::string metric;
    double below = 0;
};
[[nodiscard]] base::Result<SolveBound> parse_solve(std::string_view text);

struct Solved {
    SolveBound bound;
    bool found = false;
    std::uint32_t numbers =
        0; // in all pools, each with its part by its peak; where none was found, the most that were tried
    std::vector<FixedPool> pools;
    RunSummary run;
    double with_one_less = -1; // the metric with one number less; below 0: there is none less
    std::uint32_t runs = 0;
};
// By halving, in runs of fixed size: with more numbers each of the metrics is taken to fall.
[[nodiscard]] base::Result<Solved> solve(const PoolFile& file, const SimulationSettings& settings,
                                         const PoolOutcome& grown, const SolveBound& bound);

struct MoreRow {
    double factor = 1; // of the numbers that are busy at the peak
    std::uint32_t numbers = 0;
    RunSummary run;
};
// Runs of fixed size with so many times the numbers that were busy at the peak.
[[nodiscard]] base::Result<std::vector<MoreRow>> with_more(const PoolFile& file, const SimulationSettings& settings,
                                                           const PoolOutcome& grown,
                                                           const std::vector<double>& factors);

} // namespace callflow::tracking
