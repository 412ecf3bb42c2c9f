// Moments of the proleptic Gregorian calendar, years 1 to 9999, and what a clock on a wall shows then.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callflow::base {

// A moment in UTC. Plain data: is_in_range() says whether it is one of the years 1 to 9999.
struct Moment {
    std::int64_t seconds = 0;      // since 1970-01-01T00:00:00Z, rounded down
    std::uint32_t nanoseconds = 0; // 0..999'999'999 beyond them

    // `nanoseconds` since 1970; always in range.
    static Moment from_nanoseconds(std::int64_t nanoseconds);
    friend bool operator==(const Moment&, const Moment&) = default;
    friend std::strong_ordering operator<=>(const Moment&, const Moment&) = default;
};

inline constexpr std::int64_t first_second = -62'135'596'800; // 0001-01-01T00:00:00Z
inline constexpr std::int64_t last_second = 253'402'300'799;  // 9999-12-31T23:59:59Z

[[nodiscard]] inline bool is_in_range(std::int64_t seconds) {
    return seconds >= first_second && seconds <= last_second;
}

// Nanoseconds since 1970; nullopt outside the years 1678..2262, which 64 bits hold.
[[nodiscard]] std::optional<std::int64_t> to_nanoseconds(const Moment& moment);
// The moment that much later; nullopt where it is out of range.
[[nodiscard]] std::optional<Moment> later(const Moment& moment, std::int64_t nanoseconds);
// later - earlier in nanoseconds; nullopt where 64 bits do not hold it (292 years).
[[nodiscard]] std::optional<std::int64_t> between(const Moment& earlier, const Moment& later);

// RFC 3339 in UTC, `2000-01-01T00:00:00Z`, fraction only where there is one. The moment is in range.
[[nodiscard]] std::string format_moment(const Moment& moment);
// The inverse, with any offset from UTC; nullopt for another form, a day that is none, or a year out of range. Digits
// beyond a nanosecond are dropped.
[[nodiscard]] std::optional<Moment> parse_moment(std::string_view text);

// A moment as calendar and clock show it.
struct DateTime {
    std::int64_t year = 1970;
    std::int64_t month = 1;       // 1..12
    std::int64_t day = 1;         // 1..31
    std::int64_t day_of_year = 1; // 1..366
    std::int64_t day_of_week = 4; // 0 is Sunday
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
};
// `seconds` since 1970 of local time; years 0 to 10000, so that every offset may be added to a moment in range.
[[nodiscard]] DateTime date_time(std::int64_t seconds);

// Seconds that local time is ahead of UTC at that second (since 1970, UTC). A zone is `UTC`, an IANA name such as
// `Europe/Paris`, or an offset: `+05:30`, `-08:00`, `02:00`. IANA's are read from the system's tzdata when first asked
// for; nullopt for what is no zone there.
[[nodiscard]] std::optional<std::int32_t> zone_offset(std::string_view zone, std::int64_t seconds);

} // namespace callflow::base
