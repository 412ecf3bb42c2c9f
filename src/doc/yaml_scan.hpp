// Reading YAML source between the places that the parser tells. Internal to doc.
#pragma once

#include "doc/tree.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace callflow::doc {

// Tag and anchor before a node.
struct Properties {
    base::Span tag;            // invalid: none
    std::uint32_t end = 0;     // after the last of them; the node's own place where there are none
    std::uint32_t content = 0; // where what they belong to begins, if anything
};

// A cursor that follows the parser's events through the source and collects the comments on its way.
class YamlScan {
public:
    YamlScan(const base::Source& source, base::FileId file) : text_(source.text()), file_(file) {}

    // Everything before it has been read.
    [[nodiscard]] std::uint32_t cursor() const { return cursor_; }
    // Reads the blanks, comments and indicators up to `target`.
    void advance_to(std::uint32_t target);
    // Moves without looking: what lies between belongs to a scalar.
    void jump_to(std::uint32_t target) { cursor_ = target; }

    // Tag and anchor at `at`, at most one of each; `anchor` and `tag` say whether one is expected.
    [[nodiscard]] Properties properties(std::uint32_t at, bool anchor, bool tag) const;
    // First offset from `at` on that is neither blank, line break nor comment.
    [[nodiscard]] std::uint32_t skip_space(std::uint32_t at) const;
    // After the first `indicator` that follows the cursor's gap, or the cursor itself where something else comes first.
    [[nodiscard]] std::uint32_t after_indicator(char indicator) const;
    // End of the alias, anchor or tag at `at`.
    [[nodiscard]] std::uint32_t word_end(std::uint32_t at) const;
    // After the bracket that closes a flow collection whose last child ends at the cursor; the file's end without one.
    [[nodiscard]] std::uint32_t closing_bracket(char bracket) const;
    // Whether the plain scalar `~`, `null`, `Null` or `NULL` stands at `at`; its length, else 0.
    [[nodiscard]] std::uint32_t null_word(std::uint32_t at) const;
    // Offset from the beginning of the line.
    [[nodiscard]] std::uint32_t column(std::uint32_t at) const;
    // End of the line at `at`, before its break.
    [[nodiscard]] std::uint32_t line_end(std::uint32_t at) const;

    std::vector<Comment> comments;

private:
    [[nodiscard]] bool is(std::uint32_t at, char c) const { return at < text_.size() && text_[at] == c; }
    void add_comment(std::uint32_t at, std::uint32_t end);

    std::string_view text_;
    base::FileId file_;
    std::uint32_t cursor_ = 0;
};

} // namespace callflow::doc
