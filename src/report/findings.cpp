#include "report/findings.hpp"

#include "base/text.hpp"
#include "report/findings_formats.hpp"

#include <fmt/format.h>
#include <iterator>

namespace callflow::report {

void write_findings(std::string& out, const base::Diagnostics& findings, const base::Sources& sources,
                    const TextOptions& options) {
    const Results results{findings, sources};
    write_text(out, {results, findings, sources, options});
}

std::string count_findings(const base::Diagnostics& findings) {
    std::string out;
    for (const auto severity : {base::Severity::error, base::Severity::warning, base::Severity::note}) {
        const std::size_t count = findings.count(severity);
        if (count == 0) {
            continue;
        }
        fmt::format_to(std::back_inserter(out), "{}{} {}{}", out.empty() ? "" : ", ", count, base::to_string(severity),
                       count == 1 ? "" : "s");
    }
    return out;
}

void append_message(std::string& out, const base::Diagnostic& finding) {
    fmt::format_to(std::back_inserter(out), "{}[{} {}]: {}", base::to_string(finding.severity), finding.code->code,
                   finding.code->name, base::printable(finding.message, std::string_view::npos));
}

void append_place(std::string& out, const FindingsView& view, base::Span where) {
    const base::Source* source = view.source_of(where);
    if (source == nullptr) {
        return;
    }
    const base::Position at = source->position(where.begin);
    fmt::format_to(std::back_inserter(out), "{}:{}:{}: ", base::printable(source->name(), 4096), at.line, at.column);
}

} // namespace callflow::report
