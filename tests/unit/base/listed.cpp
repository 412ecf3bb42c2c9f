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

TEST_CASE("two long texts are quoted where they part") {
    const auto near = quoted_apart("press 1", "press 2");
    CHECK(near.left == "'press 1'");
    CHECK(near.right == "'press 2'");
    const std::string same(300, 'a');
    const auto far = quoted_apart(same + "x tail", same + "y");
    CHECK(far.left == "'\u2026" + std::string(20, 'a') + "x tail'");
    CHECK(far.right == "'\u2026" + std::string(20, 'a') + "y'");
    const auto shorter = quoted_apart(same, same + "b");
    CHECK(shorter.left == "'\u2026" + std::string(20, 'a') + "'");
    CHECK(shorter.right == "'\u2026" + std::string(20, 'a') + "b'");
    std::string wide;
    for (int i = 0; i < 100; ++i) wide += "\u00e9";
    const auto cut = quoted_apart(wide + "1", wide + "2"); // never within a character
    CHECK(cut.left.find("\\x") == std::string::npos);
    CHECK(cut.left.ends_with("\u00e91'"));
}
