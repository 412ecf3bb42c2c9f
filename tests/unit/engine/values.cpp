#include "engine/values.hpp"

#include <catch2/catch.hpp>

using namespace callflow;
using expr::Kind;
using expr::Type;
using expr::Value;

TEST_CASE("the message about a sensitive var's value shows neither the value nor the allowed ones") {
    flow::Var var;
    var.domain.values = {"1111"};
    CHECK(engine::outside_domain(var, Value::string("4711")) == "'4711' is not one of 1111");
    var.sensitive = true;
    CHECK(engine::outside_domain(var, Value::string("4711")) == "the value is not one of the values it may have");
    CHECK(engine::outside_domain(var, Value::string("1111")).empty());
}

TEST_CASE("bounds compare numbers across kinds, and durations with durations") {
    flow::Var var;
    var.domain.minimum = Value::integer(1);
    var.domain.maximum = Value::real(2.5);
    CHECK(engine::outside_domain(var, Value::real(1.0)).empty());
    CHECK(engine::outside_domain(var, Value::unsigned_integer(2)).empty());
    CHECK(engine::outside_domain(var, Value::integer(3)) == "'3' is more than 2.5");
    CHECK(engine::outside_domain(var, Value::real(0.5)) == "'0.5' is less than 1");
    CHECK_FALSE(engine::outside_domain(var, Value::real(0.0 / 1.0)).empty());
    var.domain.minimum = Value::duration(1'000'000'000);
    var.domain.maximum.reset();
    CHECK(engine::outside_domain(var, Value::duration(1'000'000'000)).empty());
    CHECK_FALSE(engine::outside_domain(var, Value::duration(5)).empty());
}

TEST_CASE("what an expression gives keeps its kind, save a number that is the same as another kind") {
    const auto fits = [](Value value, Kind kind) {
        return engine::fits(value, Type::of(kind)) ? value.to_text() : "no";
    };
    CHECK(fits(Value::integer(2), Kind::real) == "2");
    CHECK(fits(Value::real(2.0), Kind::integer) == "2");
    CHECK(fits(Value::real(2.5), Kind::integer) == "no");
    CHECK(fits(Value::real(1e300), Kind::integer) == "no");
    CHECK(fits(Value::integer(-1), Kind::unsigned_integer) == "no");
    CHECK(fits(Value::string("2"), Kind::integer) == "no");
    CHECK(fits(Value::integer(2), Kind::string) == "no");
    CHECK(fits(Value(), Kind::string).empty());
    CHECK(fits(Value::null(), Kind::boolean) == "no");
}
