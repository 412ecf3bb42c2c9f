// Timestamps and durations: arithmetic over the whole range, order, fields.
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

void check_all(const std::vector<std::pair<std::string, std::string>>& cases) {
    Bench bench;
    // A Friday night in winter, to the nanosecond.
    bench.set("now", Value::timestamp(*base::parse_moment("2009-02-13T23:31:30.123456789Z")));
    for (const auto& [text, given] : cases) {
        CAPTURE(text);
        CHECK(bench.give(text) == given);
    }
}

} // namespace

TEST_CASE("timestamps and durations are added and subtracted") {
    check_all({
        {"now + duration('1h')", "timestamp 2009-02-14T00:31:30.123456789Z"},
        {"duration('-500ms') + now", "timestamp 2009-02-13T23:31:29.623456789Z"},
        {"now - duration('30.123456789s')", "timestamp 2009-02-13T23:31:00Z"},
        {"now - now", "duration 0s"},
        {"timestamp('2009-02-14T00:00:00Z') - now", "duration 1709.876543211s"},
        {"duration('1h') + duration('-1s')", "duration 3599s"},
        {"duration('1s') - duration('1h')", "duration -3599s"},
        {"timestamp('9999-12-31T23:59:59.999999999Z') - duration('1ns')", "timestamp 9999-12-31T23:59:59.999999998Z"},
        {"timestamp('0001-01-01T00:00:00Z') + duration('1ns')", "timestamp 0001-01-01T00:00:00.000000001Z"},
    });
}

TEST_CASE("a time out of range is an error") {
    const std::string overflow = "error the result is too large for its type";
    check_all({
        {"timestamp('9999-12-31T23:59:59Z') + duration('1s')", overflow},
        {"timestamp('9999-12-31T23:59:59.999999999Z') + duration('1ns')", overflow},
        {"timestamp('0001-01-01T00:00:00Z') - duration('1ns')", overflow},
        {"timestamp('0001-01-01T00:00:00Z') + duration('-1s')", overflow},
        {"timestamp('9999-12-31T00:00:00Z') - timestamp('0001-01-01T00:00:00Z')", overflow},
        {"duration('2562047h47m') + duration('1h')", overflow},
        {"duration('-2562047h47m') - duration('1h')", overflow},
    });
}

TEST_CASE("times have an order and are equal to the nanosecond") {
    check_all({
        {"now < now + duration('1ns')", "bool true"},
        {"now <= now && now >= now && !(now > now)", "bool true"},
        {"timestamp('1969-12-31T23:59:59.9Z') < timestamp(0)", "bool true"},
        {"timestamp('1969-12-31T23:59:59.1Z') < timestamp('1969-12-31T23:59:59.2Z')", "bool true"},
        {"timestamp('0001-01-01T00:00:00Z') < timestamp('9999-12-31T23:59:59Z')", "bool true"},
        {"timestamp('2000-01-01T01:00:00+01:00') == timestamp('2000-01-01T00:00:00Z')", "bool true"},
        {"timestamp('2000-01-01T00:00:00.1Z') == timestamp('2000-01-01T00:00:00Z')", "bool false"},
        {"timestamp('2000-01-01T00:00:00.1Z') != timestamp('2000-01-01T00:00:00.2Z')", "bool true"},
        {"now in [timestamp(0), now]", "bool true"},
        {"[now] == [now + duration('1ns')]", "bool false"},
        {"duration('60s') == duration('1m') && duration('-1s') < duration('0')", "bool true"},
        {"dyn(timestamp(0)) == dyn(duration('0'))", "bool false"},
    });
}

TEST_CASE("fields of a timestamp in UTC") {
    check_all({
        {"now.getFullYear()", "int 2009"},
        {"now.getMonth()", "int 1"},
        {"now.getDate()", "int 13"},
        {"now.getDayOfMonth()", "int 12"},
        {"now.getDayOfYear()", "int 43"},
        {"now.getDayOfWeek()", "int 5"},
        {"now.getHours()", "int 23"},
        {"now.getMinutes()", "int 31"},
        {"now.getSeconds()", "int 30"},
        {"now.getMilliseconds()", "int 123"},
        {"timestamp('1969-12-31T23:59:59.25Z').getMilliseconds()", "int 250"},
        {"timestamp('0001-01-01T00:00:00Z').getFullYear()", "int 1"},
        {"timestamp('2000-12-31T00:00:00Z').getDayOfYear()", "int 365"},
        {"timestamp('2009-02-15T00:00:00Z').getDayOfWeek()", "int 0"},
    });
}

TEST_CASE("fields of a timestamp elsewhere") {
    check_all({
        {"now.getDate('Australia/Sydney')", "int 14"},
        {"now.getDayOfWeek('Australia/Sydney')", "int 6"},
        {"now.getHours('America/New_York')", "int 18"},
        {"timestamp('2020-07-01T12:00:00Z').getHours('America/New_York')", "int 8"},
        {"now.getMinutes('Asia/Kathmandu')", "int 16"},
        {"now.getHours('+05:30')", "int 5"},
        {"now.getMinutes('-01:45')", "int 46"},
        {"now.getHours('02:00')", "int 1"},
        {"now.getHours('-08:00')", "int 15"},
        {"now.getHours('UTC')", "int 23"},
        {"now.getSeconds('US/Central')", "int 30"},
        {"now.getMilliseconds('Europe/Paris')", "int 123"},
        {"timestamp('2009-12-31T23:30:00Z').getFullYear('+01:00')", "int 2010"},
        {"timestamp('2009-12-31T23:30:00Z').getMonth('+01:00')", "int 0"},
        {"timestamp('2009-12-31T23:30:00Z').getDayOfMonth('+01:00')", "int 0"},
        {"timestamp('2009-12-31T23:30:00Z').getDayOfYear('+01:00')", "int 0"},
        {"timestamp('0001-01-01T00:00:00Z').getFullYear('-01:00')", "int 0"},
    });
}

TEST_CASE("an unknown zone is an error") {
    check_all({
        {"now.getHours('Atlantis')", "error 'Atlantis' is no time zone"},
        {"now.getMilliseconds('Atlantis')", "error 'Atlantis' is no time zone"},
        {"now.getDate('')", "error '' is no time zone"},
        {"now.getDate('+1:00')", "error '+1:00' is no time zone"},
        {"now.getDate('../../etc/passwd')", "error '../../etc/passwd' is no time zone"},
    });
}

TEST_CASE("a duration has all its hours, minutes and seconds, and the milliseconds beyond them") {
    check_all({
        {"duration('10000s').getHours()", "int 2"},
        {"duration('3730s').getMinutes()", "int 62"},
        {"duration('3730.9s').getSeconds()", "int 3730"},
        {"duration('123.321456789s').getMilliseconds()", "int 321"},
        {"duration('-3730.9s').getMinutes()", "int -62"},
        {"duration('-1.5s').getMilliseconds()", "int -500"},
        {"dyn(duration('1h')).getHours()", "int 1"},
        {"dyn(duration('1h')).getHours('UTC')", "error no such overload: getHours(duration, string)"},
        {"dyn(duration('1h')).getDate()", "error no such overload: getDate(duration)"},
        {"dyn(1).getHours()", "error no such overload: getHours(int)"},
    });
}

TEST_CASE("calls about time are checked") {
    Bench bench;
    CHECK(bench.compile("now.getHours()").type() == Type::of(Kind::integer));
    CHECK(bench.compile("account.getHours()").type() == Type::of(Kind::integer));
    CHECK(bench.complaint("digits.getHours()") ==
          "expression_type [digits] getHours() takes timestamp or duration; 'digits' is string");
    CHECK(bench.complaint("now.getHours(1)") == "expression_type [1] getHours() takes string; '1' is int");
    CHECK(bench.complaint("duration('1h').getHours('UTC')") ==
          "expression_type [duration('1h')] getHours() takes timestamp; 'duration('1h')' is duration");
    CHECK(bench.complaint("now.getHours('UTC', 1)") ==
          "expression_type [getHours] getHours() has 2 arguments, expected 0 or 1 arguments");
    CHECK(bench.complaint("getHours(now)") == "expression_type [getHours] there is no function getHours()");
}
