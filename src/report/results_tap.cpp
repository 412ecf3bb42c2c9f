// The Test Anything Protocol, version 13: https://testanything.org/tap-version-13-specification.html. Perl's harness knows no later one
// and takes it for a failure; nothing that version 14 added is written.
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "report/findings_formats.hpp"

#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace callflow::report {
namespace {

// A `#` in a description would begin a directive.
std::string description(const Case& one) {
    std::string text;
    for (const char c : base::printable(title_of(one), 4096)) {
        if (c == '#' || c == '\\') text += '\\';
        text += c;
    }
    return text;
}

// Texts are written as JSON, which is YAML too.
void append_member(std::string& out, std::string_view indent, std::string_view name, std::string_view text) {
    out += indent;
    out += name;
    out += ": ";
    base::append_json_string(out, text);
    out += '\n';
}

void write_finding(std::string& out, const FindingsView& view, const base::Diagnostic& finding) {
    out += "    - code: ";
    out += finding.code->code;
    out += '\n';
    append_member(out, "      ", "name", finding.code->name);
    append_member(out, "      ", "severity", base::to_string(finding.severity));
    append_member(out, "      ", "message", finding.message);
    if (!finding.help.empty()) append_member(out, "      ", "help", finding.help);
    if (const base::Source* source = view.source_of(finding.where)) {
        const base::Position at = source->position(finding.where.begin);
        append_member(out, "      ", "file", source->name());
        fmt::format_to(std::back_inserter(out), "      line: {}\n      column: {}\n", at.line, at.column);
    }
    if (finding.notes.empty()) return;
    out += "      notes:\n";
    for (const base::Note& note : finding.notes) {
        std::string text;
        append_place(text, view, note.where);
        text += note.text;
        append_member(out, "        ", "- text", text);
    }
}

} // namespace

void write_tap(std::string& out, const FindingsView& view) {
    const std::span<const Case> cases = view.results.cases;
    fmt::format_to(std::back_inserter(out), "TAP version 13\n1..{}\n", cases.size());
    std::size_t number = 0;
    for (const Case& one : cases) {
        const bool failed = one.status == Case::Status::failed;
        fmt::format_to(std::back_inserter(out), "{} {} - {}", failed ? "not ok" : "ok", ++number, description(one));
        if (one.status == Case::Status::skipped) out += " # SKIP " + base::printable(one.reason, 500);
        out += '\n';
        if (one.findings.empty()) continue;
        out += "  ---\n  findings:\n";
        for (const std::size_t finding : one.findings) write_finding(out, view, view.findings.items()[finding]);
        out += "  ...\n";
    }
}

} // namespace callflow::report
