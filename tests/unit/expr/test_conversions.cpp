// bool(), bytes(), double(), int(), uint(), string(), timestamp(), duration(), dyn(); size().
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

void check_all(const std::vector<std::pair<std::string, std::string>>& cases) {
    Bench bench;
    for (const auto& [text, given] : cases) {
        CAPTURE(text);
        CHECK(bench.give(text) == given);
    }
}

} // namespace

TEST_CASE("doubles become whole numbers towards zero, within the range") {
    check_all({
        {"int(3.99)", "int 3"},
        {"int(-3.99)", "int -3"},
        {"int(-0.5)", "int 0"},
        {"int(9007199254740993.0)", "int 9007199254740992"},
        {"int(9223372036854774784.0)", "int 9223372036854774784"}, // the last double below 2^63
        {"int(9223372036854775808.0)", "error 9223372036854775808 is outside the range of int"},
        {"int(-9223372036854775808.0)", "error -9223372036854775808 is outside the range of int"},
        {"int(1e99)", "error 1e+99 is outside the range of int"},
        {"int(0.0 / 0.0)", "error NaN is outside the range of int"},
        {"int(1.0 / 0.0)", "error Infinity is outside the range of int"},
        {"uint(3.99)", "uint 3"},
        {"uint(18446744073709549568.0)", "uint 18446744073709549568"}, // the last double below 2^64
        {"uint(18446744073709551616.0)", "error 18446744073709551616 is outside the range of uint"},
        {"uint(-0.5)", "error -0.5 is outside the range of uint"},
        {"uint(0.0 / 0.0)", "error NaN is outside the range of uint"},
    });
}

TEST_CASE("whole numbers become each other within the range") {
    check_all({
        {"int(42u)", "int 42"},
        {"int(9223372036854775807u)", "int 9223372036854775807"},
        {"int(9223372036854775808u)", "error 9223372036854775808 is outside the range of int"},
        {"uint(42)", "uint 42"},
        {"uint(-1)", "error -1 is outside the range of uint"},
        {"double(1)", "double 1"},
        {"double(18446744073709551615u)", "double 18446744073709551616"},
        {"double(9223372036854775807) == 9223372036854775808.0", "bool true"},
        {"int(7)", "int 7"},
        {"uint(7u)", "uint 7"},
        {"double(7.5)", "double 7.5"},
    });
}

TEST_CASE("texts become numbers where the whole text is one") {
    check_all({
        {"int('-42')", "int -42"},
        {"int('+42')", "int 42"},
        {"int('007')", "int 7"},
        {"int('9223372036854775807')", "int 9223372036854775807"},
        {"int('9223372036854775808')", "error '9223372036854775808' is no int"},
        {"int('-9223372036854775808')", "int -9223372036854775808"},
        {"int('')", "error '' is no int"},
        {"int(' 1')", "error ' 1' is no int"},
        {"int('1.0')", "error '1.0' is no int"},
        {"int('0x10')", "error '0x10' is no int"},
        {"int('1e3')", "error '1e3' is no int"},
        {"uint('300')", "uint 300"},
        {"uint('18446744073709551615')", "uint 18446744073709551615"},
        {"uint('18446744073709551616')", "error '18446744073709551616' is no uint"},
        {"uint('-1')", "error '-1' is no uint"},
        {"double('1.5')", "double 1.5"},
        {"double('-1e3')", "double -1000"},
        {"double('.5')", "double 0.5"},
        {"double('6.02214e23')", "double 6.02214e+23"},
        {"double('NaN')", "double NaN"},
        {"double('Infinity')", "double Infinity"},
        {"double('-Infinity')", "double -Infinity"},
        {"double('one')", "error 'one' is no double"},
        {"double('')", "error '' is no double"},
        {"double('0x1p3')", "error '0x1p3' is no double"},
    });
}

TEST_CASE("texts become bools in the forms that are usual, no others") {
    Bench bench;
    for (const std::string text : {"true", "True", "TRUE", "t", "T", "1"}) {
        CAPTURE(text);
        CHECK(bench.give("bool('" + text + "')") == "bool true");
    }
    for (const std::string text : {"false", "False", "FALSE", "f", "F", "0"}) {
        CAPTURE(text);
        CHECK(bench.give("bool('" + text + "')") == "bool false");
    }
    for (const std::string text : {"", "TrUe", "FaLsE", "yes", "2", " true"}) {
        CAPTURE(text);
        CHECK(bench.give("bool('" + text + "')") == "error '" + text + "' is no bool");
    }
    CHECK(bench.give("bool(true)") == "bool true");
}

TEST_CASE("values become texts") {
    check_all({
        {"string(true)", "string true"},
        {"string(-7)", "string -7"},
        {"string(7u)", "string 7"},
        {"string(0.1 + 0.2)", "string 0.30000000000000004"},
        {"string(123.456)", "string 123.456"},
        {"string(-4.5e-3)", "string -0.0045"},
        {"string(6.02214e23)", "string 6.02214e+23"},
        {"string(1.38e-23)", "string 1.38e-23"},
        {"string(1.0 / 0.0)", "string Infinity"},
        {"string(b'\\303\\277')", "string \u00ff"},
        {"string(b'\\377')", "error these bytes are no UTF-8 text"},
        {"string(b'\\xed\\xa0\\x80')", "error these bytes are no UTF-8 text"},
        {"string('as it is')", "string as it is"},
        {"string(timestamp('2009-02-13T23:31:30Z'))", "string 2009-02-13T23:31:30Z"},
        {"string(timestamp('2009-02-13T23:31:30.120+01:00'))", "string 2009-02-13T22:31:30.12Z"},
        {"string(duration('1h30m'))", "string 5400s"},
        {"string(duration('-1ms'))", "string -0.001s"},
        {"string(duration('1.5s'))", "string 1.5s"},
        {"string(duration('0'))", "string 0s"},
        {"string(duration('1ns'))", "string 0.000000001s"},
        {"bytes('\u00ff') == b'\\303\\277'", "bool true"},
        {"bytes(b'\\377') == b'\\377'", "bool true"},
    });
}

TEST_CASE("timestamps and durations come from texts and seconds") {
    check_all({
        {"timestamp('2009-02-13T23:31:30Z')", "timestamp 2009-02-13T23:31:30Z"},
        {"timestamp('1972-01-01T10:00:20.021-05:00')", "timestamp 1972-01-01T15:00:20.021Z"},
        {"timestamp('0001-01-01T00:00:00Z')", "timestamp 0001-01-01T00:00:00Z"},
        {"timestamp('9999-12-31T23:59:59.999999999Z')", "timestamp 9999-12-31T23:59:59.999999999Z"},
        {"timestamp('0000-01-01T00:00:00Z')", "error '0000-01-01T00:00:00Z' is no timestamp"},
        {"timestamp('10000-01-01T00:00:00Z')", "error '10000-01-01T00:00:00Z' is no timestamp"},
        {"timestamp('2009-02-30T00:00:00Z')", "error '2009-02-30T00:00:00Z' is no timestamp"},
        {"timestamp('yesterday')", "error 'yesterday' is no timestamp"},
        {"timestamp(1234567890)", "timestamp 2009-02-13T23:31:30Z"},
        {"timestamp(-62135596800)", "timestamp 0001-01-01T00:00:00Z"},
        {"timestamp(-62135596801)", "error -62135596801 is outside the range of timestamp"},
        {"timestamp(253402300800)", "error 253402300800 is outside the range of timestamp"},
        {"timestamp(timestamp(0))", "timestamp 1970-01-01T00:00:00Z"},
        {"int(timestamp('2009-02-13T23:31:30.9Z'))", "int 1234567890"},
        {"int(timestamp('1969-12-31T23:59:58.5Z'))", "int -2"},
        {"duration('1h30m')", "duration 5400s"},
        {"duration('1.5s') == duration('1500ms')", "bool true"},
        {"duration('-1ms') == duration('-1000us')", "bool true"},
        {"duration('1us') == duration('1000ns')", "bool true"},
        {"duration(duration('2s'))", "duration 2s"},
        {"duration('1.5')", "error '1.5' is no duration"},
        {"duration('')", "error '' is no duration"},
        {"duration('1d')", "error '1d' is no duration"},
        {"duration('-320000000000s')", "error '-320000000000s' is no duration"},
        {"duration('320000000000s')", "error '320000000000s' is no duration"},
    });
}

TEST_CASE("sizes count code points, bytes, elements and entries") {
    check_all({
        {"size('')", "int 0"},
        {"size('\u00e9\U0001f600a')", "int 3"},
        {"'four'.size()", "int 4"},
        {"size(b'\u00e9')", "int 2"},
        {"b'abc'.size()", "int 3"},
        {"size([])", "int 0"},
        {"[1, 2, 3].size()", "int 3"},
        {"size({'a': 1, 'b': 2})", "int 2"},
        {"{1: 2}.size()", "int 1"},
        {"size(dyn(1))", "error no such overload: size(int)"},
        {"dyn(null).size()", "error no such overload: size(null_type)"},
    });
}

TEST_CASE("dyn() leaves the value and takes its type away") {
    Bench bench;
    CHECK(bench.give("dyn(1) == dyn(1)") == "bool true");
    CHECK(bench.compile("dyn(1)").type() == Type::dynamic());
    CHECK(bench.give("dyn([1, 'a'])[1]") == "string a");
    CHECK(bench.give("int(dyn(true))") == "error no such overload: int(bool)");
    CHECK(bench.give("string(dyn([1]))") == "error no such overload: string(list)");
    CHECK(bench.give("int(dyn(1) / 0)") == "error division by zero");
}

TEST_CASE("default() gives its second argument where the first errs, is null or empty") {
    check_all({
        {"default(null, 1)", "int 1"},
        {"default('', 'a')", "string a"},
        {"default(b'', b'a')", "bytes a"},
        {"default([], [1])", "list [1]"},
        {"default({}, {'a': 1})", "map {\"a\":1}"},
        {"default(1 / 0, 2)", "int 2"},
        {"default(int('x'), -1)", "int -1"},
        {"default(params.missing, 'none')", "string none"},
        {"default(0, 1)", "int 0"},
        {"default(false, true)", "bool false"},
        {"default(' ', 'a')", "string  "},
        {"default(1 / 0, 1 % 0)", "error remainder of a division by zero"},
        {"default(input.digits, 'none')", "string none"},
        {"default('', null)", "null_type "},
    });
}

TEST_CASE("json() writes any value") {
    check_all({
        {"json(null)", "string null"},
        {"json('a\"\\n')", "string \"a\\\"\\n\""},
        {"json({'a': [1, 2u, 1.5, true], 'b': {}})", "string {\"a\":[1,2,1.5,true],\"b\":{}}"},
        {"json(duration('90s'))", "string \"90s\""},
        {"json(timestamp(0))", "string \"1970-01-01T00:00:00Z\""},
        {"json(b'\\377')", "string \"/w==\""},
        {"json(1 / 0)", "error division by zero"},
    });
}

TEST_CASE("a conversion that no type allows is said where its argument stands") {
    Bench bench;
    CHECK(bench.complaint("vip && int(queue) > 1") ==
          "expression_type [queue] int() takes int, uint, double, string or timestamp; 'queue' is list(string)");
    CHECK(bench.complaint("timestamp(1.5)") ==
          "expression_type [1.5] timestamp() takes int, string or timestamp; '1.5' is double");
    CHECK(bench.complaint("duration(5)") == "expression_type [5] duration() takes string or duration; '5' is int");
    CHECK(bench.complaint("bool(1)") == "expression_type [1] bool() takes bool or string; '1' is int");
    CHECK(bench.complaint("json()") == "expression_type [json] json() has 0 arguments, expected 1 argument");
    CHECK(bench.complaint("default(1)") == "expression_type [default] default() has 1 argument, expected 2 arguments");
}
