// Values in typed JSON, there and back.
#include "syntax/typed_value.hpp"

#include "doc/read.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace callflow;
using expr::Kind;
using expr::Value;

namespace {

std::string written(const Value& value) {
    std::string out;
    base::JsonWriter json(out);
    syntax::write_typed(json, value);
    return out;
}

// What the text reads as, written again; else `offset: message`.
std::string again(const std::string& text) {
    base::Sources sources;
    base::Diagnostics found;
    doc::Limits limits;
    limits.depth = 800;
    const auto document = doc::read_json(sources, sources.add("v.json", text), found, limits);
    REQUIRE(document.has_value());
    const auto value = syntax::read_typed(document->root());
    return value ? written(*value) : std::to_string(value.error().where.begin) + ": " + value.error().message;
}

} // namespace

TEST_CASE("every value has a typed form that reads back as it was") {
    const auto least = std::numeric_limits<std::int64_t>::min();
    CHECK(written(Value::integer(least)) == R"({"type":"int","value":-9223372036854775808})");
    CHECK(written(Value::unsigned_integer(UINT64_MAX)) == R"({"type":"uint","value":18446744073709551615})");
    CHECK(written(Value::real(-0.0)) == R"({"type":"double","value":-0.0})");
    CHECK(written(Value::real(1)) == R"({"type":"double","value":1.0})");
    CHECK(written(Value::real(std::nan(""))) == R"({"type":"double","value":"NaN"})");
    CHECK(written(Value::bytes("\xff")) == R"({"type":"bytes","value":"/w=="})");
    CHECK(written(Value::null()) == R"({"type":"null","value":null})");
    CHECK(written(Value::duration(90'500'000'000)) == R"({"type":"duration","value":"90.5s"})");
    CHECK(written(Value::type("list")) == R"({"type":"type","value":"list"})");
    for (const Value& value :
         {Value::boolean(true), Value::integer(least), Value::unsigned_integer(UINT64_MAX), Value::real(-0.0),
          Value::real(5e-324), Value::real(-std::numeric_limits<double>::infinity()), Value::string("\"\n\u00e9"),
          Value::bytes("\xff\xfe"), Value::timestamp(-1), Value::duration(least), Value::null(), Value::type("int"),
          Value::list({Value::list({}), Value::map({})}),
          Value::map({{Value::integer(1), Value::string("a")}, {Value::boolean(true), Value::null()}})})
        CHECK(again(written(value)) == written(value));
}

TEST_CASE("more is read than is written") {
    CHECK(again(R"({"value":"9007199254740993","type":"int"})") == R"({"type":"int","value":9007199254740993})");
    CHECK(again(R"({"type":"double","value":2})") == R"({"type":"double","value":2.0})");
    CHECK(again(R"({"type":"null_type","value":null})") == R"({"type":"null","value":null})");
    CHECK(again(R"({"type":"bytes","value":"_-8"})") == R"({"type":"bytes","value":"/+8="})");
    CHECK(again(R"({"type":"duration","value":"1m30s"})") == R"({"type":"duration","value":"90s"})");
    CHECK(again(R"({"type":"timestamp","value":"2000-01-01T02:00:00+02:00"})") ==
          R"({"type":"timestamp","value":"2000-01-01T00:00:00Z"})");
}

TEST_CASE("what is no typed value is refused at its place") {
    CHECK(again("[1]") == "0: a value is written {\"type\":\"int\",\"value\":3}");
    CHECK(again(R"({"type":"int"})") == "0: a value is written {\"type\":\"int\",\"value\":3}");
    CHECK(again(R"({"type":"error","value":"x"})") == "8: no value has the type 'error'");
    CHECK(again(R"({"type":"int","value":9223372036854775808})") ==
          "22: the value of type int is a whole number in range");
    CHECK(again(R"({"type":"uint","value":-1})") == "23: the value of type uint is a whole number in range");
    CHECK(again(R"({"type":"bool","value":"true"})") == "23: the value of type bool is true or false");
    CHECK(again(R"({"type":"string","value":1})") == "25: the value of type string is a text");
    CHECK(again(R"({"type":"bytes","value":"a"})") == "24: the value of type bytes is a text in base64");
    CHECK(again(R"({"type":"null","value":0})") == "23: the value of type null is null");
    CHECK(again(R"({"type":"list","value":[1]})") == "24: a value is written {\"type\":\"int\",\"value\":3}");
    const std::string entry = R"({"key":{"type":"int","value":1},"value":{"type":"int","value":1}})";
    CHECK(again(R"({"type":"map","value":[)" + entry + "," + entry + "]}") == "22: a key stands in this map twice");
}

TEST_CASE("values nested as deep as they may be are read and written") {
    Value deep = Value::integer(1);
    for (std::uint32_t i = 1; i < expr::max_value_depth; ++i) deep = Value::list({deep});
    CHECK(again(written(deep)) == written(deep));
}
