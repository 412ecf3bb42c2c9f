#include "base/pattern.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace callflow::base;

TEST_CASE("a pattern matches some part of a text, tied to its ends by ^ and $") {
    const auto digits = Pattern::compile("[0-9]{2}");
    REQUIRE(digits);
    CHECK(digits->matches("call 42 now"));
    CHECK_FALSE(digits->matches("4 2"));
    const auto whole = Pattern::compile("^[0-9]{2}$");
    REQUIRE(whole);
    CHECK(whole->matches("42"));
    CHECK_FALSE(whole->matches("420"));
    CHECK(Pattern::compile("")->matches(""));
    CHECK(Pattern::compile("^.$")->matches("\u00e9"));
}

TEST_CASE("a bad pattern says why, and which part it is about") {
    const auto open = Pattern::compile("a(b");
    REQUIRE_FALSE(open);
    CHECK(open.error().message == "missing )");
    CHECK(open.error().part == "a(b");
    const auto nothing = Pattern::compile("x|+a");
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().message == "no argument for repetition operator");
    CHECK(nothing.error().part == "+");
    CHECK_FALSE(Pattern::compile("(a)\\1"));
}

TEST_CASE("a pattern that would need too much memory is none") {
    const auto large = Pattern::compile("((((a{100}){100}){100}){100})");
    CHECK_FALSE(large);
    CHECK(Pattern::compile(std::string(max_pattern_bytes, 'a')));
    const auto longer = Pattern::compile(std::string(max_pattern_bytes + 1, 'a'));
    REQUIRE_FALSE(longer);
    CHECK(longer.error().message == "it has 2049 bytes, at most 2048 are read");
}

TEST_CASE("matching takes time linear in the text") {
    const auto pattern = Pattern::compile("(a*)*b"); // what backtracking would try in 2^n ways
    REQUIRE(pattern);
    CHECK_FALSE(pattern->matches(std::string(100'000, 'a')));
}
