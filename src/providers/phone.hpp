// Telephone numbers as people write them.
#pragma once

#include "base/ascii.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace callflow::providers {

// `+15551112222` for `+1 (555) 111-2222`: what only helps to read a number is left out. No country is guessed, and a text that
// is no number, or has something behind it, stays as it is.
[[nodiscard]] inline std::string normal_phone_number(std::string_view text) {
    if (std::ranges::count_if(text, base::is_digit) < 3 ||
        text.find_first_not_of("0123456789 ().-/", text.starts_with('+') ? 1 : 0) != std::string_view::npos)
        return std::string(text);
    std::string out = text.starts_with('+') ? "+" : "";
    std::ranges::copy_if(text, std::back_inserter(out), base::is_digit);
    return out;
}

} // namespace callflow::providers
