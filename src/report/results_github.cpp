// Workflow commands that GitHub shows as annotations of a pull request:
// https://docs.github.com/en/actions/using-workflows/workflow-commands-for-github-actions
#include "base/text.hpp"
#include "report/findings_formats.hpp"

#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace callflow::report {
namespace {

// In a message `%` and line breaks are escaped, in a property `:` and `,` too. File names may be any bytes, and a log is
// looked at in a terminal, too: what is no text is shown as text and findings show it.
void append_escaped(std::string& out, std::string_view text, bool property) {
    const std::string shown = property ? base::printable(text, 4096) : std::string(text);
    for (const char c : shown) {
        const bool escape = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
        if (escape)
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
        else
            out += c;
    }
}

void write(std::string& out, const FindingsView& view, const base::Diagnostic& finding) {
    out += finding.severity == base::Severity::error     ? "::error "
           : finding.severity == base::Severity::warning ? "::warning "
                                                         : "::notice ";
    if (const base::Source* source = view.source_of(finding.where)) {
        const base::Position begin = source->position(finding.where.begin);
        const base::Position end = source->position(finding.where.end);
        out += "file=";
        append_escaped(out, source->name(), true);
        fmt::format_to(std::back_inserter(out), ",line={},endLine={}", begin.line, end.line);
        // Columns count only where both are in one line; the last one belongs to the range.
        if (begin.line == end.line)
            fmt::format_to(std::back_inserter(out), ",col={},endColumn={}", begin.column,
                           end.column > begin.column ? end.column - 1 : begin.column);
        out += ',';
    }
    out += "title=";
    append_escaped(out, fmt::format("{} {}", finding.code->code, finding.code->name), true);
    out += "::";
    std::string message = finding.message;
    for (const base::Note& note : finding.notes) {
        message += '\n';
        append_place(message, view, note.where);
        message += note.text;
    }
    if (!finding.help.empty()) message += "\nhelp: " + finding.help;
    append_escaped(out, message, false);
    out += '\n';
}

} // namespace

void write_github(std::string& out, const FindingsView& view) {
    if (!view.results.test) {
        for (const base::Diagnostic& finding : view.findings.items()) write(out, view, finding);
        return;
    }
    for (const Case& one : view.results.cases) {
        for (const std::size_t finding : one.findings) write(out, view, view.findings.items()[finding]);
    }
    const CaseCounts counts = count_cases(view.results.cases);
    fmt::format_to(std::back_inserter(out), "{} passed, {} failed, {} skipped\n", counts.passed, counts.failed,
                   counts.skipped);
}

} // namespace callflow::report
