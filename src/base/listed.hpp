// What findings quote is bounded: it may come from anybody, and be of any length.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace callflow::base {

// `text`, or its beginning and an ellipsis where it has more than `bytes` bytes; no character is cut in two.
[[nodiscard]] std::string shortened(std::string text, std::size_t bytes);

// Two texts that differ, each quoted(), so that the difference shows: where they would be cut before it, both begin with an ellipsis
// shortly before they part.
struct QuotedPair {
    std::string left, right;
};
[[nodiscard]] QuotedPair quoted_apart(std::string_view left, std::string_view right, std::size_t limit = 80);

// `one, two, three and 7 more`: of many texts, as they are, the first `most`.
[[nodiscard]] std::string listed(std::span<const std::string> texts, std::size_t most = 20);

} // namespace callflow::base
