// Elements that are to be put into a document of somebody else's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::doc {

// What is wrong with such a text, by its bytes.
struct FragmentProblem {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::string message; // `the element Say is not closed`
    std::string help;
};

// Whether a text is one or more whole elements with nothing but blanks and comments between them, none of
// them called `root`, so that it can stand inside an element `root`. `holes` are the bytes, in order, that
// stand for values put in later: each has to be part of a text or of an attribute's value. nullopt: it is.
// `elements` (if not null) takes the elements one by one, as parts of `text`.
[[nodiscard]] std::optional<FragmentProblem> check_elements(std::string_view text, std::string_view root,
                                                            std::span<const std::uint32_t> holes = {},
                                                            std::vector<std::string_view>* elements = nullptr);

// An element of a text with elements in it; places are bytes of that text.
struct FragmentElement {
    static constexpr std::uint32_t outside = 0xffffffffU;
    struct Attribute {
        std::string name;
        std::string value;
        std::uint32_t begin = 0; // of the value
        std::uint32_t end = 0;
    };
    std::string name;
    std::uint32_t parent = outside; // index of the one around it
    std::uint32_t begin = 0;        // of the name
    std::uint32_t end = 0;
    std::vector<Attribute> attributes;
    bool has_text = false; // other than blanks
};

// The same for a text that may hold elements (`Hello <break/> world`): what is wrong with it as XML, else its elements in
// document order.
[[nodiscard]] std::optional<FragmentProblem> read_mixed(std::string_view text, std::span<const std::uint32_t> holes,
                                                        std::vector<FragmentElement>& elements);

} // namespace callflow::doc
