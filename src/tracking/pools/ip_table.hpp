// Which region an address belongs to: ordered ranges that do not overlap, IPv4 and IPv6 side by side.
#pragma once

#include "base/result.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::tracking {

// 128 bits; an IPv4 address is its IPv4-mapped one (RFC 4291, 2.5.5.2).
struct IpAddress {
    std::uint64_t high = 0, low = 0;
    friend std::strong_ordering operator<=>(const IpAddress&, const IpAddress&) = default;
};

// `192.0.2.1`, `2001:db8::1`, `::ffff:192.0.2.1`; nullopt for anything else, a zone or a port included.
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);
[[nodiscard]] std::string format_ip(const IpAddress& address);

struct IpRange {
    IpAddress first, last; // both in it
    std::uint32_t region = 0;
};
// `192.0.2.0/24`, `192.0.2.1-192.0.2.9`, or one address; region 0. The error, of kind usage, says what is wrong.
[[nodiscard]] base::Result<IpRange> parse_ip_range(std::string_view text);

class IpTable {
public:
    void add(const IpRange& range) { ranges_.push_back(range); }
    // Puts them in order. The error, of kind usage, names two that overlap. To be called before find().
    [[nodiscard]] base::Result<void> finish();
    // The region; nullopt for a gap, for an address that is nowhere, and for text that is no address.
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view address) const;
    [[nodiscard]] std::optional<std::uint32_t> find(const IpAddress& address) const;
    [[nodiscard]] bool empty() const { return ranges_.empty(); }
    [[nodiscard]] std::size_t size() const { return ranges_.size(); }

private:
    std::vector<IpRange> ranges_;
};

// Adds the lines of a table: `RANGE,REGION` or `FIRST,LAST,REGION`, behind `#` whatever one likes, names of columns in the first line.
// `region_of` gives a region's number, the largest one where there is no such region. The error, of kind usage, has the place.
[[nodiscard]] base::Result<void>
read_ip_lines(std::string_view name, std::string_view text, IpTable& into,
              const std::function<std::uint32_t(const std::string& region)>& region_of);

} // namespace callflow::tracking
