// What is wrong with the SSML of a text.
#pragma once

#include "doc/fragment.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace callflow::syntax {

// Places are bytes of the text; an empty one: nothing is wrong.
struct SsmlProblem {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::string message;
    std::string help;
    bool doubtful = false; // the text is said all the same: an attribute that is missing, or has a value nobody knew of
};

// The first thing that is wrong with an element: its name, where it stands, its attributes and their values. `holes` are the
// bytes that stand for values put in later; such a value is not looked at.
[[nodiscard]] SsmlProblem check_ssml(const std::vector<doc::FragmentElement>& elements, const doc::FragmentElement& one,
                                     std::span<const std::uint32_t> holes);

} // namespace callflow::syntax
