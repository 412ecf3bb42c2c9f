// A run's trace for people and for programs.
#pragma once

#include "base/source.hpp"
#include "scenario/trace.hpp"

#include <span>
#include <string>

namespace callflow::report {

struct TraceOptions {
    bool color = false;
    bool documents = true; // show the documents that states answer with
};

// Appends the runs one after the other, as an indented account of each step: what was fired, which candidates were tried and why
// they did not hold, moves, effects, changed vars, documents.
void write_trace_text(std::string& out, std::span<const scenario::Trace> traces, const TraceOptions& options);

// Appends one document (schemas/trace.schema.json), the same bytes for the same run on every machine. `sources` gives the lines of
// places; they may be absent from it.
void write_trace_json(std::string& out, std::span<const scenario::Trace> traces, const base::Sources& sources);

} // namespace callflow::report
