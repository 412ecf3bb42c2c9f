#include "base/text.hpp"

#include <catch2/catch.hpp>

using namespace callflow::base;

namespace {
constexpr std::int64_t second = 1'000'000'000;
}

TEST_CASE("lengths of time are read with their units") {
    CHECK(parse_duration("2h") == 7200 * second);
    CHECK(parse_duration("1m30s") == 90 * second);
    CHECK(parse_duration("30s1m") == 90 * second);
    CHECK(parse_duration("500ms") == second / 2);
    CHECK(parse_duration("1.5s") == 3 * second / 2);
    CHECK(parse_duration(".5s") == second / 2);
    CHECK(parse_duration("-3s") == -3 * second);
    CHECK(parse_duration("1us") == 1000);
    CHECK(parse_duration("1ns") == 1);
    CHECK(parse_duration("0") == 0);
    CHECK(parse_duration("0.333333333333333333333h") == 1199999999999);
    CHECK(parse_duration("9223372036854775807ns") == INT64_MAX);
    CHECK(parse_duration("-9223372036854775808ns") == INT64_MIN);
}

TEST_CASE("what is no length of time is none") {
    for (const char* text : {"", "-", "5", "5 s", "s", "1d", "1h 30m", "1.s.", ".s", "5m!", "9223372036854775808ns",
                             "99999999999999999999999999999999999999999999h", "--1s", "1.5.5s"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_duration(text));
    }
}

TEST_CASE("lengths of time are written in their shortest form") {
    CHECK(format_duration(0) == "0s");
    CHECK(format_duration(90 * second) == "1m30s");
    CHECK(format_duration(7200 * second) == "2h");
    CHECK(format_duration(3 * second / 2) == "1.5s");
    CHECK(format_duration(second / 2) == "500ms");
    CHECK(format_duration(1'500'000) == "1.5ms");
    CHECK(format_duration(1'500) == "1.5us");
    CHECK(format_duration(7) == "7ns");
    CHECK(format_duration(60 * second + 1) == "1m0.000000001s");
    CHECK(format_duration(-second) == "-1s");
    CHECK(format_duration(INT64_MIN) == "-2562047h47m16.854775808s");
}

TEST_CASE("what was written as a length of time reads back") {
    for (std::int64_t value : {INT64_MIN, INT64_MAX, std::int64_t{1}, std::int64_t{999'999'999},
                               std::int64_t{3'600'000'000'001}, std::int64_t{-1'001}}) {
        CAPTURE(value);
        CHECK(parse_duration(format_duration(value)) == value);
    }
}

TEST_CASE("moments are written in UTC") {
    CHECK(format_timestamp(0) == "1970-01-01T00:00:00Z");
    CHECK(format_timestamp(946684800 * second) == "2000-01-01T00:00:00Z");
    CHECK(format_timestamp(951782400 * second) == "2000-02-29T00:00:00Z");
    CHECK(format_timestamp(-1) == "1969-12-31T23:59:59.999999999Z");
    CHECK(format_timestamp(1'500'000'000) == "1970-01-01T00:00:01.5Z");
    CHECK(format_timestamp(INT64_MAX) == "2262-04-11T23:47:16.854775807Z");
    CHECK(format_timestamp(INT64_MIN) == "1677-09-21T00:12:43.145224192Z");
}

TEST_CASE("moments are read with any offset") {
    CHECK(parse_timestamp("2000-01-01T00:00:00Z") == 946684800 * second);
    CHECK(parse_timestamp("2000-01-01T02:00:00+02:00") == 946684800 * second);
    CHECK(parse_timestamp("1999-12-31T19:30:00.000-04:30") == 946684800 * second);
    CHECK(parse_timestamp("1970-01-01T00:00:00.1234567891Z") == 123456789);
}

TEST_CASE("what is no moment, or beyond 64 bits of nanoseconds, is none") {
    for (const char* text : {"", "2000-01-01", "2000-01-01T00:00:00", "2000-13-01T00:00:00Z", "2001-02-29T00:00:00Z",
                             "1900-02-29T00:00:00Z", "2000-01-01T24:00:00Z", "2000-01-01T00:60:00Z",
                             "2000-01-01T00:00:00.Z", "2000-01-01T00:00:00+0200", "2000-01-01T00:00:00Zx",
                             "9999-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "2000-1-01T00:00:00Z"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_timestamp(text));
    }
}

TEST_CASE("every day of four centuries reads back") {
    const std::int64_t day = 86400 * second;
    std::int64_t wrong = 0;
    for (std::int64_t moment = -106000 * day; moment < 106000 * day; moment += day) {
        wrong += parse_timestamp(format_timestamp(moment)) == moment ? 0 : 1;
    }
    CHECK(wrong == 0);
}
