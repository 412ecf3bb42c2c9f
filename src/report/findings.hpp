// Findings for people and for programs.
#pragma once

#include "base/diagnostic.hpp"
#include "base/source.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace callflow::report {

enum class Format : std::uint8_t { text, concise, json, jsonl, sarif, junit, tap, github };

// How `text` looks; the other formats are the same whatever this says.
struct TextOptions {
    bool color = false;      // ANSI colours
    std::size_t width = 100; // terminal columns of an excerpt with its line numbers, at least 40
    bool verbose = false;    // of tests: those that passed, too
};

// Appends all findings as text, in the order they have (sort() them first). Files of spans must be in `sources`; a span
// without a file, or with one that is not there, is a finding without a place. Nothing when there are none.
void write_findings(std::string& out, const base::Diagnostics& findings, const base::Sources& sources,
                    const TextOptions& options);

// One format as a user chooses it.
struct FormatName {
    Format format;
    std::string_view name;
    std::string_view summary; // one line for the help
};

[[nodiscard]] std::span<const FormatName> finding_formats();

// `2 errors, 1 warning`; empty when there are none.
[[nodiscard]] std::string count_findings(const base::Diagnostics& findings);

} // namespace callflow::report
