// Many scenarios played at once, with what came of them in the order in which they were found.
#pragma once

#include "base/diagnostic.hpp"
#include "base/pattern.hpp"
#include "cli/io.hpp"
#include "cli/search.hpp"
#include "flow/annotations.hpp"
#include "report/results.hpp"
#include "scenario/run.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace callflow::cli {

struct SuiteOptions {
    std::vector<std::string> providers;   // instead of the scenarios' own; empty: theirs
    std::vector<base::Pattern> filters;   // a scenario is played when one of them matches `FILE: NAME`; none: all are
    std::optional<std::uint64_t> seed;    // instead of the scenarios' own
    std::optional<std::int64_t> now;      // likewise, nanoseconds since 1970
    std::vector<std::string> barred;      // beginnings of numbers that nothing may call
    std::uint64_t repeat = 1;             // how often each is played, the seed one higher each time
    std::optional<std::uint64_t> shuffle; // the order of files and scenarios is drawn with this seed
    unsigned jobs = 1;                    // threads
    bool fail_fast = false;               // what comes after the first failure is not run
    bool hang_up_everywhere = false;
    bool coverage = false;
    bool rewrite = false; // documents that differ are no failures: they will be written
    bool color = false;   // of the traces
    bool traces = true;   // of what failed
};

// A document that was held against a file, with the case it belongs to and its index among the suite's.
struct SuiteSnapshot {
    scenario::Snapshot snapshot;
    std::size_t at = 0;
};

struct Suite {
    base::Sources sources; // those that findings and coverage speak of
    base::Diagnostics findings;
    std::vector<report::Case> cases;
    std::vector<flow::Annotations> coverage; // of each flow, in order of its path
    std::vector<SuiteSnapshot> snapshots;
    // Files that scenarios name, whether played or not: expected documents, and requests' bodies.
    std::set<std::string> expected, bodies;
    std::vector<std::string> folders; // that scenarios and flows stand in
    std::size_t foreign = 0;          // files that are neither
    bool unreadable = false;          // some file is no document
    std::vector<base::Error> errors;  // files that could not be read
};

// Plays all scenarios in the files. `progress(done)` is called now and then by the calling thread.
[[nodiscard]] Suite play_suite(Io& io, const std::vector<Found>& files, const SuiteOptions& options,
                               const std::function<void(std::size_t done)>& progress);

} // namespace callflow::cli
