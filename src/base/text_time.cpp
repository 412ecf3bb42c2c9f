// Durations and moments as text.
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

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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

// Days since 1970-01-01 of a day in the proleptic Gregorian calendar. Counted in years that begin
// in March, so that the leap day comes last.
std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) {
    const std::int64_t shifted = month <= 2 ? year - 1 : year;
    const std::int64_t month_from_march = (month + 9) % 12;
    const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    // Years are 1..9999 here, so plain division rounds as it should.
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + day_of_year - 719468;
}

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

std::int64_t days_in(std::int64_t year, std::int64_t month) {
    constexpr std::array<std::int64_t, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[static_cast<std::size_t>(month - 1)];
}

// Reads fixed fields from the front of a text.
struct FieldReader {
    std::string_view rest_view;
    bool good = true;

    std::int64_t digits(std::size_t count) {
        std::int64_t value = 0;
        if (rest_view.size() < count) good = false;
        for (std::size_t i = 0; good && i < count; ++i) {
            if (!is_digit(rest_view[i])) good = false;
            value = value * 10 + (rest_view[i] - '0');
        }
        if (good) rest_view.remove_prefix(count);
        return good ? value : 0;
    }
    char one_of(std::string_view allowed) {
        if (!good || rest_view.empty() || allowed.find(rest_view.front()) == std::string_view::npos) {
            good = false;
            return '\0';
        }
        const char c = rest_view.front();
        rest_view.remove_prefix(1);
        return c;
    }
};

std::int64_t read_fraction(FieldReader& in) {
    if (in.rest_view.empty() || in.rest_view.front() != '.') return 0;
    in.rest_view.remove_prefix(1);
    std::int64_t value = 0;
    std::int64_t scale = second;
    std::size_t count = 0;
    for (; count < in.rest_view.size() && is_digit(in.rest_view[count]); ++count) {
        if (scale == 1) continue; // finer than a nanosecond
        scale /= 10;
        value += (in.rest_view[count] - '0') * scale;
    }
    if (count == 0) in.good = false;
    in.rest_view.remove_prefix(count);
    return value;
}

// Seconds that local time is ahead of UTC.
std::int64_t read_offset(FieldReader& in) {
    const char sign = in.one_of("Zz+-");
    if (!in.good || sign == 'Z' || sign == 'z') return 0;
    const std::int64_t hours = in.digits(2);
    in.one_of(":");
    const std::int64_t minutes = in.digits(2);
    if (hours > 23 || minutes > 59) in.good = false;
    const std::int64_t seconds = hours * 3600 + minutes * 60;
    return sign == '-' ? -seconds : seconds;
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

std::string format_timestamp(std::int64_t nanoseconds) {
    constexpr std::int64_t day_seconds = 86400;
    std::int64_t seconds = nanoseconds / second;
    std::int64_t fraction = nanoseconds % second;
    if (fraction < 0) {
        fraction += second;
        --seconds;
    }
    std::int64_t days = seconds / day_seconds;
    std::int64_t of_day = seconds % day_seconds;
    if (of_day < 0) {
        of_day += day_seconds;
        --days;
    }
    std::int64_t year = 1970 + days / 366; // never too late for days after 1970, corrected below
    if (days < 0) year = 1970 + days / 365 - 1;
    while (days_from_civil(year + 1, 1, 1) <= days) ++year;
    std::int64_t month = 1;
    while (month < 12 && days_from_civil(year, month + 1, 1) <= days) ++month;
    const std::int64_t day = days - days_from_civil(year, month, 1) + 1;
    std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", year, month, day, of_day / 3600,
                                  of_day / 60 % 60, of_day % 60);
    if (fraction != 0) {
        std::string digits = fmt::format(".{:09}", fraction);
        while (digits.back() == '0') digits.pop_back();
        out += digits;
    }
    out.push_back('Z');
    return out;
}

std::optional<std::int64_t> parse_timestamp(std::string_view text) {
    FieldReader in{text};
    const std::int64_t year = in.digits(4);
    in.one_of("-");
    const std::int64_t month = in.digits(2);
    in.one_of("-");
    const std::int64_t day = in.digits(2);
    in.one_of("Tt");
    const std::int64_t hour = in.digits(2);
    in.one_of(":");
    const std::int64_t minute = in.digits(2);
    in.one_of(":");
    const std::int64_t second_of_minute = in.digits(2);
    const std::int64_t fraction = read_fraction(in);
    const std::int64_t ahead = read_offset(in);
    if (!in.good || !in.rest_view.empty()) return std::nullopt;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in(year, month)) return std::nullopt;
    if (hour > 23 || minute > 59 || second_of_minute > 59) return std::nullopt;
    const std::int64_t seconds =
        days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second_of_minute - ahead;
    return narrow(static_cast<Wide>(seconds) * second + fraction);
}

} // namespace callflow::base
