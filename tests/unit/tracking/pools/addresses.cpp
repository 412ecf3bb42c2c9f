#include "tracking/pools/draws.hpp"
#include "tracking/pools/histogram.hpp"
#include "tracking/pools/ip_table.hpp"
#include "tracking/pools/pool_file.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace callflow::tracking;

namespace {

IpTable table(std::initializer_list<const char*> ranges) {
    IpTable out;
    std::uint32_t region = 0;
    for (const char* const one : ranges) {
        auto range = parse_ip_range(one);
        REQUIRE(range.has_value());
        range->region = region++;
        out.add(*range);
    }
    return out;
}

} // namespace

TEST_CASE("addresses are looked up in ranges of IPv4 and IPv6, gaps are unknown") {
    IpTable ips = table({"198.51.100.0/24", "203.0.113.10-203.0.113.20", "2001:db8::/32", "192.0.2.7"});
    REQUIRE(ips.finish().has_value());
    CHECK(ips.find("198.51.100.0") == 0u);
    CHECK(ips.find("198.51.100.255") == 0u);
    CHECK(ips.find("198.51.101.0") == std::nullopt);
    CHECK(ips.find("203.0.113.9") == std::nullopt);
    CHECK(ips.find("203.0.113.10") == 1u);
    CHECK(ips.find("203.0.113.20") == 1u);
    CHECK(ips.find("203.0.113.21") == std::nullopt);
    CHECK(ips.find("2001:db8:ffff::1") == 2u);
    CHECK(ips.find("2001:db9::") == std::nullopt);
    CHECK(ips.find("::ffff:192.0.2.7") == 3u);
    CHECK(ips.find("not an address") == std::nullopt);
    CHECK(ips.find("") == std::nullopt);
}

TEST_CASE("private and other local addresses are nowhere, whatever the table says") {
    IpTable ips = table({"0.0.0.0/0", "::ffff:0:0:0/96", "fc00::/7"});
    REQUIRE(ips.finish().has_value());
    for (const char* const one : {"10.1.2.3", "172.31.0.1", "192.168.1.1", "127.0.0.1", "169.254.0.1", "100.64.0.1",
                                  "224.0.0.1", "fd00::1", "fe80::1", "::1", "::"})
        CHECK(ips.find(one) == std::nullopt);
    CHECK(ips.find("8.8.8.8") == 0u);
    CHECK(ips.find("172.32.0.1") == 0u);
}

TEST_CASE("ranges that overlap, or are none, are refused") {
    IpTable ips = table({"198.51.100.0/24", "198.51.100.200-198.51.101.3"});
    CHECK(ips.finish().error().message ==
          "ranges of addresses overlap: 198.51.100.0-198.51.100.255 and 198.51.100.200-198.51.101.3");
    for (const char* const one : {"", "198.51.100.0/33", "198.51.100.1/24", "198.51.100.9-198.51.100.1", "1.2.3",
                                  "1.2.3.04", "1.2.3.256", "::1::", "1:2:3:4:5:6:7:8:9", "g::", "1.2.3.4-::1"})
        CHECK_FALSE(parse_ip_range(one).has_value());
    CHECK(format_ip(*parse_ip("2001:db8::5")) == "2001:db8:0:0:0:0:0:5");
}

TEST_CASE("lengths of time are read and written") {
    CHECK(parse_length("14d") == 14 * one_day);
    CHECK(parse_length("1d12h") == 36 * one_hour);
    CHECK(parse_length("1d 12h") == 36 * one_hour);
    CHECK(parse_length("1w") == 7 * one_day);
    CHECK(parse_length("500ms") == 500);
    CHECK(parse_length("0.1d") == one_day / 10);
    CHECK(parse_length("0") == 0);
    CHECK(parse_length("5") == std::nullopt);
    CHECK(parse_length("5", one_minute) == 5 * one_minute);
    for (const char* const one : {"", "d", "-1d", "1x", "200000d", "nan", "1e999", "1d-2h"})
        CHECK(parse_length(one, one_day) == std::nullopt);
    CHECK(format_length(104 * one_day) == "104d");
    CHECK(format_length(36 * one_hour) == "1d 12h");
    CHECK(format_length(0) == "0s");
    CHECK(parse_length_range("90d..180d") == std::pair(90 * one_day, 180 * one_day));
    CHECK(parse_length_range("180d..90d") == std::nullopt);
    CHECK(parse_share("3%") == 0.03);
    CHECK(parse_share("101%") == std::nullopt);
}

TEST_CASE("functions of our own agree with the library's") {
    for (double x = 1e-300; x < 1e300; x *= 7.3) CHECK(steady_log(x) == Approx(std::log(x)).epsilon(1e-14));
    for (double x = -600; x < 600; x += 1.37) CHECK(steady_exp(x) == Approx(std::exp(x)).epsilon(1e-12));
    for (double x = -6; x < 6; x += 0.1) {
        CHECK(normal_share(x) == Approx(0.5 * std::erfc(-x / std::sqrt(2.0))).margin(1e-12));
        CHECK(normal_quantile(normal_share(x)) == Approx(x).margin(1e-6));
    }
}

TEST_CASE("quantiles are within a bucket of what was counted, least and most exact") {
    GapHistogram all;
    for (Millis i = 1; i <= 100'000; ++i) all.add(i * 10);
    CHECK(all.least() == 10);
    CHECK(all.most() == 1'000'000);
    for (const double p : {0.01, 0.1, 0.5, 0.9})
        CHECK(static_cast<double>(all.quantile(p)) == Approx(p * 1e6).epsilon(0.017));
    CHECK(all.between(0, INT64_MAX) == 100'000);
    CHECK(GapHistogram().quantile(0.5) == callflow::logs::no_time);
}
