// Where the words of a Ruby dialplan stand: outside texts, patterns and what they put in.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace callflow::providers::sip {

// Goes through a piece of a script, outside what is quoted.
class RubyScan {
public:
    explicit RubyScan(std::string_view text) : text_(text) {}

    // The next place outside; false at the end. A text or pattern that does not end is passed over with all behind it.
    bool next();
    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] char mark() const { return text_[at_]; }
    // Within brackets of any kind.
    [[nodiscard]] bool inside() const { return deep_ > 0; }
    // Whether the word here, which nothing of a name stands before, is this one.
    [[nodiscard]] bool is_word(std::string_view word) const;

private:
    [[nodiscard]] bool begins_pattern() const;
    [[nodiscard]] std::size_t behind_quoted(std::size_t from, char close) const;

    std::string_view text_;
    std::size_t at_ = 0;
    bool begun_ = false;
    int deep_ = 0;
};

// Where a mark stands outside; npos where it does not.
[[nodiscard]] std::size_t find_outside(std::string_view text, std::string_view mark);
// Likewise outside brackets of any kind.
[[nodiscard]] std::size_t find_between(std::string_view text, char mark);
// Where the pattern ends whose `%r{` ends at `begin`, at its own `}`; the text's size where it does not.
[[nodiscard]] std::size_t end_of_braces(std::string_view text, std::size_t begin);
// A comment goes to the end of its line, unless the mark stands in a text or a pattern.
[[nodiscard]] std::string_view without_comment(std::string_view line);
// What stands one after the other on a line: `if A then B else C end` is `if A`, `B`, `else`, `C` and `end`.
[[nodiscard]] std::vector<std::string_view> statements_of(std::string_view line);
// Whether a line goes on in the next one.
[[nodiscard]] bool goes_on(std::string_view line);

} // namespace callflow::providers::sip
