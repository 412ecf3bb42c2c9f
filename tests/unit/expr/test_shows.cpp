// Which names can be told from a value.
#include "expr/shows.hpp"
#include "support.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow::expr;

namespace {

std::vector<std::string> shown(Bench& bench, std::string_view text) {
    const Expression expression = bench.compile(text);
    REQUIRE_FALSE(expression.empty());
    std::vector<std::string> names = shown_names(expression);
    std::ranges::sort(names);
    return names;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("what is computed from a name shows it") {
    Bench bench;
    CHECK(shown(bench, "digits") == Names{"digits"});
    CHECK(shown(bench, "input.digits.reverse()") == Names{"input.digits"});
    CHECK(shown(bench, "'no ' + digits + plan") == Names{"digits", "plan"});
    CHECK(shown(bench, "int(digits) * 2 - tries") == Names{"digits", "tries"});
    CHECK(shown(bench, "[digits, {'a': plan}]") == Names{"digits", "plan"});
    CHECK(shown(bench, "inputs.main_menu.digits.substring(1)") == Names{"inputs.main_menu.digits"});
    CHECK(shown(bench, "json(account)") == Names{"account"});
    CHECK(shown(bench, "params['Digits'].reverse()") == Names{"params"});
    CHECK(shown(bench, "account.pin") == Names{"account.pin"});
    CHECK(shown(bench, "['a', 'b'][int(digits)]") == Names{"digits"});
    CHECK(shown(bench, "default(digits, plan)") == Names{"digits", "plan"});
}

TEST_CASE("what is true or false, or a size, shows nothing") {
    Bench bench;
    CHECK(shown(bench, "digits == '1234'").empty());
    CHECK(shown(bench, "size(digits)").empty());
    CHECK(shown(bench, "digits.size() + 1").empty());
    CHECK(shown(bench, "digits.startsWith('1') && !digits.matches('2')").empty());
    CHECK(shown(bench, "digits in queue").empty());
    CHECK(shown(bench, "has(input.digits)").empty());
    CHECK(shown(bench, "'a word'").empty());
    CHECK(shown(bench, "string(digits == '1')").empty());
}

TEST_CASE("a condition decides, and shows nothing itself") {
    Bench bench;
    CHECK(shown(bench, "digits == '1' ? 'yes' : 'no'").empty());
    CHECK(shown(bench, "vip ? digits : plan") == Names{"digits", "plan"});
}

TEST_CASE("a loop shows what its elements are made from") {
    Bench bench;
    CHECK(shown(bench, "digits.split('').map(c, c + '!')") == Names{"c", "digits"});
    CHECK(shown(bench, "digits.split('').map(c, '*')").empty());
    CHECK(shown(bench, "[1, 2].map(i, digits)") == Names{"digits"});
    CHECK(shown(bench, "queue.filter(q, q == digits)") == Names{"queue"});
    CHECK(shown(bench, "queue.exists(q, q == digits)").empty());
    CHECK(shown(bench, "queue.map(q, q == digits, q)") == Names{"q", "queue"});
}
