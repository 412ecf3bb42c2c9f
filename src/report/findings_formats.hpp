// The writers behind write_results(). A new format is one file with its writer, its declaration here, and a row in
// results.cpp.
#pragma once

#include "base/json_writer.hpp"
#include "report/findings.hpp"
#include "report/results.hpp"

#include <string>

namespace callflow::report {

// What every writer gets. Views; lives as long as one call of write_results().
struct FindingsView {
    const Results& results;
    const base::Diagnostics& findings;
    const base::Sources& sources;
    const TextOptions& options;

    // The file of a span, null where it has none.
    [[nodiscard]] const base::Source* source_of(base::Span where) const {
        return where.file < sources.size() ? &sources[where.file] : nullptr;
    }
};

void write_text(std::string& out, const FindingsView& view);
void write_concise(std::string& out, const FindingsView& view);
void write_json(std::string& out, const FindingsView& view);
void write_jsonl(std::string& out, const FindingsView& view);
void write_sarif(std::string& out, const FindingsView& view);
void write_junit(std::string& out, const FindingsView& view);
void write_tap(std::string& out, const FindingsView& view);
void write_github(std::string& out, const FindingsView& view);

// One finding with its excerpts, as `text` has it.
void write_finding_text(std::string& out, const FindingsView& view, const base::Diagnostic& finding);
// One finding as a JSON object, and the counts of all of them as another.
void write_finding_json(base::JsonWriter& json, const FindingsView& view, const base::Diagnostic& finding);
void write_summary_json(base::JsonWriter& json, const base::Diagnostics& findings);
// A case as a JSON object, its findings in it; the counts of all of them; what was covered.
void write_case_json(base::JsonWriter& json, const FindingsView& view, const Case& one);
void write_counts_json(base::JsonWriter& json, const CaseCounts& counts);
void write_coverage_json(base::JsonWriter& json, std::span<const flow::Annotations> coverage);
// What `test` writes as text.
void write_test_text(std::string& out, const FindingsView& view);

// `error[CF1019 unknown_target]: message` in one line.
void append_message(std::string& out, const base::Diagnostic& finding);
// `file:line:column: `, or nothing for a span without a file.
void append_place(std::string& out, const FindingsView& view, base::Span where);

} // namespace callflow::report
