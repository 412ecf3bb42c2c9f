// Tables that are one text: words with one blank before, between and behind them.
#pragma once

#include <string_view>

namespace callflow::base {

// Whether `word`, or several with one blank between, stands in `words`: ` aa ab ae `. An empty one does not.
[[nodiscard]] constexpr bool has_word(std::string_view words, std::string_view word) {
    for (std::size_t at = words.find(word, 1); at != std::string_view::npos; at = words.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if (words[at - 1] == ' ' && end < words.size() && words[end] == ' ') return true;
    }
    return false;
}

static_assert(has_word(" aa ab ", "aa") && has_word(" aa ab ", "ab") && !has_word(" aa ab ", "a"));
static_assert(!has_word(" aa ab ", "") && !has_word(" aa ab", "ab") && !has_word("", "ab"));

} // namespace callflow::base
