// What findings quote is bounded: it may come from anybody, and be of any length.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace callflow::base {

// `text`, or its beginning and an ellipsis where it has more than `bytes` bytes; no character is cut in two.
[[nodiscard]] std::string shortened(std::string text, std::size_t bytes);

// `one, two, three and 7 more`: of many texts, as they are, the first `most`.
[[nodiscard]] std::string listed(std::span<const std::string> texts, std::size_t most = 20);

} // namespace callflow::base
