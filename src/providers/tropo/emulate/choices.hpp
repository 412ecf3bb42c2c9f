// choices of an ask: Tropo's simple grammar, and what input means by it.
#pragma once

#include "doc/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::tropo::emulate {

// Input that fits a grammar, as the result says it.
struct Meant {
    std::string interpretation, utterance, value;
    std::string idea; // `concept`: only of lists
};

// A grammar. `[4 DIGITS]`, `[1-4 DIGITS]`, `[DIGITS]`, `[ANY]`, words and concepts, an address.
struct Choices {
    enum class Kind : std::uint8_t { digits, any, list, address } kind = Kind::list;
    bool keys = true, speech = true; // by mode
    char terminator = '#';
    std::size_t least = 1, most = 1; // of digits
    struct Word {
        std::string text; // in lower case, single blanks
        std::string keys; // the same where it can be typed, else empty
        std::string idea; // what it stands for
    };
    std::vector<Word> words;

    // How keys typed so far stand to the grammar.
    struct Typed {
        bool fits = false;     // they are something
        bool may_grow = false; // with more keys they can be something, or something else
    };
    [[nodiscard]] Typed typed(std::string_view typed_keys) const;
    // A range of digits: its end is only known by a pause.
    [[nodiscard]] bool is_range() const { return kind == Kind::digits && least != most; }
    // Of keys that fit. `spaced`: the utterance has a blank between keys.
    [[nodiscard]] Meant by_keys(std::string_view typed_keys, bool spaced) const;
    // Of what was said or written; nullopt where it does not fit.
    [[nodiscard]] std::optional<Meant> by_words(std::string_view said) const;
};

// Reads the choices of an ask; nullopt, with `problem`, where the grammar cannot be understood.
[[nodiscard]] std::optional<Choices> read_choices(doc::View choices, std::string& problem);

} // namespace callflow::providers::tropo::emulate
