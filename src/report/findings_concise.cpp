// `file:line:column: error[CF1019 unknown_target]: message`, one line each, as editors and grep
// like it.
#include "report/findings_formats.hpp"

#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace callflow::report {

void write_concise(std::string& out, const FindingsView& view) {
    for (const base::Diagnostic& finding : view.findings.items()) {
        append_place(out, view, finding.where);
        append_message(out, finding);
        out += '\n';
    }
    if (!view.results.test) return;
    const CaseCounts counts = count_cases(view.results.cases);
    fmt::format_to(std::back_inserter(out), "{} passed, {} failed, {} skipped\n", counts.passed, counts.failed,
                   counts.skipped);
}

} // namespace callflow::report
