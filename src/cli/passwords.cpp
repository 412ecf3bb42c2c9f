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

// `host=db password=secret`, PostgreSQL's form for a shell.
bool is_told_password(std::string_view words) {
    constexpr std::string_view name = "password";
    for (std::size_t at = words.find(name); at != std::string_view::npos; at = words.find(name, at + 1)) {
        const std::string_view behind = base::trim(words.substr(at + name.size()));
        if (behind.starts_with('=') && !base::trim(behind.substr(1)).empty()) return true;
    }
    return false;
}

} // namespace

bool holds_password(std::string_view address) {
    const base::UrlParts parts = base::split_url(address);
    if (!parts.has_scheme || !parts.has_authority) return is_told_password(address);
    if (const std::size_t at = parts.authority.rfind('@'); at != std::string_view::npos) {
        // An encoded colon ends the user, too: what HTTP sends is decoded first.
        const std::string_view written = parts.authority.substr(0, at);
        const std::string who = base::percent_decode(written, false).value_or(std::string(written));
        const std::size_t colon = who.find(':');
        if (colon != std::string::npos && colon + 1 < who.size()) return true;
    }
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
