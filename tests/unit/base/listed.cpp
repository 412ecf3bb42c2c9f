#include "base/listed.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace callflow::base;

TEST_CASE("a text that is too long is shown by its beginning, whole characters of it") {
    CHECK(shortened("abc", 3) == "abc");
    CHECK(shortened("abcd", 3) == "abc…");
    CHECK(shortened("aü", 2) == "a…");
    CHECK(shortened("€", 2) == "…");
    CHECK(shortened("", 0).empty());
}

TEST_CASE("of many texts the first are listed, and how many more there are") {
    const std::vector<std::string> texts = {"one", "two", "three"};
    CHECK(listed(texts) == "one, two, three");
    CHECK(listed(texts, 2) == "one, two and 1 more");
    CHECK(listed({}, 2).empty());
}
