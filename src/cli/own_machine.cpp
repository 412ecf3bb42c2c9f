#include "cli/own_machine.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "net/redis.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <optional>
#include <string>

namespace callflow::cli {
namespace {

bool is_own_host(const std::string& host) {
    if (host.empty() || host == "localhost" || host.starts_with('/')) return true;
    in_addr four{};
    if (::inet_pton(AF_INET, host.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24U == 127;
    in6_addr six{};
    return ::inet_pton(AF_INET6, host.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

// One without its port, `[::1]` without its brackets.
std::string_view without_port(std::string_view host) {
    if (host.starts_with('[')) return host.substr(1, std::min(host.find(']'), host.size()) - 1);
    return host.substr(0, host.find(':'));
}

// Hosts between commas, of which any may be tried.
bool are_own_hosts(std::string_view list, bool ports) {
    for (bool more = true; more;) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string_view one = list.substr(0, comma);
        const auto host = base::percent_decode(ports ? without_port(one) : one, false);
        if (!host || !is_own_host(*host)) return false;
        more = comma < list.size();
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return true;
}

// `host` and `hostaddr` are names of hosts, too, and a `service` has them in a file.
bool has_own_parameters(std::string_view query) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view one = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::size_t equals = std::min(one.find('='), one.size());
        const auto name = base::percent_decode(one.substr(0, equals), false);
        const auto value = base::percent_decode(one.substr(std::min(equals + 1, one.size())), false);
        if (!name || !value || name->starts_with("service")) return false;
        if ((*name == "host" || *name == "hostaddr") && !are_own_hosts(*value, false)) return false;
    }
    return true;
}

} // namespace

bool is_own_store(std::string_view address) {
    if (address.find("://") == std::string_view::npos) return true;
    const base::UrlParts parts = base::split_url(address);
    // libpq looks for the user up to an @ behind ? and #, too, and for hosts behind the first @.
    const std::size_t at = parts.authority.find('@');
    const auto signs = std::ranges::count(address, '@');
    if (parts.has_fragment || signs > 1 || (signs == 1 && at == std::string_view::npos)) return false;
    const std::string_view hosts = at == std::string_view::npos ? parts.authority : parts.authority.substr(at + 1);
    return are_own_hosts(hosts, true) && has_own_parameters(parts.query);
}

bool is_own_redis(std::string_view address) {
    const auto read = net::read_redis_address(address);
    return !read || !read->where.path.empty() ||
           is_own_host(read->where.host); // what cannot be read is followed by nobody
}

} // namespace callflow::cli
