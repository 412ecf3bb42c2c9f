// matches().
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

TEST_CASE("a pattern is looked for in a text, in both styles") {
    const auto [text, given] = GENERATE(table<std::string, std::string>({
        {"'foobar'.matches('foo.*')", "bool true"},
        {"matches('foobar', 'o+b')", "bool true"},
        {"'foobar'.matches('^bar')", "bool false"},
        {"'foobar'.matches('^foobar$')", "bool true"},
        {"''.matches('')", "bool true"},
        {"'abc'.matches('')", "bool true"},
        {"'\u00e9'.matches('^.$')", "bool true"},
        {"'+15551234567'.matches(r'^\\+1\\d{10}$')", "bool true"},
        {"'a\\nb'.matches('a.b')", "bool false"},
        {"'GOLD'.matches('(?i)gold')", "bool true"},
        {"dyn(1).matches('1')", "error no such overload: matches(int, string)"},
        {"string(1 / 0).matches('1')", "error division by zero"},
        {"matches('a', dyn(1))", "error no such overload: matches(string, int)"},
    }));
    Bench bench;
    CAPTURE(text);
    CHECK(bench.give(text) == given);
}

TEST_CASE("a pattern may be made while the flow runs, and then errs while it runs") {
    Bench bench;
    bench.set("digits", Value::string("^1+$"));
    CHECK(bench.give("'111'.matches(digits)") == "bool true");
    CHECK(bench.give("'121'.matches(digits)") == "bool false");
    bench.set("digits", Value::string("(1"));
    CHECK(bench.give("'111'.matches(digits)") == "error '(1' is no pattern: missing )");
    CHECK(bench.give("'111'.matches(digits + ')')") == "bool true");
}

TEST_CASE("a literal that is no pattern is a finding that points at the part that is wrong") {
    Bench bench;
    CHECK(bench.complaint("vip && digits.matches('(+1)')") ==
          "bad_pattern [+] this is no pattern: no argument for repetition operator");
    CHECK(bench.complaint("digits.matches('a**')") == "bad_pattern [**] this is no pattern: bad repetition operator");
    CHECK(bench.complaint("digits.matches(r'[z-a]')") ==
          "bad_pattern [z-a] this is no pattern: invalid character class range");
    CHECK(bench.complaint("matches(digits, '\\x28')") == "bad_pattern ['\\x28'] this is no pattern: missing )");
    CHECK(bench.complaint("digits.matches('(a)\\\\1')") ==
          "bad_pattern [\\1] this is no pattern: invalid escape sequence");
}

TEST_CASE("a match is paid by the size of its pattern, wherever it stands") {
    Bench bench;
    const std::string given_up = "error this takes more than 4000000 steps, and was given up";
    bench.set("digits", Value::string(std::string(1u << 20, 'a')));
    CHECK(bench.give("digits.matches('^a')") == "bool true");
    CHECK(bench.give("digits.matches('a[ab]{900}c')") == given_up);
    CHECK(bench.give("digits.matches('a[ab]{900}' + 'c')") == given_up);
    CHECK(bench.give("digits.matches('a[ab]{900}' + 'c') || true") == given_up);
    CHECK(bench.give("true || digits.matches('a[ab]{900}c')") == "bool true");
    bench.set("digits", Value::string("abc"));
    CHECK(bench.give("digits.matches('a[ab]{900}c')") == "bool false");
}

TEST_CASE("one expression has so many patterns, but no more") {
    Bench bench;
    std::string text = "vip";
    for (int i = 0; i < 300; ++i) text += " || digits.matches('a')";
    CHECK_FALSE(bench.compile(text).empty());
    for (int i = 0; i < 300; ++i) text += " || digits.matches('a')";
    CHECK(bench.complaint(text) == "expression_cost ['a'] these are too many patterns for one expression");
}

TEST_CASE("calls of matches() are checked") {
    Bench bench;
    CHECK(bench.complaint("digits.matches(1)") == "expression_type [1] matches() takes string; '1' is int");
    CHECK(bench.complaint("tries.matches('1')") == "expression_type [tries] matches() takes string; 'tries' is int");
    CHECK(bench.complaint("digits.matches()") ==
          "expression_type [matches] matches() has 0 arguments, expected 1 argument");
    CHECK(bench.compile("account.matches(account)").type() == Type::of(Kind::boolean));
}
