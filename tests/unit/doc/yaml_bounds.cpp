#include "doc/reading.hpp"

using namespace callflow;
using doc::Limits;
using doc::read_yaml;
using doc::Reading;
namespace codes = base::codes;

namespace {

std::string repeated(std::string_view part, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) {
        out += part;
    }
    return out;
}

// Refused with that code, at that offset.
void check_refused(const std::string& text, const base::Code& code, std::uint32_t at) {
    CAPTURE(text.substr(0, 80));
    const Reading r(text);
    CHECK_FALSE(r.document.has_value());
    CHECK(r.only(code).where.begin == at);
    CHECK(r.found.unreadable());
}

} // namespace

TEST_CASE("nesting beyond the bound is refused where it begins, whatever it is made of") {
    check_refused(repeated("- ", 50000), codes::too_deep, 400);
    std::string keys;
    for (int i = 0; i < 1000; ++i) {
        keys += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
    }
    const Reading r(keys);
    CHECK(r.sources[r.file].position(r.only(codes::too_deep).where.begin) == base::Position{201, 201});
    // What is never closed yaml-cpp may take for keys, and so for more levels than are written.
    for (const char* part : {"[", "{", "{a: ", "? ", "[{", ": ", "- ? "}) {
        CAPTURE(part);
        const Reading open(repeated(part, 50000));
        CHECK_FALSE(open.document.has_value());
        REQUIRE(open.found.items().size() == 1);
        CHECK(open.found.items()[0].where.begin <= 800);
    }
}

TEST_CASE("two hundred levels are read") {
    CHECK(Reading(repeated("[", 200) + repeated("]", 200)).document.has_value());
    CHECK_FALSE(Reading(repeated("[", 201) + repeated("]", 201)).document.has_value());
}

TEST_CASE("too many values are refused") {
    Limits limits;
    limits.nodes = 10;
    const Reading r("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", read_yaml, limits);
    CHECK(r.only(codes::too_many_nodes).where.begin == 28);
    CHECK_FALSE(r.document.has_value());
}

TEST_CASE("a file beyond the size bound is refused") {
    Limits limits;
    limits.bytes = 5;
    CHECK(Reading("a: bcd", read_yaml, limits).only(codes::too_large).where.begin == 0);
    CHECK(Reading("a: bc", read_yaml, limits).document.has_value());
}

TEST_CASE("an alias bomb is refused at the alias that bursts") {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; ++i) {
        const std::string alias = "*a" + std::to_string(i - 1);
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeated(alias + ", ", 8) + alias + "]\n";
    }
    const Reading r(text);
    CHECK_FALSE(r.document.has_value());
    CHECK(r.cut(r.only(codes::too_many_nodes).where).substr(0, 2) == "*a");
}

TEST_CASE("a chain of aliases cannot nest deeper than the bound") {
    std::string text = "a0: &a0 [x]\n";
    for (int i = 1; i < 300; ++i) {
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
    }
    CHECK(Reading(text).only(codes::too_deep).help.size() > 0);
}

TEST_CASE("an alias inside its own anchor is found, and the rest is read") {
    const Reading r("a: &x [1, *x]\nb: &y {k: {<<: *y}}\nc: 1\n");
    REQUIRE(r.found.items().size() == 2);
    CHECK(r.cut(r.found.items()[0].where) == "*x");
    CHECK(r.found.items()[0].code == &codes::unknown_alias);
    CHECK(r.at("a/1").is_null());
    CHECK(r.at("c").text() == "1");
}

TEST_CASE("inputs that yaml-cpp never gets through end at once") {
    for (const char* text : {",", ",{", ",[", ",\n,", ", a", ",{a"}) {
        CAPTURE(text);
        const Reading r(text);
        CHECK_FALSE(r.document.has_value());
        CHECK(r.found.unreadable());
    }
}

TEST_CASE("a quote left open at the end of the file is refused at the quote") {
    check_refused("a: \"b\n", codes::syntax_error, 3);
    check_refused("a: 'b\n", codes::syntax_error, 3);
    check_refused("a: \"b", codes::syntax_error, 3);
    check_refused("a: \"b\\\"\n", codes::syntax_error, 3);
    check_refused("a: [1, 'x''\n", codes::syntax_error, 7);
}

TEST_CASE("only one document, and nothing behind it") {
    check_refused("a: 1\n---\nb: 2\n", codes::second_document, 5);
    check_refused("a: 1\n...\nb: 2\n", codes::second_document, 9);
    check_refused("[1]\nx: 2\n", codes::syntax_error, 4);
    check_refused("'a' b", codes::syntax_error, 4);
}

TEST_CASE("an empty file is none") {
    for (const char* text : {"", "\n", "# only\n", "---\n", "--- # x\n...\n", "\xef\xbb\xbf"}) {
        CAPTURE(text);
        CHECK(Reading(text).only(codes::empty_document).where.begin == 0);
    }
    CHECK(Reading("~").document.has_value());
}

TEST_CASE("bytes that are not UTF-8 and characters YAML does not know are refused in place") {
    check_refused("a: \xff", codes::invalid_utf8, 3);
    check_refused("a: \xed\xa0\x80", codes::invalid_utf8, 3);
    check_refused(std::string("a\0b\0", 4), codes::syntax_error, 1);
    check_refused("a: 1\n\x04\nb: 2", codes::syntax_error, 5);
    check_refused("a: 1\rb: 2\r", codes::syntax_error, 4);
}

TEST_CASE("long runs of blanks and line breaks take no time") {
    CHECK(Reading("a: " + std::string(1000000, ' ') + "b").at("a").text() == "b");
    CHECK(Reading("a: b" + repeated("\n ", 200000) + "c").at("a").text().size() == 200001);
    CHECK(Reading("a: \"" + repeated(" \n ", 100000) + "c\"").document.has_value());
    CHECK(Reading("a: >\n" + repeated(" \n", 100000) + "  c\n").document.has_value());
}
