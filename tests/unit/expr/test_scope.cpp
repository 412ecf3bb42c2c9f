// Declarations and their slots.
#include "expr/scope.hpp"

#include <catch2/catch.hpp>

using namespace callflow::expr;

TEST_CASE("slots are handed out in order of declaration, fields' when first referred to") {
    Scope scope;
    CHECK(scope.declare("a", Type::of(Kind::boolean)) == 0);
    CHECK(scope.declare("b", Type::of(Kind::string), {{"x", "y"}, {}, {}}) == 1);
    const std::uint32_t record = scope.add_record({"input", {{"digits", Type::of(Kind::string)}}});
    scope.declare_record("input", record);
    scope.declare_record("inputs", record, true);
    scope.add_key("inputs", "second");
    scope.add_key("inputs", "first");
    CHECK(scope.slot_count() == 2);
    CHECK(scope.field_slot("inputs.first.digits", Type::of(Kind::string)) == 2);
    CHECK(scope.field_slot("input.digits", Type::of(Kind::string)) == 3);
    CHECK(scope.field_slot("inputs.first.digits", Type::of(Kind::string)) == 2);
    CHECK(scope.slot_count() == 4);
    REQUIRE(scope.record_slots().size() == 2);
    CHECK(scope.record_slots()[0].path == "inputs.first.digits");
    CHECK(scope.record_slots()[0].slot == 2);
}

TEST_CASE("names are found as what they are") {
    Scope scope;
    scope.declare("plan", Type::of(Kind::string), {{"gold", "silver"}, {}, {}});
    const std::uint32_t record = scope.add_record({"input", {{"digits", Type::of(Kind::string)}}});
    scope.declare_record("inputs", record, true);
    scope.add_key("inputs", "menu");
    const Scope::Found plan = scope.find("plan");
    CHECK(plan.what == Scope::Found::What::plain);
    CHECK(*plan.type == Type::of(Kind::string));
    CHECK(plan.domain->values == std::vector<std::string>{"gold", "silver"});
    CHECK(scope.find("inputs").what == Scope::Found::What::keyed);
    CHECK(scope.find("nothing").what == Scope::Found::What::nothing);
    CHECK(scope.has_key("inputs", "menu"));
    CHECK_FALSE(scope.has_key("inputs", "men"));
    CHECK_FALSE(scope.has_key("nothing", "menu"));
    CHECK(scope.names() == std::vector<std::string_view>{"inputs", "plan"});
    CHECK(scope.keys("inputs") == std::vector<std::string_view>{"menu"});
    CHECK(scope.record(record).name == "input");
}
