// What prompts tell callers to press, in the languages that menus are mostly spoken in: English, Spanish, French, German,
// Italian and Portuguese. A text in another language offers nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint {

// `For sales press 1`.
struct Offer {
    std::string key;                // `1`, `*`, `10`
    std::vector<std::string> about; // the words that say what for, small letters; may be empty
    std::uint32_t words_before = 0; // how many words of the text come first
};

// The keys that a text tells to press, each mention of one, in order. Only what is surely meant: a word for pressing and a
// key, or a row of keys behind it (`press 1 or 2`, `press 1 to 5`).
[[nodiscard]] std::vector<Offer> offers(std::string_view text);

// Keys that a text names at all, as digits, words (`four`) or signs (`star`): more than it offers. Single characters.
[[nodiscard]] std::string mentioned(std::string_view text);

[[nodiscard]] std::uint32_t count_words(std::string_view text);

// The text in small letters with one blank before, behind and between its words and signs, so that ` pin ` is found where
// that is a word of its own.
[[nodiscard]] std::string plain_words(std::string_view text);

} // namespace callflow::lint
