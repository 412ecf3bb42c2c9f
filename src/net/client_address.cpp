// Addresses as a client needs them.
#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "net/http_client.hpp"

#include <algorithm>

namespace callflow::net {
namespace {

// What would end a line or a word of a request, or has no place in an address at all.
bool is_sendable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_scheme(std::string_view text, std::string_view scheme) {
    return std::ranges::equal(text, scheme, {}, base::to_lower);
}

bool is_host(std::string_view host) {
    constexpr std::string_view others = "-._~!$&'()*+,;=";
    return !host.empty() && std::ranges::all_of(host, [&](char c) {
        return base::is_alphanumeric(c) || others.find(c) != std::string_view::npos;
    });
}

bool is_inside_brackets(std::string_view host) {
    return !host.empty() && host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

} // namespace

ClientAddress read_client_address(std::string_view url) {
    ClientAddress out;
    const base::UrlParts parts = base::split_url(url);
    out.secure = is_scheme(parts.scheme, "https");
    if (!is_sendable(url) || (!out.secure && !is_scheme(parts.scheme, "http")) || !parts.has_authority) return {};
    std::string_view authority = parts.authority;
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        const auto secret = base::percent_decode(authority.substr(0, at), false);
        out.authorization = "Basic " + base::base64(secret.value_or(std::string(authority.substr(0, at))));
        authority.remove_prefix(at + 1);
    }
    std::string_view host = authority;
    std::string_view port;
    const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : std::string_view::npos;
    const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon + 1);
    }
    const bool literal = host.starts_with('[') && host.ends_with(']');
    const std::string_view bare = literal ? host.substr(1, host.size() - 2) : host;
    if (literal ? !is_inside_brackets(bare) : !is_host(bare)) return {};
    const std::string_view usual = out.secure ? "443" : "80";
    const auto number = port.empty() ? base::parse_int(usual) : base::parse_int(port);
    if (!number || *number < 1 || *number > 65'535) return {};
    out.port = std::to_string(*number);
    out.authority = out.port == usual ? std::string(host) : std::string(host) + ":" + out.port;
    out.target = parts.path.empty() ? "/" : std::string(parts.path);
    if (parts.has_query) out.target.append("?").append(parts.query);
    out.host = bare;
    return out;
}

} // namespace callflow::net
