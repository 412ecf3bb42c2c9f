#include "net/request_target.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace callflow::net {
namespace {

bool is_scheme(std::string_view text, std::string_view scheme) {
    return std::ranges::equal(text, scheme, {}, base::to_lower);
}

} // namespace

std::pair<std::string, std::string> origin_of(std::string_view target) {
    const std::size_t mark = target.find("://");
    const std::string_view scheme = target.substr(0, mark == std::string_view::npos ? 0 : mark);
    if (!is_scheme(scheme, "http") && !is_scheme(scheme, "https")) return {};
    const std::string_view rest = target.substr(mark + 3);
    const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
    const std::string_view path = rest.substr(end);
    return {path.starts_with('/') ? std::string(path) : "/" + std::string(path), std::string(rest.substr(0, end))};
}

} // namespace callflow::net
