#include "logs/time_text.hpp"

#include "base/ascii.hpp"
#include "base/moment.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>

namespace callflow::logs {
namespace {

constexpr Millis day_length = 86'400'000;

// Two digits; above 99 where they are none.
std::uint32_t two(const char* at) {
    const auto high = static_cast<unsigned char>(at[0] - '0');
    const auto low = static_cast<unsigned char>(at[1] - '0');
    return high > 9 || low > 9 ? 1000u : high * 10u + low;
}

// Days since 1970 of a day of the proleptic Gregorian calendar; no_time where it is none.
Millis day_of(int year, std::uint32_t month, std::uint32_t day) {
    static constexpr std::array<std::uint8_t, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || month < 1 || month > 12 || day < 1) return no_time;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day > lengths[month - 1] + (month == 2 && leap ? 1u : 0u)) return no_time;
    const int y = month <= 2 ? year - 1 : year;
    const int era = y / 400;
    const int of_era = y - era * 400;
    const int of_year = (153 * static_cast<int>(month > 2 ? month - 3 : month + 9) + 2) / 5 + static_cast<int>(day) - 1;
    return Millis{era} * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

// Names of zones that mean one offset each (RFC 2822, section 4.3), in hours; all others mean several.
struct NamedZone {
    std::string_view name;
    int hours;
};
constexpr NamedZone named_zones[] = {{"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
                                     {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};

// `+01:00`, `-0700`, `+01`, `Z`, `UTC`, `PST` and nothing; in milliseconds. no_time for something else; nothing is `none`.
Millis offset_of(std::string_view text, Millis none) {
    text = base::trim(text);
    if (text.empty()) return none;
    if (text == "Z" || text == "z" || text == "UTC" || text == "GMT") return 0;
    for (const NamedZone& one : named_zones)
        if (text == one.name) return one.hours * Millis{3'600'000};
    if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return no_time;
    if (text.size() == 3) { // `+00`, as PostgreSQL writes it
        const std::uint32_t hours = two(text.data() + 1);
        if (hours > 23) return no_time;
        return (text[0] == '-' ? -1 : 1) * Millis{hours} * 3'600'000;
    }
    if (text.size() < 5) return no_time;
    const bool colon = text[3] == ':';
    if (text.size() != (colon ? 6u : 5u)) return no_time;
    const std::uint32_t hours = two(text.data() + 1);
    const std::uint32_t minutes = two(text.data() + (colon ? 4 : 3));
    if (hours > 23 || minutes > 59) return no_time;
    const Millis out = (Millis{hours} * 60 + minutes) * 60'000;
    return text[0] == '-' ? -out : out;
}

// `00:00:01`, and a fraction, or `00:00`; what stands behind is left in `rest`.
Millis clock_of(std::string_view text, std::string_view& rest) {
    if (text.size() < 5 || text[2] != ':') return no_time;
    const std::uint32_t h = two(text.data());
    const std::uint32_t m = two(text.data() + 3);
    if (text.size() == 5 || text[5] != ':') {
        if (h > 24 || m > 59) return no_time;
        rest = text.substr(5);
        return (Millis{h} * 60 + m) * 60'000;
    }
    if (text.size() < 8) return no_time;
    const std::uint32_t s = two(text.data() + 6);
    if (h > 24 || m > 59 || s > 60) return no_time;
    Millis out = ((Millis{h} * 60 + m) * 60 + s) * 1000;
    std::size_t at = 8;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
        int weight = 100;
        for (++at; at < text.size() && base::is_digit(text[at]); ++at, weight /= 10) out += (text[at] - '0') * weight;
    }
    rest = text.substr(at);
    return out;
}

std::uint32_t month_of(std::string_view name) {
    static constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (name.size() < 3) return 0;
    const std::size_t at = names.find(name.substr(0, 3));
    return at == std::string_view::npos || at % 3 != 0 ? 0 : static_cast<std::uint32_t>(at / 3 + 1);
}

// A number since 1970. Seconds reach 1e11 in the year 5138, milliseconds 1e14, and so on.
Millis since_1970(std::string_view text) {
    const auto number = base::parse_double(text);
    if (!number || !(*number >= 0) || *number > 1e19) return no_time;
    double seconds = *number;
    for (const double most : {1e17, 1e14, 1e11})
        if (*number >= most) {
            seconds = *number / (most / 1e8);
            break;
        }
    return static_cast<Millis>(seconds * 1000 + 0.5);
}

} // namespace

TimeReader::TimeReader(std::string zone) : zone_(std::move(zone)) {}

// What a clock in the zone showed, as UTC.
Millis TimeReader::local(Millis wall) const {
    if (zone_ == "UTC") return wall;
    const std::int64_t seconds = wall / 1000;
    const auto near = base::zone_offset(zone_, seconds);
    if (!near) return wall;
    const auto there = base::zone_offset(zone_, seconds - *near);
    return wall - Millis{there.value_or(*near)} * 1000;
}

Millis TimeReader::read(std::string_view text) {
    // 2026-01-05T00:00:01.250Z
    if (text.size() < 19 || text[4] != '-' || (text[10] != 'T' && text[10] != ' ' && text[10] != 't'))
        return read_other(text);
    constexpr std::size_t usual = 24; // as above, in the minute of the last one
    const bool is_usual = text.size() == usual && text[19] == '.' && text[23] == 'Z';
    if (is_usual && std::memcmp(text.data(), minute_text_.data(), minute_text_.size()) == 0) {
        const std::uint32_t seconds = two(text.data() + 17);
        const std::uint32_t hundredths = two(text.data() + 20);
        if (seconds <= 60 && hundredths <= 99 && base::is_digit(text[22]))
            return minute_ + Millis{seconds} * 1000 + hundredths * 10 + (text[22] - '0');
    }
    if (std::memcmp(text.data(), day_text_.data(), 10) != 0) {
        const std::uint32_t high = two(text.data());
        const std::uint32_t low = two(text.data() + 2);
        if (high > 99 || low > 99 || text[7] != '-') return no_time;
        const Millis day = day_of(static_cast<int>(high * 100 + low), two(text.data() + 5), two(text.data() + 8));
        if (day == no_time) return no_time;
        day_ = day * day_length;
        std::memcpy(day_text_.data(), text.data(), 10);
    }
    std::string_view rest;
    const Millis clock = clock_of(text.substr(11), rest);
    if (clock == no_time) return no_time;
    const Millis wall = day_ + clock;
    if (rest == "Z") {
        if (is_usual && two(text.data() + 17) < 60) { // not a leap second, which belongs to the next minute
            std::memcpy(minute_text_.data(), text.data(), minute_text_.size());
            minute_ = day_ + clock - clock % 60'000;
        }
        return wall;
    }
    const Millis offset = offset_of(rest, no_time + 1);
    if (offset == no_time) return no_time;
    return offset == no_time + 1 ? local(wall) : wall - offset;
}

// `2026/03/01 10:00:00`, `2026-03-01` and `2026/03/01` alone, which are the day's beginning, `20260301T100000Z`, `20260301100000`; a fraction and an offset
// may stand behind a clock. A number of eight digits is one since 1970, as it always was.
Millis TimeReader::read_written_otherwise(std::string_view text) const {
    const auto digits = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i)
            if (!base::is_digit(text[i])) return false;
        return true;
    };
    if (text.size() < 10 || !digits(0, 4)) return no_time;
    const auto year = static_cast<int>(two(text.data()) * 100 + two(text.data() + 2));
    Millis day = no_time, clock = 0;
    std::string_view rest;
    if (text[4] == text[7] && (text[4] == '-' || text[4] == '/')) {
        day = day_of(year, two(text.data() + 5), two(text.data() + 8));
        if (text.size() > 10) {
            if (text[10] != ' ' && text[10] != 'T') return no_time;
            clock = clock_of(text.substr(11), rest);
        }
    } else if (text.size() >= 15 && text[8] == 'T' && digits(4, 8) && digits(9, 15)) {
        day = day_of(year, two(text.data() + 4), two(text.data() + 6));
        const std::string spread = fmt::format("{}:{}:{}", text.substr(9, 2), text.substr(11, 2), text.substr(13));
        std::string_view behind;
        clock = clock_of(spread, behind);
        rest = text.substr(text.size() - behind.size());
    } else if (text.size() == 14 && digits(4, 14)) { // as milliseconds it would be beyond the year 2286
        day = day_of(year, two(text.data() + 4), two(text.data() + 6));
        clock = clock_of(fmt::format("{}:{}:{}", text.substr(8, 2), text.substr(10, 2), text.substr(12)), rest);
        rest = {};
    }
    if (day == no_time || clock == no_time) return no_time;
    const Millis offset = offset_of(rest, no_time + 1);
    if (offset == no_time) return no_time;
    const Millis wall = day * day_length + clock;
    return offset == no_time + 1 ? local(wall) : wall - offset;
}

Millis TimeReader::read_other(std::string_view text) const {
    text = base::trim(text);
    if (text.starts_with('[')) text.remove_prefix(1);
    if (text.ends_with(']')) text.remove_suffix(1);
    if (text.empty()) return no_time;
    std::string_view rest;
    if (text.size() >= 20 && text[2] == '/' && text[6] == '/') { // 05/Jan/2026:00:00:01 +0100
        const Millis day = day_of(static_cast<int>(two(text.data() + 7) * 100 + two(text.data() + 9)),
                                  month_of(text.substr(3)), two(text.data()));
        const Millis clock = clock_of(text.substr(12), rest);
        const Millis offset = day == no_time || clock == no_time ? no_time : offset_of(rest, no_time + 1);
        if (offset == no_time) return no_time;
        const Millis wall = day * day_length + clock;
        return offset == no_time + 1 ? local(wall) : wall - offset;
    }
    if (const Millis moment = read_written_otherwise(text); moment != no_time) return moment;
    if (text.size() >= 19 && text[2] == ':' && text[text.size() - 11] == ' ') // 00:00:01 PST 2026-01-05
        return read_written_otherwise(
            fmt::format("{} {}", text.substr(text.size() - 10), text.substr(0, text.size() - 11)));
    const std::size_t comma = text.find(", ");
    if (comma != std::string_view::npos && comma <= 9) text = base::trim(text.substr(comma + 2)); // Mon, 05 Jan 2026 …
    const std::size_t blank = text.find(' ');
    if ((blank == 1 || blank == 2) && text.size() >= blank + 18 && text[blank + 4] == ' ') {
        const std::uint32_t day_number = blank == 2 ? two(text.data()) : static_cast<std::uint32_t>(text[0] - '0');
        const char* year = text.data() + blank + 5;
        const Millis day =
            day_of(static_cast<int>(two(year) * 100 + two(year + 2)), month_of(text.substr(blank + 1)), day_number);
        const Millis clock = clock_of(text.substr(blank + 10), rest);
        const Millis offset = day == no_time || clock == no_time ? no_time : offset_of(rest, 0);
        return offset == no_time ? no_time : day * day_length + clock - offset;
    }
    if (base::is_digit(text[0])) {
        const Millis out = since_1970(text);
        return out != no_time && base::is_in_range(out / 1000) ? out : no_time;
    }
    return no_time;
}

} // namespace callflow::logs
