#include "base/text.hpp"
#include "doc/plain_json.hpp"
#include "doc/reading.hpp"

#include <fmt/format.h>

using namespace callflow;
using doc::Limits;
using doc::read_json;
using doc::Reading;
namespace codes = base::codes;

TEST_CASE("JSON values are found where they stand") {
    const Reading r("{ \"a\" : [1, -2.50e3, true, false, null, \"x\\ny\"],\n \"b\":{} , \"c\" : \"\" }", read_json);
    REQUIRE(r.found.empty());
    CHECK(r.document->is_json());
    CHECK(r.source_of("a") == "[1, -2.50e3, true, false, null, \"x\\ny\"]");
    CHECK(r.source_of("a/0") == "1");
    CHECK(r.at("a/1").text() == "-2.50e3");
    CHECK(r.at("a/2").is_plain());
    CHECK(r.source_of("a/3") == "false");
    CHECK(r.at("a/4").is_null());
    CHECK(r.source_of("a/4") == "null");
    CHECK(r.at("a/5").text() == "x\ny");
    CHECK(r.source_of("a/5") == "\"x\\ny\"");
    CHECK(r.source_of("b") == "{}");
    CHECK(r.source_of("c") == "\"\"");
    CHECK(r.cut(r.root().first_child().span()) == "\"a\"");
    CHECK(r.cut(r.root().span()).size() == r.sources[r.file].text().size());
}

TEST_CASE("a lone value, blanks around it, a byte order mark") {
    CHECK(Reading(" 12345678901234567890123 \n", read_json).root().text() == "12345678901234567890123");
    CHECK(Reading("\xef\xbb\xbf[1]", read_json).source_of("0") == "1");
}

TEST_CASE("duplicate keys in JSON") {
    const Reading r(R"({"a": 1, "\u0061": 2})", read_json);
    CHECK(r.cut(r.only(codes::duplicate_key).where) == R"("\u0061")");
    CHECK(r.root().size() == 2);
}

TEST_CASE("JSON has no merges") { CHECK(Reading(R"({"<<": {"a": 1}})", read_json).root().find("<<").is_mapping()); }

TEST_CASE("nesting, values and size are bounded") {
    const Reading deep(std::string(100000, '['), read_json);
    CHECK(deep.only(codes::too_deep).where.begin == 200);
    CHECK(Reading(std::string(200, '[') + std::string(200, ']'), read_json).document.has_value());
    Limits limits;
    limits.nodes = 3;
    CHECK(Reading("[1,2,3]", read_json, limits).only(codes::too_many_nodes).where.begin == 5);
    limits.bytes = 3;
    CHECK(Reading("[1,2]", read_json, limits).found.unreadable());
}

TEST_CASE("what strict JSON refuses is explained in place") {
    struct Lesson {
        const char* text;
        std::uint32_t at;
        const char* message;
    };
    const Lesson lessons[] = {
        {"[1,]", 2, "comma before the closing bracket"},
        {"{\"a\":1 ,}", 7, "comma before the closing bracket"},
        {"[1 2]", 3, "`,` or `]` is expected"},
        {"[1}", 2, "`,` or `]` is expected"},
        {"{\"a\" 1}", 5, "`:` is expected"},
        {"{\"a\"}", 4, "`:` is expected"},
        {"{\"a\":}", 5, "a value is expected"},
        {"{a: 1}", 1, "a key in double quotes"},
        {"{'a': 1}", 1, "no single quotes"},
        {"['a']", 1, "no single quotes"},
        {"[01]", 2, "cannot begin with 0"},
        {"[1.]", 1, "is no number"},
        {"[+1]", 1, "is no number"},
        {"[1e999]", 1, "is no number"},
        {"[NaN]", 1, "'NaN' is no value"},
        {"[True]", 1, "'True' is no value"},
        {"[1, // x\n2]", 4, "no comments"},
        {"[1 /* x */]", 3, "no comments"},
        {"[\"a\nb\"]", 3, "ends on its own line"},
        {"[\"a\tb\"]", 3, "control character"},
        {"[\"\\q\"]", 2, "unknown escape"},
        {"[\"\\u12g4\"]", 2, "four hexadecimal digits"},
        {"[\"\\ud800\"]", 2, "half of a pair"},
        {"[\"\\udc00x\"]", 2, "half of a pair"},
        {"[\"\\ud800\\u0041\"]", 2, "half of a pair"},
        {"[\"abc", 1, "never closed"},
        {"[1, 2", 0, "not closed"},
        {"{\"a\": 1", 0, "not closed"},
        {"{\"a\":", 5, "a value is missing"},
        {"[1] x", 4, "after the end"},
        {"[,1]", 1, "a value is expected"},
        {"]", 0, "a value is expected"},
    };
    for (const Lesson& lesson : lessons) {
        CAPTURE(lesson.text);
        const Reading r(lesson.text, read_json);
        CHECK_FALSE(r.document.has_value());
        const base::Diagnostic& found = r.only(codes::syntax_error);
        CHECK(found.where.begin == lesson.at);
        CHECK_THAT(found.message, Catch::Contains(lesson.message));
    }
}

TEST_CASE("a trailing comma can be taken out") { CHECK(Reading("[1, 2,]", read_json).mended() == "[1, 2]"); }

TEST_CASE("bad UTF-8 and empty files") {
    CHECK(Reading("[\"\xc3(\"]", read_json).only(codes::invalid_utf8).where.begin == 2);
    CHECK(Reading(" \n", read_json).only(codes::empty_document).where.begin == 0);
}

TEST_CASE("the name and the first bracket decide between JSON and YAML") {
    using doc::read_document;
    const Limits limits;
    CHECK(Reading("{\"a\": 1}", read_document, limits, "x.json").document->is_json());
    CHECK(Reading("{\"a\": 1,}", read_document, limits, "x.JSON").found.unreadable());
    CHECK(Reading("{\"a\": 1,}", read_document, limits, "x.yaml").document.has_value());
    CHECK(Reading("{a: 1}", read_document, limits, "-").at("a").text() == "1");
    CHECK(Reading(" {\"a\": 1}", read_document, limits, "-").document->is_json());
    CHECK(Reading("a: 1", read_document, limits, "x.json").at("a").text() == "1");
}

namespace {

// A tree with all that is in it, its places included, and what was found.
std::string told(const std::optional<doc::Document>& document, const base::Diagnostics& found) {
    std::string out;
    for (std::size_t i = 0; document && i < document->nodes.size(); ++i) {
        const doc::Node& one = document->nodes[i];
        out += fmt::format("{} {} {}-{} {} in {} then {}\n", static_cast<int>(one.kind), static_cast<int>(one.style),
                           one.span.begin, one.span.end, base::quoted(one.text), one.parent, one.next);
    }
    for (const base::Diagnostic& one : found.items()) out += fmt::format("{}: {}\n", one.where.begin, one.message);
    return out;
}

} // namespace

TEST_CASE("the quick way through JSON gives the tree and the findings of the slow one") {
    const char* const texts[] = {
        "[]",
        "{}",
        " { } ",
        "\"\"",
        "-0",
        "0.5",
        "[0,-1,10.25,2E+5,3e-7]",
        "[true , false,null ]",
        "\xef\xbb\xbf{\"a\":[{},[],[[1]]]}\r\n",
        R"({"a":1,"b":{"a":2,"a":3},"a":4})",
        R"(["\"\\\/\b\f\n\r\t","\u0041\u00e9\u20ac\ud83d\ude00\u0000","x\u0041y","\\"])",
        "[\"\xc3\xa9\x7f\xf0\x9f\x98\x80\"]",
        R"({"\u0061":{"k":"v\\"},"a":0})",
        "[123456789012345678901234567890, 1e99, 0.00000000000000000000000000000000000000000000000000001]",
        R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"a":10,"c":11})",
    };
    for (const std::string text : texts) {
        CAPTURE(text);
        base::Sources sources;
        const base::FileId file = sources.add("a.json", text);
        base::Diagnostics quick_found;
        doc::Document quick;
        quick.source = &sources[file];
        quick.file = file;
        quick.json = true;
        REQUIRE(doc::read_plain_json(quick, quick_found, {}, text[0] == '\xef' ? 3 : 0));
        base::Diagnostics found;
        const auto judged = doc::judge_json(sources[file], file, found, {});
        CHECK(told(std::move(quick), quick_found) == told(judged, found));
    }
}

TEST_CASE("numbers that are large but can be held are read, in one way or the other") {
    for (const std::string& text :
         {std::string("1e100"), std::string("1.5E+308"), std::string("-1e-400"), "1" + std::string(300, '0')}) {
        CAPTURE(text);
        CHECK(Reading(text, read_json).root().text() == text);
    }
    CHECK_FALSE(Reading("1" + std::string(400, '0'), read_json).document.has_value());
}
