#include "base/moment.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace callflow::base;

namespace {

constexpr std::int64_t day = 86'400;

std::string written(std::int64_t seconds) {
    const DateTime at = date_time(seconds);
    return std::to_string(at.year) + "-" + std::to_string(at.month) + "-" + std::to_string(at.day) + " " +
           std::to_string(at.hour) + ":" + std::to_string(at.minute) + ":" + std::to_string(at.second) + " day " +
           std::to_string(at.day_of_year) + " weekday " + std::to_string(at.day_of_week);
}

} // namespace

TEST_CASE("moments are read and written from the first to the last of the range") {
    for (const char* text : {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.5Z",
                             "2000-02-29T12:34:56.000000001Z", "1600-12-31T00:00:00Z"}) {
        CAPTURE(text);
        const auto moment = parse_moment(text);
        REQUIRE(moment);
        CHECK(format_moment(*moment) == text);
    }
    CHECK(parse_moment("0001-01-01T00:00:00Z")->seconds == first_second);
    CHECK(parse_moment("9999-12-31T23:59:59Z")->seconds == last_second);
    CHECK(parse_moment("1969-12-31T23:59:59.25Z") == Moment{-1, 250'000'000});
}

TEST_CASE("what lies beyond the range once its offset is taken off is no moment") {
    CHECK_FALSE(parse_moment("0000-12-31T23:59:59Z"));
    CHECK_FALSE(parse_moment("0001-01-01T00:00:00+00:01"));
    CHECK_FALSE(parse_moment("9999-12-31T23:59:59-00:01"));
    CHECK(parse_moment("0001-01-01T01:00:00+01:00")->seconds == first_second);
    CHECK(parse_moment("0000-12-31T23:00:00-01:00")->seconds == first_second);
}

TEST_CASE("a moment moves by nanoseconds, within the range") {
    const Moment start{10, 600'000'000};
    CHECK(later(start, 500'000'000) == Moment{11, 100'000'000});
    CHECK(later(start, -700'000'000) == Moment{9, 900'000'000});
    CHECK(later(start, -10'600'000'001) == Moment{-1, 999'999'999});
    CHECK(later({last_second, 999'999'998}, 1) == Moment{last_second, 999'999'999});
    CHECK_FALSE(later({last_second, 999'999'999}, 1));
    CHECK_FALSE(later({first_second, 0}, -1));
    CHECK(later({0, 0}, INT64_MIN) == Moment{-9'223'372'037, 145'224'192});
}

TEST_CASE("the time between two moments is exact, or none where 64 bits do not hold it") {
    CHECK(between({1, 999'999'999}, {2, 0}) == 1);
    CHECK(between({2, 0}, {1, 999'999'999}) == -1);
    CHECK(between({0, 0}, {9'223'372'036, 854'775'807}) == INT64_MAX);
    CHECK_FALSE(between({0, 0}, {9'223'372'036, 854'775'808}));
    CHECK_FALSE(between({first_second, 0}, {last_second, 0}));
}

TEST_CASE("nanoseconds since 1970 become a moment, and come back where they fit") {
    CHECK(Moment::from_nanoseconds(-1) == Moment{-1, 999'999'999});
    CHECK(to_nanoseconds(Moment::from_nanoseconds(INT64_MIN)) == INT64_MIN);
    CHECK(to_nanoseconds(Moment::from_nanoseconds(INT64_MAX)) == INT64_MAX);
    CHECK_FALSE(to_nanoseconds({last_second, 0}));
}

TEST_CASE("calendar and clock") {
    CHECK(written(0) == "1970-1-1 0:0:0 day 1 weekday 4");
    CHECK(written(-1) == "1969-12-31 23:59:59 day 365 weekday 3");
    CHECK(written(951'782'400) == "2000-2-29 0:0:0 day 60 weekday 2");
    CHECK(written(first_second) == "1-1-1 0:0:0 day 1 weekday 1"); // a Monday
    CHECK(written(first_second - day) == "0-12-31 0:0:0 day 366 weekday 0");
    CHECK(written(last_second) == "9999-12-31 23:59:59 day 365 weekday 5");
    CHECK(written(last_second + day) == "10000-1-1 23:59:59 day 1 weekday 6");
}

TEST_CASE("every day of the range follows the one before") {
    std::int64_t wrong = 0;
    DateTime before = date_time(first_second);
    for (std::int64_t at = first_second + day; at <= last_second; at += day) {
        const DateTime now = date_time(at);
        const bool next_day = now.year == before.year && now.month == before.month && now.day == before.day + 1;
        const bool next_month = now.day == 1 && now.month == before.month + 1 && now.year == before.year;
        const bool next_year = now.day == 1 && now.month == 1 && before.month == 12 && now.year == before.year + 1;
        const bool numbered = next_year ? now.day_of_year == 1 : now.day_of_year == before.day_of_year + 1;
        if (!(next_day || next_month || next_year) || !numbered || now.day_of_week != (before.day_of_week + 1) % 7)
            ++wrong;
        before = now;
    }
    CHECK(wrong == 0);
}

TEST_CASE("zones are UTC, names of IANA's and offsets") {
    constexpr std::int64_t winter = 1'577'880'000; // 2020-01-01T12:00:00Z
    constexpr std::int64_t summer = 1'593'604'800; // 2020-07-01T12:00:00Z
    CHECK(zone_offset("UTC", winter) == 0);
    CHECK(zone_offset("America/New_York", winter) == -5 * 3600);
    CHECK(zone_offset("America/New_York", summer) == -4 * 3600);
    CHECK(zone_offset("Europe/Paris", summer) == 2 * 3600);
    CHECK(zone_offset("Asia/Kathmandu", winter) == 5 * 3600 + 45 * 60);
    CHECK(zone_offset("CET", winter) == 3600);
    CHECK(zone_offset("+05:30", winter) == 5 * 3600 + 30 * 60);
    CHECK(zone_offset("-08:00", winter) == -8 * 3600);
    CHECK(zone_offset("-00:30", winter) == -30 * 60);
    CHECK(zone_offset("02:00", winter) == 2 * 3600);
    CHECK(zone_offset("America/New_York", last_second) == -5 * 3600);
}

TEST_CASE("what is no zone is none") {
    for (const std::string zone :
         {"", "utc", "Z", "Nowhere/Town", "America", "/etc/passwd", "../zoneinfo/UTC", "America/../UTC", "localtime",
          "right/UTC", "+5:30", "+05:60", "+24:00", "+0530", "05:3x", "America/New_York ", "file:UTC"}) {
        CAPTURE(zone);
        CHECK_FALSE(zone_offset(zone, 0));
    }
    CHECK_FALSE(zone_offset(std::string("UTC\0", 4), 0));
    CHECK_FALSE(zone_offset(std::string(100'000, 'A'), 0));
}
