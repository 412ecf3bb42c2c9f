// Numbers: what they are added to, what they overflow, how they compare across kinds.
#include "support.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

using Cases = std::vector<std::pair<std::string, std::string>>;

// Tried whatever the types say, as `eval --batch` does.
void check(const Cases& cases) {
    Bench bench;
    for (const auto& [text, want] : cases) {
        INFO(text);
        CHECK(bench.attempt(text) == want);
    }
}

const std::string over = "error the result is too large for its type";

} // namespace

TEST_CASE("int has 64 bits with a sign") {
    check({
        {"9223372036854775806 + 1", "int 9223372036854775807"},
        {"9223372036854775807 + 1", over},
        {"-9223372036854775808 + -1", over},
        {"-9223372036854775807 - 1", "int -9223372036854775808"},
        {"-9223372036854775807 - 2", over},
        {"0 - -9223372036854775808", over},
        {"3037000500 * 3037000500", over},
        {"3037000499 * 3037000499", "int 9223372030926249001"},
        {"-9223372036854775808 * -1", over},
        {"-9223372036854775808 / -1", over},
        {"-9223372036854775808 % -1", over},
        {"-(-9223372036854775808)", over},
        {"-9223372036854775807", "int -9223372036854775807"},
        {"7 / 2", "int 3"},
        {"-7 / 2", "int -3"},
        {"7 / -2", "int -3"},
        {"7 % 3", "int 1"},
        {"-7 % 3", "int -1"},
        {"7 % -3", "int 1"},
        {"-7 % -3", "int -1"},
        {"43 / 0", "error division by zero"},
        {"43 % 0", "error remainder of a division by zero"},
        {"0xfffe", "int 65534"},
        {"-0x8000000000000000", "int -9223372036854775808"},
    });
}

TEST_CASE("uint has 64 bits without a sign") {
    check({
        {"18446744073709551614u + 1u", "uint 18446744073709551615"},
        {"18446744073709551615u + 1u", over},
        {"0u - 1u", over},
        {"1u - 1u", "uint 0"},
        {"4294967296u * 4294967296u", over},
        {"4294967295u * 4294967297u", "uint 18446744073709551615"},
        {"7u / 2u", "uint 3"},
        {"7u % 4u", "uint 3"},
        {"1u / 0u", "error division by zero"},
        {"1u % 0u", "error remainder of a division by zero"},
        {"0xFFFFFFFFFFFFFFFFu", "uint 18446744073709551615"},
        {"42U", "uint 42"},
    });
    Bench bench;
    CHECK(bench.attempt("-(1u)").substr(0, 5) == "error");
    CHECK(bench.attempt("-1u").substr(0, 5) == "error");
}

TEST_CASE("double is that of IEEE 754") {
    check({
        {"1.0 / 0.0", "double Infinity"},
        {"-1.0 / 0.0", "double -Infinity"},
        {"1.0 / -0.0", "double -Infinity"},
        {"0.0 / 0.0", "double NaN"},
        {"1e308 * 10.0", "double Infinity"},
        {"1e-320 / 1e10", "double 0"},
        {"-0.0 == 0.0", "bool true"},
        {"-(1.5)", "double -1.5"},
        {"4.25 - 0.25", "double 4"},
        {"0.5 * 4.0", "double 2"},
        {"1.", "! expression_syntax: the expression ends behind '.', expected the name of a field"},
    });
    Bench bench;
    CHECK(bench.attempt("47.5 % 5.5").substr(0, 5) == "error");
}

TEST_CASE("kinds of numbers do not mix in arithmetic") {
    Bench bench;
    for (const std::string text : {"1 + 1u", "1 + 1.0", "1u + 1.0", "1 - 1u", "2 * 2.0", "4 / 2u", "4 % 3u", "1 + true",
                                   "true + true", "null + null", "{} + {}", "[] - []", "'a' * 2"}) {
        INFO(text);
        CHECK(bench.attempt(text).substr(0, 18) == "error there is no ");
        CHECK(bench.give(text).substr(0, 18) == "! expression_type:");
    }
}

TEST_CASE("numbers are ordered on one line") {
    Bench bench;
    bench.set("account", Value::real(std::nan("")));
    for (const std::string text : {"1 < 2u",
                                   "2u > 1",
                                   "-1 < 0u",
                                   "0u > -1",
                                   "-9223372036854775808 < 0u",
                                   "9223372036854775807 < 9223372036854775808u",
                                   "18446744073709551615u > 9223372036854775807",
                                   "1 < 1.1",
                                   "1.1 > 1u",
                                   "1u < 1.1",
                                   "-1.5 < -1",
                                   "-0.5 < 0u",
                                   "9007199254740993 > 9007199254740992.0",
                                   "9007199254740993u > 9007199254740992.0",
                                   "9007199254740992 <= 9007199254740992.0",
                                   "9223372036854775807 < 9223372036854775808.0",
                                   "9223372036854775808.0 > 9223372036854775807",
                                   "-9223372036854775808 >= -9223372036854775808.0",
                                   "18446744073709551615u < 18446744073709551616.0",
                                   "18446744073709551615u < 1.0 / 0.0",
                                   "1 > -1.0 / 0.0",
                                   "1 <= 1u",
                                   "1u >= 1.0",
                                   "1.0 <= 1",
                                   "!(1 < account)",
                                   "!(account < 1)",
                                   "!(account >= 1u)",
                                   "!(account <= account)",
                                   "!(account > 1.0)"}) {
        INFO(text);
        CHECK(bench.attempt(text) == "bool true");
    }
}

TEST_CASE("numbers are equal where they are the same number") {
    Bench bench;
    bench.set("account", Value::real(std::nan("")));
    for (const std::string text :
         {"1 == 1u", "1 == 1.0", "1u == 1.0", "-0.0 == 0", "-1 != 18446744073709551615u", "1 != 1.5", "1u != 1.5",
          "9007199254740993 != 9007199254740992.0", "9223372036854775807 != 9223372036854775808.0",
          "9223372036854775808u == 9223372036854775808.0", "18446744073709551615u != 18446744073709551616.0",
          "account != account", "!(account == account)", "account != 1", "1u != account"}) {
        INFO(text);
        CHECK(bench.attempt(text) == "bool true");
    }
}
