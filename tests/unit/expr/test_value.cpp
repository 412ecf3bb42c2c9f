// Values, their texts, and plain texts read as values.
#include "expr/value.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <thread>

using namespace callflow::expr;

namespace {

Type list_of(Type element) { return {Type::Tag::list, Kind::list, {std::move(element)}, 0}; }

std::string parsed(std::string_view text, const Type& type) {
    const auto value = parse_plain(text, type);
    return value ? std::string(to_string(value->kind())) + " " + value->to_text() : "none";
}

} // namespace

TEST_CASE("a value is 16 bytes, and its copies share what it holds") {
    static_assert(sizeof(Value) == 16);
    Value a = Value::string("hello");
    const Value b = a;
    CHECK(a.as_string().data() == b.as_string().data());
    a = Value::integer(3);
    CHECK(b.as_string() == "hello");
    Value c = b;
    c = std::move(a);
    CHECK(c.as_integer() == 3);
    c = *&c;
    CHECK(c.as_integer() == 3);
    CHECK(Value().is_absent());
}

TEST_CASE("values are copied and dropped by several threads at once") {
    const Value shared = Value::list({Value::string("a"), Value::string("b")});
    const auto work = [&shared] {
        for (int i = 0; i < 20000; ++i) {
            const Value copy = shared;
            const Value part = copy.as_list()[1];
            if (part.as_string() != "b") std::abort();
        }
    };
    std::thread one(work);
    std::thread two(work);
    one.join();
    two.join();
    CHECK(shared.as_list().size() == 2);
}

TEST_CASE("maps keep the order of their entries and the last of repeated keys") {
    const Value map = Value::map({{Value::string("z"), Value::integer(1)},
                                  {Value::string("a"), Value::integer(2)},
                                  {Value::string("z"), Value::integer(3)},
                                  {Value::integer(1), Value::integer(4)},
                                  {Value::unsigned_integer(1), Value::integer(5)},
                                  {Value::boolean(true), Value::integer(6)}});
    CHECK(map.to_json() == R"({"z":3,"a":2,"1":5,"true":6})");
    REQUIRE(map.find("z") != nullptr);
    CHECK(map.find("z")->as_integer() == 3);
    CHECK(map.find("b") == nullptr);
    CHECK(map.find("") == nullptr);
    CHECK(Value::map({{Value::real(1), Value::null()}}).is_error());
    std::vector<std::pair<Value, Value>> entries;
    for (int i = 0; i < 1000; ++i) entries.emplace_back(Value::string(std::to_string(i * 7 % 1000)), Value::integer(i));
    const Value large = Value::map(std::move(entries));
    for (int i = 0; i < 1000; ++i) {
        const Value* found = large.find(std::to_string(i * 7 % 1000));
        REQUIRE(found != nullptr);
        CHECK(found->as_integer() == i);
    }
}

TEST_CASE("values that double with each step end in an error, not in memory") {
    Value value = Value::string("x");
    int steps = 0;
    while (!value.is_error() && steps < 100) {
        value = Value::list({value, value});
        ++steps;
    }
    CHECK(value.is_error());
    CHECK(steps < 30);
    value = Value::null();
    for (std::uint32_t i = 0; i < max_value_depth; ++i) value = Value::list({value});
    CHECK(value.kind() == Kind::list);
    CHECK(Value::list({value}).is_error());
    CHECK(value.to_json().size() == 2 * max_value_depth + 4);
    CHECK(value == Value(value));
}

TEST_CASE("numbers are written with the fewest digits that read back") {
    const auto text = [](double number) { return Value::real(number).to_text(); };
    CHECK(text(0) == "0");
    CHECK(text(-0.0) == "-0");
    CHECK(text(1) == "1");
    CHECK(text(0.1) == "0.1");
    CHECK(text(100000) == "100000");
    CHECK(text(123456789.25) == "123456789.25");
    CHECK(text(1e20) == "100000000000000000000");
    CHECK(text(1e21) == "1e+21");
    CHECK(text(0.000001) == "0.000001");
    CHECK(text(1e-7) == "1e-07");
    CHECK(text(std::numeric_limits<double>::max()) == "1.7976931348623157e+308");
    CHECK(text(std::nan("")) == "NaN");
    CHECK(Value::integer(INT64_MIN).to_text() == "-9223372036854775808");
}

TEST_CASE("every kind has a text") {
    CHECK(Value().to_text().empty());
    CHECK(Value::null().to_text().empty());
    CHECK(Value::boolean(true).to_text() == "true");
    CHECK(Value::timestamp(0).to_text() == "1970-01-01T00:00:00Z");
    CHECK(Value::duration(1'500'000'000).to_text() == "1.5s");
    CHECK(Value::type("int").to_text() == "int");
    CHECK(Value::error("because").to_text() == "because");
    CHECK(Value::bytes("ok").to_text() == "ok");
    CHECK(Value::bytes("\xff\xfe").to_text() == "//4=");
    CHECK(Value::list({Value::string("a"), Value::null()}).to_text() == R"(["a",null])");
    CHECK(Value().to_json() == "null");
    CHECK(Value::duration(0).to_json() == "\"0s\"");
    CHECK(Value::string("\xff").to_json() == "\"\xef\xbf\xbd\"");
}

TEST_CASE("plain texts are read as the type that is wanted") {
    CHECK(parsed("true", Type::of(Kind::boolean)) == "bool true");
    CHECK(parsed("yes", Type::of(Kind::boolean)) == "none");
    CHECK(parsed("12", Type::of(Kind::integer)) == "int 12");
    CHECK(parsed("1.5", Type::of(Kind::integer)) == "none");
    CHECK(parsed("12", Type::of(Kind::unsigned_integer)) == "uint 12");
    CHECK(parsed("-1", Type::of(Kind::unsigned_integer)) == "none");
    CHECK(parsed("12", Type::of(Kind::real)) == "double 12");
    CHECK(parsed("007", Type::of(Kind::string)) == "string 007");
    CHECK(parsed("90s", Type::of(Kind::duration)) == "duration 90s");
    CHECK(parsed("90", Type::of(Kind::duration)) == "none");
    CHECK(parsed("2000-01-01T00:00:00Z", Type::of(Kind::timestamp)) == "timestamp 2000-01-01T00:00:00Z");
    CHECK(parsed("null", Type::of(Kind::null)) == "null_type ");
    CHECK(parsed("[]", list_of(Type::dynamic())) == "none");
}

TEST_CASE("without a type a plain text is what people mean by it") {
    const Type unknown = Type::dynamic();
    CHECK(parsed("true", unknown) == "bool true");
    CHECK(parsed("-12", unknown) == "int -12");
    CHECK(parsed("0", unknown) == "int 0");
    CHECK(parsed("1.5", unknown) == "double 1.5");
    CHECK(parsed("0.5", unknown) == "double 0.5");
    CHECK(parsed("1e3", unknown) == "double 1000");
    CHECK(parsed("007", unknown) == "string 007");
    CHECK(parsed("+15551234567", unknown) == "string +15551234567");
    CHECK(parsed("99999999999999999999", unknown) == "string 99999999999999999999");
    CHECK(parsed("nan", unknown) == "string nan");
    CHECK(parsed("1-2", unknown) == "string 1-2");
    CHECK(parsed("", unknown) == "string ");
    CHECK(parsed("#", unknown) == "string #");
}

TEST_CASE("types have names") {
    CHECK(to_string(Type::dynamic()) == "dyn");
    CHECK(to_string(Type::of(Kind::boolean)) == "bool");
    CHECK(to_string(list_of(Type::of(Kind::string))) == "list(string)");
    CHECK(to_string(Type{Type::Tag::map, Kind::map, {Type::of(Kind::string), Type::dynamic()}, 0}) ==
          "map(string, dyn)");
}

TEST_CASE("every type has an empty value") {
    CHECK(empty_value(Type::of(Kind::boolean)) == Value::boolean(false));
    CHECK(empty_value(Type::of(Kind::integer)).as_integer() == 0);
    CHECK(empty_value(Type::of(Kind::string)).as_string().empty());
    CHECK(empty_value(list_of(Type::dynamic())).as_list().empty());
    CHECK(empty_value(Type::dynamic()).kind() == Kind::null);
}
