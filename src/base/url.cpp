#include "base/url.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace callflow::base {

namespace {

// Where a scheme ends, npos where there is none.
std::size_t scheme_end(std::string_view text) {
    if (text.empty() || !is_letter(text.front())) return std::string_view::npos;
    const auto other = std::ranges::find_if(
        text, [](char c) { return !is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '.'; });
    return other != text.end() && *other == ':' ? static_cast<std::size_t>(other - text.begin())
                                                : std::string_view::npos;
}

// `/a/b/../c/.` is `/a/c/`.
std::string without_dots(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        const bool rooted = path.front() == '/';
        const std::size_t end = std::min(path.find('/', rooted ? 1 : 0), path.size());
        const std::string_view segment = path.substr(rooted ? 1 : 0, end - (rooted ? 1 : 0));
        const bool last = end == path.size();
        path.remove_prefix(end);
        if (segment == "..") {
            out.resize(std::min(out.rfind('/'), out.size()));
            if (last) out += '/';
        } else if (segment == ".") {
            if (last) out += '/';
        } else {
            if (rooted) out += '/';
            out += segment;
        }
    }
    return out;
}

std::string merged(const UrlParts& from, std::string_view path) {
    if (from.path.empty()) return (from.has_authority ? "/" : "") + std::string(path);
    const std::size_t folder = from.path.rfind('/');
    return std::string(from.path.substr(0, folder == std::string_view::npos ? 0 : folder + 1)) + std::string(path);
}

} // namespace

UrlParts split_url(std::string_view address) {
    UrlParts parts;
    if (const std::size_t at = address.find('#'); at != std::string_view::npos) {
        parts.has_fragment = true;
        parts.fragment = address.substr(at + 1);
        address = address.substr(0, at);
    }
    if (const std::size_t at = address.find('?'); at != std::string_view::npos) {
        parts.has_query = true;
        parts.query = address.substr(at + 1);
        address = address.substr(0, at);
    }
    if (const std::size_t at = scheme_end(address); at != std::string_view::npos) {
        parts.has_scheme = true;
        parts.scheme = address.substr(0, at);
        address.remove_prefix(at + 1);
    }
    if (address.starts_with("//")) {
        parts.has_authority = true;
        const std::size_t end = std::min(address.find('/', 2), address.size());
        parts.authority = address.substr(2, end - 2);
        address.remove_prefix(end);
    }
    parts.path = address;
    return parts;
}

std::string resolve_url(std::string_view from, std::string_view reference) {
    reference = trim(reference);
    const UrlParts base = split_url(from);
    const UrlParts to = split_url(reference);
    if (to.has_scheme) return std::string(reference);
    UrlParts out = to;
    std::string path;
    if (to.has_authority) {
        path = without_dots(to.path);
    } else {
        out.has_authority = base.has_authority;
        out.authority = base.authority;
        if (to.path.empty()) {
            path = base.path;
            if (!to.has_query) {
                out.has_query = base.has_query;
                out.query = base.query;
            }
        } else {
            path = without_dots(to.path.front() == '/' ? std::string(to.path) : merged(base, to.path));
        }
    }
    std::string address;
    if (base.has_scheme) address.append(base.scheme).append(":");
    if (out.has_authority) address.append("//").append(out.authority);
    address += path;
    if (out.has_query) address.append("?").append(out.query);
    if (out.has_fragment) address.append("#").append(out.fragment);
    return address;
}

std::string with_query(std::string_view address, std::string_view more) {
    if (more.empty()) return std::string(address);
    const std::size_t fragment = std::min(address.find('#'), address.size());
    std::string out(address.substr(0, fragment));
    const std::size_t query = out.find('?');
    if (query == std::string::npos) {
        out += '?';
    } else if (query + 1 != out.size()) {
        out += '&';
    }
    out += more;
    out += address.substr(fragment);
    return out;
}

} // namespace callflow::base
