// Small words of findings.
#pragma once

#include "doc/tree.hpp"

#include <span>
#include <string>
#include <string_view>

namespace callflow::syntax {

using doc::View;

// `one, two or three`, for messages.
[[nodiscard]] std::string listed(std::span<const std::string_view> words, std::string_view last = " or ");
// What stands there, for messages: `a list`, `nothing`.
[[nodiscard]] std::string_view describe(View value);

// Whether it is one of YAML's words for nothing, without quotes.
[[nodiscard]] bool is_null_word(View value);

} // namespace callflow::syntax
