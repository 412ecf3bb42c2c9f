// The math extension.
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

TEST_CASE("the greatest and the least of numbers of any kinds, one by one or in a list") {
    check_all({
        {"math.greatest(1)", "int 1"},
        {"math.greatest(1u, 2u)", "uint 2"},
        {"math.greatest(-42.0, -21.5, -100.0)", "double -21.5"},
        {"math.greatest([-42.0, -21.5, -100.0])", "double -21.5"},
        {"math.least(-42.0, -21.5, -100.0)", "double -100"},
        {"math.least([3, 1, 2])", "int 1"},
        {"math.greatest(1, 2.5, 2u)", "double 2.5"},
        {"math.least(1, -0.5, 0u)", "double -0.5"},
        {"math.greatest([1, 2.0, 3u])", "uint 3"},
        {"math.greatest(1, 1.0, 1u)", "int 1"}, // the first of equals
        {"math.least(1u, 1.0)", "uint 1"},
        {"math.greatest(9223372036854775807, 9223372036854775808.0)", "double 9223372036854775808"},
        {"math.greatest(18446744073709551615u, -1)", "uint 18446744073709551615"},
        {"math.greatest(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)", "int 12"},
        {"math.least(5, 4, 3, 2, 1, 2, 3, 4, 5, 6)", "int 1"},
        {"math.greatest(0.0 / 0.0, 1.0)", "double NaN"},
        {"math.least(1.0, 0.0 / 0.0, 0.5)", "double NaN"},
        {"math.greatest(dyn(1), dyn(3), 2)", "int 3"},
    });
}

TEST_CASE("what has no greatest is an error") {
    check_all({
        {"math.greatest([])", "error math.greatest() of an empty list"},
        {"math.least(dyn([]))", "error math.least() of an empty list"},
        {"math.greatest(dyn('a'))", "error no such overload: math.greatest(string)"},
        {"math.greatest(dyn(['a']))", "error no such overload: math.greatest() of a list with string"},
        {"math.least(dyn([1, 'a']))", "error no such overload: math.least() of a list with string"},
        {"math.least(1, dyn('a'))", "error no such overload: math.least(int, string)"},
        {"math.least(1, dyn([2]))", "error no such overload: math.least(int, list)"},
        {"math.greatest(1, 1 / 0, 2)", "error division by zero"},
    });
    Bench bench;
    CHECK(bench.complaint("math.greatest()") ==
          "expression_type [math.greatest] math.greatest() has 0 arguments, expected 1 or 2 or more arguments");
    CHECK(
        bench.complaint("math.greatest('a')") ==
        "expression_type ['a'] math.greatest() takes int, uint, double or list of int, uint or double; 'a' is string");
    CHECK(bench.complaint("math.least(tries, vip, 1)") ==
          "expression_type [vip] math.least() takes int, uint or double; 'vip' is bool");
    CHECK(bench.complaint("math.least(queue)").substr(0, 23) == "expression_type [queue]");
    CHECK(bench.compile("math.greatest(1, 2)").type() == Type::of(Kind::integer));
    CHECK(bench.compile("math.greatest([1.0])").type() == Type::of(Kind::real));
    CHECK(bench.compile("math.greatest(1, 2.0)").type() == Type::dynamic());
}

TEST_CASE("doubles are rounded") {
    check_all({
        {"math.ceil(1.2)", "double 2"},
        {"math.ceil(-1.2)", "double -1"},
        {"math.floor(1.2)", "double 1"},
        {"math.floor(-1.2)", "double -2"},
        {"math.round(1.2)", "double 1"},
        {"math.round(1.5)", "double 2"},
        {"math.round(-1.5)", "double -2"},
        {"math.round(2.5)", "double 3"},
        {"math.round(0.49999999999999994)", "double 0"},
        {"math.trunc(1.3)", "double 1"},
        {"math.trunc(-1.3)", "double -1"},
        {"math.ceil(1.0 / 0.0)", "double Infinity"},
        {"math.round(0.0 / 0.0)", "double NaN"},
        {"math.ceil(dyn(1))", "error no such overload: math.ceil(int)"},
    });
    Bench bench;
    CHECK(bench.complaint("math.ceil(1)") == "expression_type [1] math.ceil() takes double; '1' is int");
}

TEST_CASE("size and sign of a number") {
    check_all({
        {"math.abs(-1)", "int 1"},
        {"math.abs(1u)", "uint 1"},
        {"math.abs(-1.5)", "double 1.5"},
        {"math.abs(0.0 / 0.0)", "double NaN"},
        {"math.abs(-9223372036854775807)", "int 9223372036854775807"},
        {"math.abs(-9223372036854775808)", "error the result is too large for its type"},
        {"math.sign(-42)", "int -1"},
        {"math.sign(0)", "int 0"},
        {"math.sign(42)", "int 1"},
        {"math.sign(42u)", "uint 1"},
        {"math.sign(0u)", "uint 0"},
        {"math.sign(-0.3)", "double -1"},
        {"math.sign(-0.0)", "double 0"},
        {"math.sign(1.0 / 0.0)", "double 1"},
        {"math.sign(0.0 / 0.0)", "double NaN"},
        {"math.sqrt(81)", "double 9"},
        {"math.sqrt(81u)", "double 9"},
        {"math.sqrt(985.25)", "double 31.388692231439016"},
        {"math.sqrt(-15)", "double NaN"},
        {"math.abs(dyn('1'))", "error no such overload: math.abs(string)"},
    });
    Bench bench;
    CHECK(bench.compile("math.abs(account)").type() == Type::dynamic());
    CHECK(bench.compile("math.abs(ratio)").type() == Type::of(Kind::real));
}

TEST_CASE("doubles that are no numbers") {
    check_all({
        {"math.isNaN(0.0 / 0.0)", "bool true"},
        {"math.isNaN(1.2)", "bool false"},
        {"math.isInf(1.0 / 0.0)", "bool true"},
        {"math.isInf(-1.0 / 0.0)", "bool true"},
        {"math.isInf(1.2)", "bool false"},
        {"math.isFinite(0.0 / 0.0)", "bool false"},
        {"math.isFinite(-1.0 / 0.0)", "bool false"},
        {"math.isFinite(1.2)", "bool true"},
        {"math.isNaN(dyn(1))", "error no such overload: math.isNaN(int)"},
    });
}

TEST_CASE("bits") {
    check_all({
        {"math.bitAnd(3u, 2u)", "uint 2"},
        {"math.bitAnd(3, 5)", "int 1"},
        {"math.bitAnd(-3, -5)", "int -7"},
        {"math.bitOr(1u, 2u)", "uint 3"},
        {"math.bitOr(-2, -4)", "int -2"},
        {"math.bitXor(3u, 5u)", "uint 6"},
        {"math.bitXor(1, 3)", "int 2"},
        {"math.bitNot(1)", "int -2"},
        {"math.bitNot(-1)", "int 0"},
        {"math.bitNot(0u)", "uint 18446744073709551615"},
        {"math.bitShiftLeft(1, 2)", "int 4"},
        {"math.bitShiftLeft(-1, 2)", "int -4"},
        {"math.bitShiftLeft(1, 63)", "int -9223372036854775808"},
        {"math.bitShiftLeft(1u, 200)", "uint 0"},
        {"math.bitShiftLeft(1, 64)", "int 0"},
        {"math.bitShiftRight(1024, 2)", "int 256"},
        {"math.bitShiftRight(1024u, 64)", "uint 0"},
        {"math.bitShiftRight(-1024, 3)", "int 2305843009213693824"}, // (2^64 - 1024) / 8
        {"math.bitShiftRight(-1, 64)", "int 0"},
        {"math.bitShiftLeft(1, -1)", "error a shift by -1 bits, which is negative"},
        {"math.bitShiftRight(1u, -2)", "error a shift by -2 bits, which is negative"},
        {"math.bitAnd(1, dyn(2u))", "error no such overload: math.bitAnd(int, uint)"},
    });
    Bench bench;
    CHECK(bench.complaint("math.bitAnd(1, 2u) == 0") ==
          "expression_type [math.bitAnd(1, 2u)] math.bitAnd() does not take int, uint together");
    CHECK(bench.complaint("math.bitShiftLeft(1, 2u)") ==
          "expression_type [2u] math.bitShiftLeft() takes int; '2u' is uint");
    CHECK(bench.complaint("math.bitNot(1.0)") ==
          "expression_type [1.0] math.bitNot() takes int or uint; '1.0' is double");
}
