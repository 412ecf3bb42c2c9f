// Findings: what is said about a document, with places, help and edits.
#pragma once

#include "base/source.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::base {

enum class Severity : std::uint8_t { note, warning, error };
[[nodiscard]] std::string_view to_string(Severity severity);

// One page of `callflow explain`: a rule, or a complaint raised outside lint. Static data; referred to by address.
struct Code {
    std::string_view code; // CF1203; the first digit is the family (see base/codes.hpp)
    std::string_view name; // snake_case; what `# callflow: allow NAME reason` takes
    Severity severity = Severity::error;
    bool unreadable = false;    // the bytes are no document: exit status 2 instead of 1
    std::string_view summary;   // one line without a full stop
    std::string_view why;       // why it matters, a short paragraph
    std::string_view bad;       // a document that raises it (empty where none can be shown as text)
    std::string_view good;      // the mended document
    std::string_view near_miss; // a document that looks like `bad` and must stay silent (lint rules)
    bool fixable = false;       // its edits can only be what was meant, so that `validate --fix` applies them
};

// A replacement of source bytes. Edits of one diagnostic do not overlap.
struct TextEdit {
    Span where;
    std::string replacement;
};

// A second place that explains the first (`first defined here`), or a remark without a place.
struct Note {
    Span where; // invalid: no excerpt
    std::string text;
};

struct Diagnostic {
    const Code* code = nullptr; // never null once reported
    Severity severity = Severity::error;
    Span where;
    std::string message; // what was found and what was expected; one line, no full stop
    std::vector<Note> notes;
    std::string help; // what to write instead; empty if nothing useful can be said
    std::vector<TextEdit> edits;
};

// Collects findings in any order and hands them out sorted by file, place and code.
class Diagnostics {
public:
    // Adds a finding at its code's severity and returns it for help, notes and edits; the reference is good until the next call.
    Diagnostic& report(const Code& code, Span where, std::string message);
    void add(Diagnostic diagnostic);

    [[nodiscard]] const std::vector<Diagnostic>& items() const { return items_; }
    [[nodiscard]] std::vector<Diagnostic>& items() { return items_; }
    [[nodiscard]] std::size_t count(Severity severity) const;
    [[nodiscard]] bool has_errors() const { return count(Severity::error) != 0; }
    // Whether some finding says that bytes are no readable document.
    [[nodiscard]] bool unreadable() const;
    [[nodiscard]] bool empty() const { return items_.empty(); }
    // By file, begin, code; equal findings (same code, place and message) are kept once.
    void sort();

private:
    std::vector<Diagnostic> items_;
};

// `text` (the whole file) with the edits applied. Edits may come in any order; of two that overlap the later one is left out.
[[nodiscard]] std::string apply_edits(std::string_view text, std::span<const TextEdit> edits);

} // namespace callflow::base
