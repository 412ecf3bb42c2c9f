// What all functions have in common: the table, what a call costs, calls that no type allows.
#include "expr/functions.hpp"
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

const std::string given_up = "error this takes more than 4000000 steps, and was given up";

// A list of so many texts.
Value texts(int count) { return Value::list(std::vector<Value>(static_cast<std::size_t>(count), Value::string("a"))); }

} // namespace

TEST_CASE("every name stands for a function that has overloads, and every function has a name") {
    for (const std::string_view name : function_names()) {
        const FunctionInfo* info = find_function(name);
        CAPTURE(name);
        if (info != nullptr) CHECK_FALSE(overloads_of(info->function).empty());
    }
    for (unsigned i = 0; i < static_cast<unsigned>(Function::count); ++i) {
        CAPTURE(i);
        const auto function = static_cast<Function>(i);
        REQUIRE_FALSE(overloads_of(function).empty());
        CHECK(find_function(name_of(function))->function == function);
        for (const Overload& overload : overloads_of(function)) CHECK(overload.function == function);
    }
}

TEST_CASE("what a call makes is paid for, not only what it is given") {
    Bench bench;
    bench.set("digits", Value::string(std::string(900, 'a')));
    bench.set("queue", texts(100));
    // 901 * 900 + 900 bytes, or 12684 steps, for replace() as for size()
    CHECK(bench.give("queue.all(q, size(digits.replace('', digits)) == 811800)") == "bool true");
    bench.set("queue", texts(200));
    CHECK(bench.give("queue.all(q, size(digits.replace('', digits)) == 811800)") == given_up);
}

TEST_CASE("a pattern that is made while the flow runs is dear, a literal is not") {
    Bench bench;
    bench.set("digits", Value::string("^a$"));
    bench.set("queue", texts(350));
    CHECK(bench.give("queue.all(q, q.matches(digits))") == "bool true");
    bench.set("queue", texts(450));
    CHECK(bench.give("queue.all(q, q.matches(digits))") == given_up);
    CHECK(bench.give("queue.all(q, q.matches('^a$'))") == "bool true");
    std::string many = "'a'.matches(digits)";
    for (int i = 0; i < 450; ++i) many += " && 'a'.matches(digits)";
    CHECK(bench.give(many) == given_up);
}

TEST_CASE("asking for a time zone is dearer than other calls") {
    Bench bench;
    bench.set("queue", texts(100'000));
    CHECK(bench.give("queue.all(q, now.getHours('UTC') == 0)") == given_up);
    CHECK(bench.give("queue.all(q, q.size() == 1)") == "bool true");
}

TEST_CASE("type() takes one value of any type") {
    Bench bench;
    CHECK(bench.give("type(1) == int && type(type(1)) == type && type(null) == null_type") == "bool true");
    CHECK(bench.give("type(now) == google.protobuf.Timestamp") == "bool true");
    CHECK(bench.give("type(1 / 0) == int") == "error division by zero");
    CHECK(bench.complaint("type()") == "expression_type [type] type() has 0 arguments, expected 1 argument");
    CHECK(bench.complaint("type(1, 2)") == "expression_type [type] type() has 2 arguments, expected 1 argument");
}

TEST_CASE("a call that no type allows is tried where types are not checked") {
    Bench bench;
    CHECK(bench.attempt("true || size(5) == 1") == "bool true");
    CHECK(bench.attempt("size(5)").substr(0, 5) == "error");
    CHECK(bench.attempt("'a'.matches('(')") == "error this is no pattern: missing )");
    CHECK(bench.attempt("true || 'a'.matches('(')") == "bool true");
    CHECK(bench.attempt("math.ceil(1)").substr(0, 5) == "error");
    CHECK(bench.attempt("[1, 2].join('-')").substr(0, 5) == "error");
    CHECK(bench.attempt("math.greatest(1, 2.5, 2u)") == "double 2.5");
    CHECK(bench.attempt("strings.quote('a')") == "string \"a\"");
}

TEST_CASE("misspelt functions are answered with the nearest, macros among them") {
    Bench bench;
    CHECK(bench.complaint("math.ciel(1.5)") == "unknown_function [math.ciel] there is no function 'math.ciel'");
    CHECK(bench.help() == "did you mean 'math.ceil'?");
    CHECK(bench.complaint("now.getHour()") == "unknown_function [getHour] there is no function 'getHour'");
    CHECK(bench.help() == "did you mean 'getHours'?");
    CHECK(bench.complaint("queue.exist(q, q == digits)") == "unknown_function [exist] there is no function 'exist'");
    CHECK(bench.help() == "did you mean 'exists'?");
}
