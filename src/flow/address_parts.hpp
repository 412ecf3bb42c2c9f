// What taking an address template apart and reading an address back have in common.
#pragma once

#include "base/text.hpp"

#include <string>
#include <string_view>

namespace callflow::flow {

// Percent-decoding that leaves a broken escape as it came: somebody else's parameter must not make
// an address unreadable.
inline std::string decoded(std::string_view text, bool plus_is_blank) {
    return base::percent_decode(text, plus_is_blank).value_or(std::string(text));
}

// `https://example.com` of `https://example.com/x?y`; empty for a path.
inline std::string_view origin_of(std::string_view address) {
    const std::size_t path = address.find_first_of("/?#");
    if (address.starts_with("//") ||
        (path != std::string_view::npos && path > 0 && address.substr(path - 1).starts_with("://"))) {
        return address.substr(0, address.find_first_of("/?#", address.find("//") + 2));
    }
    return {};
}

} // namespace callflow::flow
