// Differences in meaning between documents, or between flows, for people and for programs.
#pragma once

#include "base/diagnostic.hpp"
#include "flow/annotations.hpp"
#include "providers/provider.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

// One pair of documents of a comparison.
struct DocumentPair {
    enum class State : std::uint8_t { same, different, only_left, only_right, unreadable, other_kind };
    std::string name; // how it is called in the report
    State state = State::same;
    std::vector<providers::Difference> differences;
    bool is_flow = false;   // one of the two is a flow, or both
    flow::Annotations flow; // of two flows: how they differ
};

// `3 differences`.
[[nodiscard]] std::string plural(std::size_t count, std::string_view noun);
// A line for each: what the first has, what the second has.
void append_differences(std::string& out, std::span<const providers::Difference> differences, std::string_view left,
                        std::string_view right);

// Which provider reads a text: by its first character that is no blank. Null for neither.
[[nodiscard]] const providers::Provider* provider_of(std::string_view text);

// Compares two documents; `pair` says what came out. Findings say why one cannot be read.
void compare_documents(const base::Sources& sources, base::FileId left, base::FileId right, DocumentPair& pair,
                       base::Diagnostics& findings);

// Both forms of the report. JSON is that of schemas/diff.schema.json.
void write_diff_text(std::string& out, std::span<const DocumentPair> pairs, const base::Sources& sources);
void write_diff_json(std::string& out, std::span<const DocumentPair> pairs, const base::Sources& sources);

} // namespace callflow::cli
