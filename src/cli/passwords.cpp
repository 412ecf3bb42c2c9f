#include "cli/passwords.hpp"

#include "base/text.hpp"
#include "base/url.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

// `password=` and `sslpassword=`, as libpq takes them.
bool asks_with_password(std::string_view query) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view one = query.substr(0, end);
        const std::size_t equals = one.find('=');
        const auto name = base::percent_decode(one.substr(0, equals), false);
        if (name && name->ends_with("password") && equals != std::string_view::npos && equals + 1 < one.size())
            return true;
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return false;
}

} // namespace

bool holds_password(std::string_view address) {
    const base::UrlParts parts = base::split_url(address);
    if (!parts.has_scheme || !parts.has_authority) return false;
    const std::string_view who = parts.authority.substr(0, parts.authority.rfind('@'));
    const std::size_t colon = who.find(':');
    if (who.size() < parts.authority.size() && colon != std::string_view::npos && colon + 1 < who.size()) return true;
    return parts.scheme.starts_with("postgres") && asks_with_password(parts.query);
}

base::Result<std::string> password_of(const Values& values, Io& io, std::string_view variable) {
    if (!values.has("password-file")) return io.environment(std::string(variable)).value_or(std::string());
    const auto text = io.files->read(std::string(values.get("password-file")), 4096);
    if (!text) return tl::unexpected(text.error());
    std::string password(base::trim(*text));
    if (password.empty())
        return base::fail(base::ErrorKind::usage,
                          fmt::format("--password-file: {} is empty", base::printable(values.get("password-file"))));
    return password;
}

} // namespace callflow::cli
