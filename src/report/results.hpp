// What was checked or played, one by one, with what was found: what every format of `validate` and `test` is written from.
#pragma once

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "flow/annotations.hpp"
#include "report/findings.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::report {

// A file that was checked, a scenario that was played, or something else that was looked at: a document nobody expects,
// what was covered.
struct Case {
    enum class Kind : std::uint8_t { file, scenario, check };
    enum class Status : std::uint8_t { passed, failed, skipped };
    Kind kind = Kind::file;
    std::string file;                   // as the user named it
    std::string name;                   // the scenario's; of a file empty
    std::vector<std::string> providers; // that it was played for
    std::uint32_t line = 1;             // where it stands in the file
    Status status = Status::passed;
    std::string reason;                // why it was skipped
    std::vector<std::size_t> findings; // indexes into Results::findings
    std::string trace;                 // of a scenario that failed: what happened up to there, as text, and
    std::string diff;                  // the documents that are not as expected, as a unified diff
    std::vector<std::string> notices;  // what else people want to know: `wrote documents/ask.xml`
};

// A file's case, nothing found yet.
[[nodiscard]] Case file_case(std::string file);

// One run. Views: lives as long as what it was made from.
struct Results {
    const base::Diagnostics& findings;
    const base::Sources& sources;
    std::span<const Case> cases = {};
    // Of `test`: else every finding stands for itself.
    bool test = false;
    std::span<const flow::Annotations> coverage = {}; // of each flow; empty where nobody asked
    std::string_view echo = {};                       // options that a run depends on, `--seed 7`; empty: none
    std::string_view version = {};                    // of this program, where a format names it
};

struct CaseCounts {
    std::size_t passed = 0, failed = 0, skipped = 0;
    std::size_t scenarios = 0, files = 0; // of all of them
};
[[nodiscard]] CaseCounts count_cases(std::span<const Case> cases);
// `file`, `file: name`, or of a scenario without a name `file:line`; with providers behind it where there are some:
// `file: name (twilio)`.
[[nodiscard]] std::string title_of(const Case& one);

// Appends the results in a format. The formats but text are stable: the same bytes on every machine.
void write_results(std::string& out, const Results& results, Format format, const TextOptions& options);

} // namespace callflow::report
