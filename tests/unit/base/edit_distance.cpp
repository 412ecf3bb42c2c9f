#include "base/edit_distance.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <string>

using callflow::base::edit_distance;
using callflow::base::nearest;

TEST_CASE("insertions, deletions, replacements and swapped neighbours cost one each") {
    CHECK(edit_distance("same", "same", 5) == 0);
    CHECK(edit_distance("", "abc", 5) == 3);
    CHECK(edit_distance("dial", "dail", 5) == 1);
    CHECK(edit_distance("menu", "menus", 5) == 1);
    CHECK(edit_distance("kitten", "sitting", 5) == 3);
    CHECK(edit_distance("HANGUP", "hangup", 5) == 0);
}

TEST_CASE("beyond the limit the distance is limit + 1") {
    CHECK(edit_distance("abcdef", "uvwxyz", 2) == 3);
    CHECK(edit_distance("a", "abcdefgh", 2) == 3);
    CHECK(edit_distance("ab", "cd", static_cast<std::size_t>(-1)) == 2);
}

TEST_CASE("long words are compared as well as short ones") {
    const std::string a(500, 'a');
    std::string b = a;
    b[250] = 'b';
    CHECK(edit_distance(a, b, 3) == 1);
}

TEST_CASE("the nearest word is offered when it is near enough to be meant") {
    const std::array<std::string_view, 4> words{"greeting", "main_menu", "sales", "done"};
    CHECK(nearest("main_mneu", words) == "main_menu");
    CHECK(nearest("dome", words) == "done");
    CHECK(nearest("Sales", words) == "sales");
    CHECK(nearest("voicemail", words).empty());
    CHECK(nearest("", words).empty());
}

TEST_CASE("of equally near words the first wins, and words without a common letter are not near") {
    const std::array<std::string_view, 3> words{"bat", "cat", "q"};
    CHECK(nearest("hat", words) == "bat");
    CHECK(nearest("x", words).empty());
}
