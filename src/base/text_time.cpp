// Durations and moments as text.
#include "base/ascii.hpp"
#include "base/moment.hpp"
#include "base/text.hpp"

#include <array>
#include <fmt/format.h>
#include <iterator>
#include <limits>

namespace callflow::base {

namespace {

// Wide enough for every sum and product below; the result is brought back to 64 bits with a check.
__extension__ using Wide = __int128;

struct Unit {
    std::string_view name;
    std::int64_t nanoseconds;
};

constexpr std::int64_t second = 1'000'000'000;
constexpr std::array<Unit, 6> units{{
    {"h", 3600 * second},
    {"ms", 1'000'000},
    {"m", 60 * second},
    {"s", second},
    {"us", 1'000},
    {"ns", 1},
}};

std::optional<std::int64_t> narrow(Wide value) {
    if (value < std::numeric_limits<std::int64_t>::min()) return std::nullopt;
    if (value > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

const Unit* unit_at(std::string_view text) {
    for (const Unit& unit : units) {
        if (text.starts_with(unit.name)) return &unit;
    }
    return nullptr;
}

// One `12.5h` at the front of `text`, which it eats. Digits of a fraction beyond a nanosecond are
// dropped.
std::optional<Wide> take_part(std::string_view& text) {
    constexpr Wide bound = static_cast<Wide>(1) << 64;
    Wide whole = 0;
    Wide fraction = 0;
    Wide scale = 1;
    std::size_t at = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) {
        if (whole < bound) whole = whole * 10 + (text[at] - '0');
    }
    std::size_t digits = at;
    if (at < text.size() && text[at] == '.') {
        for (++at; at < text.size() && is_digit(text[at]); ++at, ++digits) {
            // Fifteen digits resolve an hour to far less than a nanosecond and keep the product
            // small.
            if (scale < 1'000'000'000'000'000) {
                fraction = fraction * 10 + (text[at] - '0');
                scale *= 10;
            }
        }
    }
    text.remove_prefix(at);
    const Unit* unit = unit_at(text);
    if (digits == 0 || unit == nullptr) return std::nullopt;
    text.remove_prefix(unit->name.size());
    if (whole >= bound) return std::nullopt;
    return whole * unit->nanoseconds + fraction * unit->nanoseconds / scale;
}

// `value` / `size` with as many decimals as it takes, then the unit. `size` is a power of ten.
void append_decimal(std::string& out, std::uint64_t value, std::uint64_t size, std::string_view unit) {
    fmt::format_to(std::back_inserter(out), "{}", value / size);
    std::uint64_t rest = value % size;
    if (rest != 0) out.push_back('.');
    for (std::uint64_t scale = size / 10; rest != 0; rest %= scale, scale /= 10) {
        out.push_back(static_cast<char>('0' + rest / scale));
    }
    out += unit;
}

} // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text == "0") return 0; // the one number that needs no unit, as in CEL
    if (text.empty()) return std::nullopt;
    constexpr Wide bound = static_cast<Wide>(1) << 64;
    Wide total = 0;
    while (!text.empty()) {
        const std::optional<Wide> part = take_part(text);
        if (!part || *part >= bound) return std::nullopt;
        total += *part;
        if (total >= bound) return std::nullopt;
    }
    return narrow(negative ? -total : total);
}

std::string format_duration(std::int64_t nanoseconds) {
    if (nanoseconds == 0) return "0s";
    std::string out = nanoseconds < 0 ? "-" : "";
    // The smallest value has no positive twin in 64 bits.
    auto left = static_cast<std::uint64_t>(nanoseconds);
    if (nanoseconds < 0) left = 0 - left;
    constexpr std::uint64_t in_second = 1'000'000'000;
    const std::uint64_t hours = left / (3600 * in_second);
    const std::uint64_t minutes = left / (60 * in_second) % 60;
    if (hours != 0) fmt::format_to(std::back_inserter(out), "{}h", hours);
    if (minutes != 0) fmt::format_to(std::back_inserter(out), "{}m", minutes);
    const std::uint64_t rest = left % (60 * in_second);
    if (rest == 0) return out;
    // `500ms` reads better than `0.5s`; beside hours or minutes a second unit would not.
    if (rest >= in_second || left != rest) {
        append_decimal(out, rest, in_second, "s");
    } else if (rest >= 1'000'000) {
        append_decimal(out, rest, 1'000'000, "ms");
    } else if (rest >= 1'000) {
        append_decimal(out, rest, 1'000, "us");
    } else {
        append_decimal(out, rest, 1, "ns");
    }
    return out;
}

std::string format_timestamp(std::int64_t nanoseconds) { return format_moment(Moment::from_nanoseconds(nanoseconds)); }

std::optional<std::int64_t> parse_timestamp(std::string_view text) {
    const std::optional<Moment> moment = parse_moment(text);
    return moment ? to_nanoseconds(*moment) : std::nullopt;
}

} // namespace callflow::base
