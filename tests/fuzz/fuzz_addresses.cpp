// Addresses and words of the command line that come from elsewhere: URLs, those of servers and of Redis, IP addresses, moments and lengths
// of time. What is read and written again is the same.
#include "base/moment.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "net/http_client.hpp"
#include "net/redis.hpp"
#include "net/request_target.hpp"
#include "tracking/attribution/channels.hpp"
#include "tracking/pools/ip_table.hpp"
#include "tracking/pools/pool_file.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace callflow;

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

void check_url(std::string_view text) {
    const base::UrlParts parts = base::split_url(text);
    const std::size_t all = parts.scheme.size() + parts.authority.size() + parts.path.size() + parts.query.size() +
                            parts.fragment.size() + (parts.has_scheme ? 1u : 0u) + (parts.has_authority ? 2u : 0u) +
                            (parts.has_query ? 1u : 0u) + (parts.has_fragment ? 1u : 0u);
    require(all == text.size(), "every byte is in a part");
    const std::string resolved = base::resolve_url("https://example.com/a/b?c=d", text);
    require(base::split_url(resolved).has_scheme, "what is resolved is whole");
    require(base::split_url(base::with_query(text, "a=1")).query.ends_with("a=1"), "more of a query is at its end");
    static_cast<void>(net::read_client_address(text));
    static_cast<void>(net::read_redis_address(text));
    static_cast<void>(net::origin_of(text));
    static_cast<void>(tracking::host_of(text));
}

void check_times(std::string_view text) {
    if (const auto moment = base::parse_moment(text))
        require(base::parse_moment(base::format_moment(*moment)) == moment, "a moment is the same again");
    static_cast<void>(base::parse_duration(text));
    if (const auto length = tracking::parse_length(text))
        require(tracking::parse_length(tracking::format_length(*length)).has_value(), "a length can be read again");
    static_cast<void>(tracking::parse_length_range(text));
    static_cast<void>(tracking::parse_share(text));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 4096) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data), size); // NOLINT: bytes seen as characters
    check_url(text);
    check_times(text);
    if (const auto address = tracking::parse_ip(text))
        require(tracking::parse_ip(tracking::format_ip(*address)) == address, "an address is the same again");
    static_cast<void>(tracking::parse_ip_range(text));
    return 0;
}
