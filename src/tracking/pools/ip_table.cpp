#include "tracking/pools/ip_table.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::tracking {
namespace {

constexpr std::uint64_t mapped = 0xffff'0000'0000u; // ::ffff:0:0/96, in the lower half

std::optional<std::uint32_t> parse_v4(std::string_view text) {
    std::uint32_t out = 0;
    for (int part = 0; part < 4; ++part) {
        std::size_t size = 0;
        std::uint32_t value = 0;
        while (size < text.size() && size < 4 && base::is_digit(text[size]))
            value = value * 10 + static_cast<std::uint32_t>(text[size++] - '0');
        // a leading zero is octal to some and decimal to others
        if (size == 0 || size > 3 || value > 255 || (size > 1 && text[0] == '0')) return std::nullopt;
        out = out << 8 | value;
        text.remove_prefix(size);
        if (part == 3) break;
        if (!text.starts_with('.')) return std::nullopt;
        text.remove_prefix(1);
    }
    return text.empty() ? std::optional(out) : std::nullopt;
}

// Groups of hexadecimal digits, the last two perhaps as an IPv4 address; false where they are none, or more than eight.
bool parse_groups(std::string_view text, std::array<std::uint16_t, 8>& into, std::size_t& count) {
    while (!text.empty()) {
        if (const auto v4 = text.find(':') == std::string_view::npos ? parse_v4(text) : std::nullopt) {
            if (count > 6) return false;
            into[count++] = static_cast<std::uint16_t>(*v4 >> 16);
            into[count++] = static_cast<std::uint16_t>(*v4 & 0xffffu);
            return true;
        }
        std::size_t size = 0;
        std::uint32_t value = 0;
        for (; size < text.size() && size < 5 && text[size] != ':'; ++size) {
            const int digit = base::hex_value(text[size]);
            if (digit < 0) return false;
            value = value << 4 | static_cast<std::uint32_t>(digit);
        }
        if (size == 0 || size > 4 || count == 8) return false;
        into[count++] = static_cast<std::uint16_t>(value);
        text.remove_prefix(size);
        if (text.empty()) return true;
        text.remove_prefix(1);
        if (text.empty()) return false; // a colon with nothing behind it
    }
    return true;
}

IpAddress with_bits_below(IpAddress address, unsigned kept, bool set) {
    const auto half = [&](std::uint64_t value, unsigned bits) {
        const std::uint64_t mask = bits >= 64 ? 0 : ~std::uint64_t{0} >> bits;
        return set ? value | mask : value & ~mask;
    };
    address.high = half(address.high, std::min(kept, 64u));
    address.low = half(address.low, kept > 64 ? kept - 64 : 0);
    return address;
}

bool is_v4(const IpAddress& address) { return address.high == 0 && address.low >> 32 == mapped >> 32; }

// Whether nobody can say where such an address is: private, shared (RFC 6598), link-local, loopback, unspecified, multicast.
bool is_nowhere(const IpAddress& address) {
    if (is_v4(address)) {
        const auto v4 = static_cast<std::uint32_t>(address.low);
        const auto in = [v4](std::uint32_t net, unsigned bits) { return v4 >> (32 - bits) == net >> (32 - bits); };
        return in(0x0000'0000, 8) || in(0x0a00'0000, 8) || in(0x6440'0000, 10) || in(0x7f00'0000, 8) ||
               in(0xa9fe'0000, 16) || in(0xac10'0000, 12) || in(0xc0a8'0000, 16) || v4 >= 0xe000'0000u;
    }
    const std::uint64_t top = address.high >> 48;
    return (address.high == 0 && address.low <= 1) || (top & 0xfe00u) == 0xfc00u || (top & 0xffc0u) == 0xfe80u ||
           (top & 0xff00u) == 0xff00u;
}

} // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
    text = base::trim(text);
    if (const auto v4 = parse_v4(text)) return IpAddress{0, mapped | *v4};
    const std::size_t gap = text.find("::");
    std::array<std::uint16_t, 8> front{}, back{};
    std::size_t fronts = 0, backs = 0;
    if (text.find(':') == std::string_view::npos || !parse_groups(text.substr(0, gap), front, fronts))
        return std::nullopt;
    if (gap != std::string_view::npos) {
        const std::string_view rest = text.substr(gap + 2);
        if (rest.starts_with(':') || !parse_groups(rest, back, backs) || fronts + backs > 7) return std::nullopt;
    } else if (fronts != 8) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < backs; ++i) front[8 - backs + i] = back[i];
    IpAddress out;
    for (std::size_t i = 0; i < 4; ++i) {
        out.high = out.high << 16 | front[i];
        out.low = out.low << 16 | front[i + 4];
    }
    return out;
}

std::string format_ip(const IpAddress& address) {
    if (is_v4(address))
        return fmt::format("{}.{}.{}.{}", address.low >> 24 & 0xffu, address.low >> 16 & 0xffu,
                           address.low >> 8 & 0xffu, address.low & 0xffu);
    std::string out;
    for (unsigned i = 0; i < 8; ++i)
        out += fmt::format("{}{:x}", i == 0 ? "" : ":",
                           (i < 4 ? address.high >> (48 - 16 * i) : address.low >> (48 - 16 * (i - 4))) & 0xffffu);
    return out;
}

base::Result<IpRange> parse_ip_range(std::string_view text) {
    const auto wrong = [&](std::string_view why) {
        return base::fail(base::ErrorKind::usage,
                          fmt::format("{} is no range of addresses: {}", base::quoted(text), why));
    };
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
        const auto address = parse_ip(text.substr(0, slash));
        const auto bits = base::parse_int(base::trim(text.substr(slash + 1)));
        if (!address) return wrong("192.0.2.0/24 or 2001:db8::/32 was expected");
        const bool four = is_v4(*address) && text.substr(0, slash).find(':') == std::string_view::npos;
        if (!bits || *bits < 0 || *bits > (four ? 32 : 128))
            return wrong("the bits behind `/` are 0 to 32, or 128 for IPv6");
        const unsigned kept = static_cast<unsigned>(*bits) + (four ? 96 : 0);
        const IpRange out{with_bits_below(*address, kept, false), with_bits_below(*address, kept, true), 0};
        if (out.first != *address)
            return wrong(fmt::format("bits are set behind `/{}`; it begins at {}", *bits, format_ip(out.first)));
        return out;
    }
    const std::size_t dash = text.find('-');
    const auto first = parse_ip(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_ip(text.substr(dash + 1));
    if (!first || !last) return wrong("192.0.2.0/24, 192.0.2.1-192.0.2.9, or the same of IPv6 was expected");
    if (*last < *first) return wrong("it ends before it begins");
    if (is_v4(*first) != is_v4(*last)) return wrong("it begins in IPv4 and ends in IPv6");
    return IpRange{*first, *last, 0};
}

base::Result<void> IpTable::finish() {
    std::ranges::sort(ranges_, {}, &IpRange::first);
    for (std::size_t i = 1; i < ranges_.size(); ++i) {
        if (ranges_[i - 1].last < ranges_[i].first) continue;
        return base::fail(base::ErrorKind::usage,
                          fmt::format("ranges of addresses overlap: {}-{} and {}-{}", format_ip(ranges_[i - 1].first),
                                      format_ip(ranges_[i - 1].last), format_ip(ranges_[i].first),
                                      format_ip(ranges_[i].last)));
    }
    return {};
}

std::optional<std::uint32_t> IpTable::find(std::string_view address) const {
    const auto parsed = parse_ip(address);
    return parsed ? find(*parsed) : std::nullopt;
}

std::optional<std::uint32_t> IpTable::find(const IpAddress& address) const {
    if (is_nowhere(address)) return std::nullopt;
    auto at = std::ranges::upper_bound(ranges_, address, {}, &IpRange::first);
    if (at == ranges_.begin() || (--at)->last < address) return std::nullopt;
    return at->region;
}

} // namespace callflow::tracking
