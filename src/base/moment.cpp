#include "base/moment.hpp"

#include "base/ascii.hpp"

#include <array>
#include <cstddef>
#include <fmt/format.h>
#include <limits>

namespace callflow::base {

namespace {

// Wide enough for every sum and product below; the result is brought back to 64 bits with a check.
__extension__ using Wide = __int128;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t day_seconds = 86'400;

// The quotient rounded down; `b` is positive.
std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

std::optional<std::int64_t> narrow(Wide value) {
    if (value < std::numeric_limits<std::int64_t>::min()) return std::nullopt;
    if (value > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

Wide wide(const Moment& moment) {
    return static_cast<Wide>(moment.seconds) * second + static_cast<Wide>(moment.nanoseconds);
}

// Days since 1970-01-01 of a day in the proleptic Gregorian calendar. Counted in years that begin in March, so that
// the leap day comes last.
std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) {
    const std::int64_t shifted = month <= 2 ? year - 1 : year;
    const std::int64_t month_from_march = (month + 9) % 12;
    const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    return shifted * 365 + floor_divide(shifted, 4) - floor_divide(shifted, 100) + floor_divide(shifted, 400) +
           day_of_year - 719468;
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

Moment Moment::from_nanoseconds(std::int64_t nanoseconds) {
    const std::int64_t whole = floor_divide(nanoseconds, second);
    const std::int64_t rest = nanoseconds % second;
    return {whole, static_cast<std::uint32_t>(rest < 0 ? rest + second : rest)};
}

std::optional<std::int64_t> to_nanoseconds(const Moment& moment) { return narrow(wide(moment)); }

std::optional<Moment> later(const Moment& moment, std::int64_t nanoseconds) {
    // A duration is less than 300 years of seconds, so nothing here leaves 64 bits.
    Moment out = Moment::from_nanoseconds(nanoseconds);
    out.seconds += moment.seconds;
    out.nanoseconds += moment.nanoseconds;
    if (out.nanoseconds >= second) {
        out.nanoseconds -= static_cast<std::uint32_t>(second);
        ++out.seconds;
    }
    if (!is_in_range(out.seconds)) return std::nullopt;
    return out;
}

std::optional<std::int64_t> between(const Moment& earlier, const Moment& later) {
    return narrow(wide(later) - wide(earlier));
}

DateTime date_time(std::int64_t seconds) {
    const std::int64_t days = floor_divide(seconds, day_seconds);
    const std::int64_t of_day = seconds - days * day_seconds;
    DateTime out;
    // 400 years have exactly 146097 days; the estimate is off by at most one.
    out.year = 1970 + floor_divide(days * 400, 146'097);
    while (days_from_civil(out.year + 1, 1, 1) <= days) ++out.year;
    while (days_from_civil(out.year, 1, 1) > days) --out.year;
    out.month = 12;
    while (days_from_civil(out.year, out.month, 1) > days) --out.month;
    out.day = days - days_from_civil(out.year, out.month, 1) + 1;
    out.day_of_year = days - days_from_civil(out.year, 1, 1) + 1;
    const std::int64_t since_sunday = (days + 4) % 7; // 1970 began on a Thursday
    out.day_of_week = since_sunday < 0 ? since_sunday + 7 : since_sunday;
    out.hour = of_day / 3600;
    out.minute = of_day / 60 % 60;
    out.second = of_day % 60;
    return out;
}

std::string format_moment(const Moment& moment) {
    const DateTime at = date_time(moment.seconds);
    std::string out =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", at.year, at.month, at.day, at.hour, at.minute, at.second);
    if (moment.nanoseconds != 0) {
        std::string digits = fmt::format(".{:09}", moment.nanoseconds);
        while (digits.back() == '0') digits.pop_back();
        out += digits;
    }
    out.push_back('Z');
    return out;
}

std::optional<Moment> parse_moment(std::string_view text) {
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
    if (month < 1 || month > 12 || day < 1 || day > days_in(year, month)) return std::nullopt;
    if (hour > 23 || minute > 59 || second_of_minute > 59) return std::nullopt;
    const std::int64_t seconds =
        days_from_civil(year, month, day) * day_seconds + hour * 3600 + minute * 60 + second_of_minute - ahead;
    if (!is_in_range(seconds)) return std::nullopt;
    return Moment{seconds, static_cast<std::uint32_t>(fraction)};
}

} // namespace callflow::base
