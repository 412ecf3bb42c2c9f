#include "base/source.hpp"

#include <catch2/catch.hpp>

using callflow::base::Position;
using callflow::base::Source;
using callflow::base::Sources;

TEST_CASE("an empty file has one line") {
    const Source source("a", "");
    CHECK(source.line_count() == 1);
    CHECK(source.line(1).empty());
    CHECK(source.position(0) == Position{1, 1});
    CHECK(source.position(99) == Position{1, 1});
}

TEST_CASE("lines are counted and cut at line feeds, with or without a carriage return") {
    const Source source("a", "one\r\ntwo\n\nfour");
    REQUIRE(source.line_count() == 4);
    CHECK(source.line(1) == "one");
    CHECK(source.line(2) == "two");
    CHECK(source.line(3).empty());
    CHECK(source.line(4) == "four");
    CHECK(source.line(0).empty());
    CHECK(source.line(5).empty());
    CHECK(source.line_start(2) == 5);
    CHECK(source.line_start(9) == 14);
    CHECK(source.position(5) == Position{2, 1});
    CHECK(source.position(8) == Position{2, 4});
    CHECK(source.position(9) == Position{3, 1});
    CHECK(source.position(1000) == Position{4, 5});
}

TEST_CASE("a file that ends in a line break ends on an empty line") {
    const Source source("a", "one\n");
    CHECK(source.line_count() == 2);
    CHECK(source.position(4) == Position{2, 1});
}

TEST_CASE("columns count code points, not bytes") {
    const Source source("a", "é€😀x");
    CHECK(source.position(2) == Position{1, 2});
    CHECK(source.position(5) == Position{1, 3});
    CHECK(source.position(9) == Position{1, 4});
}

TEST_CASE("columns of a very long line are those of a short one") {
    std::string text = "one\n";
    for (int i = 0; i < 9000; ++i) text += "é€a";
    const auto end = static_cast<std::uint32_t>(text.size());
    text += "\nlast";
    const Source source("a", text);
    // "é€a" is three characters in six bytes
    for (const std::uint32_t third : {0U, 1U, 682U, 683U, 1365U, 1366U, 5000U, 8999U})
        CHECK(source.position(4 + third * 6) == Position{2, third * 3 + 1});
    CHECK(source.position(end) == Position{2, 27'001});
    CHECK(source.position(end + 1) == Position{3, 1});
    CHECK(source.position(end + 99) == Position{3, 5});
    CHECK(source.position(2) == Position{1, 3});
}

TEST_CASE("a byte order mark takes no column") {
    const Source source("a", "\xEF\xBB\xBFname");
    CHECK(source.position(0) == Position{1, 1});
    CHECK(source.position(3) == Position{1, 1});
    CHECK(source.position(4) == Position{1, 2});
}

TEST_CASE("a source stays where it is while others are added") {
    Sources sources;
    const auto first = sources.add("first", "x");
    const Source* address = &sources[first];
    for (int i = 0; i < 1000; ++i) {
        sources.add("more", "y");
    }
    CHECK(&sources[first] == address);
    CHECK(sources.size() == 1001);
}
