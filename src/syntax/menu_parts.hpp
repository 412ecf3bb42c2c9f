// A menu as it was written, before it is expanded.
#pragma once

#include "flow/model.hpp"

#include <cstdint>
#include <vector>

namespace callflow::syntax {

// What keys and words come back as.
inline constexpr std::string_view menu_event = "pressed";

struct MenuParts {
    base::Span where; // the key `menu`
    // Places of its keys, invalid where one was left out.
    base::Span keys_where, words_where, again_where, tries_where, else_where, no_input_where, no_match_where;

    flow::Verb gather; // the author's attributes; the prompt as its children
    std::vector<flow::Verb> again;
    std::vector<flow::SwitchCase> keys, words; // words: the value is a pattern
    bool has_choices = false;                  // or something that was meant as one
    std::int64_t tries = 3;
    std::vector<flow::Branch> otherwise, no_input, no_match;

    // An attribute that the author has given, null where there is none.
    [[nodiscard]] const flow::Attribute* find(std::string_view name) const;
    // How many keys the shortest and the longest choice take; 0 where there are only words.
    [[nodiscard]] std::size_t shortest() const;
    [[nodiscard]] std::size_t longest() const;
    // Whether the author says for Tropo what may be typed.
    [[nodiscard]] bool has_grammar() const;
    // Whether `*` or `#` stands in some choice.
    [[nodiscard]] bool has_star_or_pound() const;
};

} // namespace callflow::syntax
