#include "base/json_writer.hpp"

#include "base/text.hpp"

#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <limits>

using namespace callflow::base;

namespace {

std::string literal(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

// The text of a JSON string literal as this writer makes them.
std::string read_back(std::string_view json) {
    std::string out;
    for (std::size_t i = 1; i + 1 < json.size(); ++i) {
        if (json[i] != '\\') {
            out.push_back(json[i]);
            continue;
        }
        const char c = json[++i];
        constexpr std::string_view letters = "nrtbf";
        constexpr std::string_view meant = "\n\r\t\b\f";
        if (c == 'u') {
            unsigned value = 0;
            std::from_chars(json.data() + i + 1, json.data() + i + 5, value, 16);
            append_utf8(out, value);
            i += 4;
        } else {
            const std::size_t at = letters.find(c);
            out.push_back(at == std::string_view::npos ? c : meant[at]);
        }
    }
    return out;
}

std::string number(double value) {
    std::string out;
    JsonWriter(out).value(value);
    return out;
}

} // namespace

TEST_CASE("objects and arrays are written with their commas") {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("a", 1).member("b", "x").key("c").begin_array();
    json.value(true).null().value(1.5).begin_object().end_object().begin_array().end_array();
    json.end_array().member("d", std::string("y")).key("e").raw("[0]").end_object();
    CHECK(out == R"({"a":1,"b":"x","c":[true,null,1.5,{},[]],"d":"y","e":[0]})");
}

TEST_CASE("the indented layout puts a value on each line") {
    std::string out;
    JsonWriter json(out, JsonWriter::Layout::indented);
    json.begin_object().key("a").begin_array().value(1).value(2).end_array();
    json.key("b").begin_object().end_object().end_object();
    CHECK(out == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
}

TEST_CASE("it appends to what is there") {
    std::string out = "x = ";
    JsonWriter(out).value(7);
    CHECK(out == "x = 7");
}

TEST_CASE("characters that JSON forbids in strings are escaped") {
    CHECK(literal("a\"b\\c/") == R"("a\"b\\c/")");
    CHECK(literal("\n\r\t\b\f") == R"("\n\r\t\b\f")");
    CHECK(literal(std::string_view("\0\x1f\x7f", 3)) == "\"\\u0000\\u001f\x7f\"");
    CHECK(literal("é電😀") == "\"é電😀\"");
}

TEST_CASE("bytes that are not UTF-8 are replaced one by one") {
    CHECK(literal("a\x80z") == "\"a\xEF\xBF\xBDz\"");
    CHECK(literal("\xE2\x82") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
    CHECK(literal("\xED\xA0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("every byte reads back wherever it stands in a word") {
    for (unsigned byte = 0; byte < 0x80; ++byte) {
        for (std::size_t at = 0; at < 20; ++at) {
            std::string text(20, 'x');
            text[at] = static_cast<char>(byte);
            const std::string json = literal(text);
            if (read_back(json) != text) {
                FAIL("byte " << byte << " at " << at << ": " << json);
            }
            for (const char c : json) {
                if (static_cast<unsigned char>(c) < 0x20) {
                    FAIL("byte " << byte << " at " << at << " stands bare");
                }
            }
        }
    }
}

TEST_CASE("whole numbers are written in full") {
    std::string out;
    JsonWriter json(out);
    json.begin_array().value(std::numeric_limits<std::int64_t>::min());
    json.value(std::numeric_limits<std::uint64_t>::max()).value(0U).value(short{-1}).end_array();
    CHECK(out == "[-9223372036854775808,18446744073709551615,0,-1]");
}

TEST_CASE("doubles keep their value and stay doubles") {
    CHECK(number(0.1) == "0.1");
    CHECK(number(1.0) == "1.0");
    CHECK(number(-0.0) == "-0.0");
    CHECK(number(1e300) == "1e+300");
    CHECK(number(std::nan("")) == "null");
    CHECK(number(-INFINITY) == "null");
    for (const double value :
         {1.0 / 3, 5e-324, std::numeric_limits<double>::max(), 123456789.125, -2.2250738585072014e-308}) {
        CHECK(parse_double(number(value)) == value);
    }
}

TEST_CASE("rows are a line each, however deep they go") {
    std::string out;
    JsonWriter json(out, JsonWriter::Layout::rows);
    json.begin_object().key("steps").begin_array();
    json.begin_object().key("say").begin_array().value("a").value("b").end_array().end_object();
    json.begin_object().key("hangup").null().end_object();
    json.end_array().key("none").begin_array().end_array().end_object();
    CHECK(out == R"({"steps": [
  {"say": ["a", "b"]},
  {"hangup": null}
], "none": []})");
}
