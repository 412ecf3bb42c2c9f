#include "net/headers.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace callflow::net {
bool same_name(std::string_view left, std::string_view right) { return base::same_ignoring_case(left, right); }

std::string_view header(const Headers& headers, std::string_view name) {
    const auto found = std::ranges::find_if(headers, [&](const auto& one) { return same_name(one.first, name); });
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

bool is_sound(const Framing& framing) {
    if (framing.lengths > 1 || (framing.lengths == 1 && framing.codings > 0)) return false;
    // Nobody knows where a body ends whose last coding is another one, or one that HTTP/1.0 does not have.
    if (framing.codings > 0 && (!framing.chunked || framing.version < 11)) return false;
    return framing.hosts == 1 || (framing.hosts == 0 && framing.version < 11);
}

} // namespace callflow::net
