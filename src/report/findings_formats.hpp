// The writers behind write_findings(). A new format is one file with its writer, its declaration
// here, and a row in findings.cpp.
#pragma once

#include "report/findings.hpp"

#include <string>

namespace callflow::report {

// What every writer gets. Views; lives as long as one call of write_findings().
struct FindingsView {
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

// `file:line:column: `, or nothing for a span without a file.
void append_place(std::string& out, const FindingsView& view, base::Span where);

} // namespace callflow::report
