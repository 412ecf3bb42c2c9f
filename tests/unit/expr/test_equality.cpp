// Equality over all kinds, order within one, and logic over whatever there is.
#include "support.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

void all_true(Bench& bench, std::initializer_list<std::string> texts) {
    for (const std::string& text : texts) {
        INFO(text);
        CHECK(bench.attempt(text) == "bool true");
    }
}

} // namespace

TEST_CASE("things of different kinds are unequal, and that is no error") {
    Bench bench;
    const std::vector<std::string> kinds = {"1", "'1'", "b'1'", "true", "null", "[1]", "{}", "int", "now", "now - now"};
    for (const std::string& a : kinds) {
        for (const std::string& b : kinds) {
            std::string text = a;
            text.append(" == ").append(b);
            INFO(text);
            CHECK(bench.attempt(text) == (a == b ? "bool true" : "bool false"));
            CHECK(bench.attempt("!(" + text + ")") == (a == b ? "bool false" : "bool true"));
        }
    }
}

TEST_CASE("lists and maps are equal as deep as they go") {
    Bench bench;
    bench.set("ratio", Value::real(std::nan("")));
    all_true(bench, {
                        "[] == []",
                        "[1, 2] == [1.0, 2u]",
                        "[1, 2] != [2, 1]",
                        "[1] != [1, 1]",
                        "[[1, ['a']], {}] == [[1u, ['a']], {}]",
                        "[1] != ['1']",
                        "[null] != [1]",
                        "[ratio] != [ratio]",
                        "{'k': ratio} != {'k': ratio}",
                        "{} == {}",
                        "{} != []",
                        "{'a': 1, 'b': 2} == {'b': 2u, 'a': 1.0}",
                        "{1: 'x'} == {1u: 'x'}",
                        "{1: 'x'} != {'1': 'x'}",
                        "{true: 1} != {1: 1}",
                        "{'a': 1} != {'a': 1, 'b': 2}",
                        "{'a': 1} != {'b': 1}",
                        "{'a': {'b': [1]}} == {'a': {'b': [1.0]}}",
                        "[{'a': 1}] != [{'a': 2}]",
                    });
}

TEST_CASE("what has an order has it within its kind only") {
    Bench bench;
    bench.set("now", Value::timestamp(5));
    bench.set("account", Value::duration(-3));
    all_true(bench, {
                        "'' < 'a'",
                        "'a' < 'b'",
                        "'Ab' < 'ab'",
                        "'a' < 'aa'",
                        "'\u00e9' > 'z'",
                        "'\U0001F600' > '\uffee'",
                        "'a' <= 'a'",
                        "b'\\x00' < b'\\x01'",
                        "b'\\xff' > b'z'",
                        "b'' < b'\\x00'",
                        "false < true",
                        "true >= true",
                        "!(true < false)",
                        "now <= now",
                        "account < now - now",
                        "now + account < now",
                    });
    for (const std::string text : {"'a' < 1", "1 < 'a'", "true < 1", "b'a' < 'a'", "null < null", "[] < []", "{} < {}",
                                   "now < account", "int < uint", "[1] <= [2]"}) {
        INFO(text);
        CHECK(bench.attempt(text).substr(0, 19) == "error there is no <");
    }
}

TEST_CASE("&& and || give the same from either side, whatever the other side is") {
    Bench bench;
    for (const std::string other : {"1 / 0 == 1", "nosuch", "f_unknown()", "'text'", "1", "null", "[]", "now"}) {
        INFO(other);
        CHECK(bench.attempt("false && " + other) == "bool false");
        CHECK(bench.attempt(other + " && false") == "bool false");
        CHECK(bench.attempt("true || " + other) == "bool true");
        CHECK(bench.attempt(other + " || true") == "bool true");
        CHECK(bench.attempt("true && " + other).substr(0, 5) == "error");
        CHECK(bench.attempt(other + " && true").substr(0, 5) == "error");
        CHECK(bench.attempt("false || " + other).substr(0, 5) == "error");
        CHECK(bench.attempt(other + " || false").substr(0, 5) == "error");
        CHECK(bench.attempt(other + " && " + other).substr(0, 5) == "error");
        CHECK(bench.attempt("!(" + other + ")").substr(0, 5) == "error");
        CHECK(bench.attempt("(" + other + ") ? 1 : 2").substr(0, 5) == "error");
    }
    all_true(bench, {"true && true", "!(true && false)", "false || true", "!(false || false)", "!false", "!!true",
                     "true && (false || true)", "true ? true : 1 / 0 > 0", "false ? nosuch : true",
                     "(true ? 1 : 'a') == 1", "false || false || 1 / 0 > 1 || true"});
}
