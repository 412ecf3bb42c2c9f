// One JSON document; its form is schemas/findings.schema.json, of tests schemas/results.schema.json.
#include "base/json_writer.hpp"
#include "report/findings_formats.hpp"

#include <cstdint>

namespace callflow::report {

namespace {

using base::JsonWriter;

// The members file, line, column, end_line and end_column: all null without a place.
void write_place(JsonWriter& json, const FindingsView& view, base::Span where) {
    const base::Source* source = view.source_of(where);
    if (source == nullptr) {
        for (const char* name : {"file", "line", "column", "end_line", "end_column"}) {
            json.key(name).null();
        }
        return;
    }
    const base::Position begin = source->position(where.begin);
    const base::Position end = source->position(where.end);
    json.member("file", source->name());
    json.member("line", begin.line).member("column", begin.column);
    json.member("end_line", end.line).member("end_column", end.column);
}

void write_notes(JsonWriter& json, const FindingsView& view, const base::Diagnostic& finding) {
    json.key("notes").begin_array();
    for (const base::Note& note : finding.notes) {
        json.begin_object().member("text", note.text);
        write_place(json, view, note.where);
        json.end_object();
    }
    json.end_array();
}

void write_edits(JsonWriter& json, const FindingsView& view, const base::Diagnostic& finding) {
    json.key("edits").begin_array();
    for (const base::TextEdit& edit : finding.edits) {
        json.begin_object();
        write_place(json, view, edit.where);
        json.member("offset", edit.where.begin).member("end_offset", edit.where.end);
        json.member("replacement", edit.replacement).end_object();
    }
    json.end_array();
}

} // namespace

void write_finding_json(JsonWriter& json, const FindingsView& view, const base::Diagnostic& finding) {
    json.begin_object();
    json.member("code", finding.code->code).member("name", finding.code->name);
    json.member("severity", base::to_string(finding.severity));
    write_place(json, view, finding.where);
    json.member("message", finding.message);
    write_notes(json, view, finding);
    json.member("help", finding.help);
    write_edits(json, view, finding);
    json.end_object();
}

void write_summary_json(JsonWriter& json, const base::Diagnostics& findings) {
    json.begin_object();
    json.member("errors", findings.count(base::Severity::error));
    json.member("warnings", findings.count(base::Severity::warning));
    json.member("notes", findings.count(base::Severity::note));
    json.end_object();
}

void write_json(std::string& out, const FindingsView& view) {
    JsonWriter json(out, JsonWriter::Layout::indented);
    json.begin_object().member(view.results.test ? "callflow_results" : "callflow_findings", 1);
    if (view.results.test) {
        json.key("cases").begin_array();
        for (const Case& one : view.results.cases) write_case_json(json, view, one);
        json.end_array();
        if (!view.results.coverage.empty()) {
            json.key("coverage");
            write_coverage_json(json, view.results.coverage);
        }
        json.key("summary");
        write_counts_json(json, count_cases(view.results.cases));
    } else {
        json.key("findings").begin_array();
        for (const base::Diagnostic& finding : view.findings.items()) write_finding_json(json, view, finding);
        json.end_array();
        json.key("summary");
        write_summary_json(json, view.findings);
    }
    json.end_object();
    out.push_back('\n');
}

} // namespace callflow::report
