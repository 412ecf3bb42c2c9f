// What a lenient compilation makes of what a strict one refuses.
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

TEST_CASE("a name or function that is not there is an error only where its value is needed") {
    Bench bench;
    CHECK(bench.attempt("nosuch") == "error there is no name 'nosuch' here");
    CHECK(bench.attempt("true || nosuch") == "bool true");
    CHECK(bench.attempt("nosuch || true") == "bool true");
    CHECK(bench.attempt("false && nosuch") == "bool false");
    CHECK(bench.attempt("true && nosuch") == "error there is no name 'nosuch' here");
    CHECK(bench.attempt("false ? nosuch : 1") == "int 1");
    CHECK(bench.attempt("nosuch.field[3] + 1") == "error there is no name 'nosuch' here");
    CHECK(bench.attempt("f_unknown(1, tries)") == "error there is no function 'f_unknown'");
    CHECK(bench.attempt("true || f_unknown(1 + tries)") == "bool true");
    CHECK(bench.attempt("(1 + tries).g_unknown(2)") == "error there is no function 'g_unknown'");
    CHECK(bench.attempt("[1, nosuch]") == "error there is no name 'nosuch' here");
    CHECK(bench.attempt("{'a': f_unknown()}") == "error there is no function 'f_unknown'");
    CHECK(bench.attempt("default(nosuch, 2)") == "int 2");
}

TEST_CASE("what the types forbid is tried all the same") {
    Bench bench;
    CHECK(bench.attempt("1 == 'a'") == "bool false");
    CHECK(bench.attempt("1 + 'a'") == "error there is no + of int and string");
    CHECK(bench.attempt("true || 1 + 'a' == 2") == "bool true");
    CHECK(bench.attempt("true || 7") == "bool true");
    CHECK(bench.attempt("7 && false") == "bool false");
    CHECK(bench.attempt("1 in ['a', 'b']") == "bool false");
    CHECK(bench.attempt("'a'.field") == "error string has no field field");
    CHECK(bench.attempt("[1]['a']") == "error there is no [] of list and string");
    CHECK(bench.attempt("{1.5: 2}") == "error a map has no keys of type double");
    CHECK(bench.attempt("-'a'").substr(0, 5) == "error");
    CHECK(bench.attempt("size(5)").substr(0, 5) == "error");
    CHECK(bench.attempt("size()").substr(0, 5) == "error");
    CHECK(bench.attempt("has(digits.x)").substr(0, 5) == "error");
}

TEST_CASE("a record is no value, a field it lacks is an error") {
    Bench bench;
    CHECK(bench.attempt("input") == "error 'input' is no value, it only has fields");
    CHECK(bench.attempt("input == 1 || true") == "bool true");
    CHECK(bench.attempt("[input, inputs]").substr(0, 5) == "error");
    CHECK(bench.attempt("input[digits]").substr(0, 5) == "error");
    CHECK(bench.attempt("input.digit") == "error 'input' has no field 'digit'");
    CHECK(bench.attempt("has(input.digit) || true") == "bool true");
    CHECK(bench.attempt("inputs.nowhere.digits").substr(0, 5) == "error");
    CHECK(bench.attempt("size(input.digits)") == "int 0");
}

TEST_CASE("what is no expression stays a finding, and no other type is asked for") {
    Bench bench;
    CHECK(bench.attempt("1 +").substr(0, 20) == "! expression_syntax:");
    CHECK(bench.attempt("has(1)").substr(0, 20) == "! expression_syntax:");
    CHECK(bench.attempt("1 + 1") == "int 2"); // attempt() asks for a bool
    CHECK(bench.diagnostics.empty());
}
