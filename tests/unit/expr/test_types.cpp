// Names and types.
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

TEST_CASE("a name that is not there is answered with the nearest") {
    Bench bench;
    CHECK(bench.complaint("vip && agents_avaliable") ==
          "unknown_name [agents_avaliable] there is no name 'agents_avaliable' here");
    CHECK(bench.help() == "did you mean 'agents_available'?");
    REQUIRE(bench.diagnostics.items().front().edits.size() == 1);
    CHECK(bench.diagnostics.items().front().edits.front().replacement == "agents_available");
    CHECK(bench.complaint("plan == platinum") == "unknown_name [platinum] there is no name 'platinum' here");
    CHECK(bench.help() == "a text stands in quotes: \"platinum\"");
    CHECK(bench.complaint("vip == True").substr(0, 12) == "unknown_name");
    CHECK(bench.help() == "write 'true'");
}

TEST_CASE("every unknown name is reported, not only the first") {
    Bench bench;
    static_cast<void>(bench.compile("aaaa && bbbb || cccc == 1"));
    CHECK(bench.diagnostics.items().size() == 3);
}

TEST_CASE("a misspelt macro is one finding, its own variable none") {
    Bench bench;
    CHECK(bench.complaint("queue.exist(q, q == digits)") == "unknown_function [exist] there is no function 'exist'");
    CHECK(bench.help() == "did you mean 'exists'?");
}

TEST_CASE("fields of records are looked up, and each that is read gets one slot") {
    Bench bench;
    const Slot before = bench.scope.slot_count();
    const Expression expression = bench.compile("input.digits == \"1\" && inputs.main_menu.digits == input.digits");
    REQUIRE_FALSE(expression.empty());
    CHECK(bench.scope.slot_count() == before + 2);
    REQUIRE(expression.references().size() == 3);
    CHECK(expression.references()[0].path == "input.digits");
    CHECK(expression.references()[1].path == "inputs.main_menu.digits");
    CHECK(expression.references()[0].slot == expression.references()[2].slot);
    CHECK(expression.references()[1].where == base::Span{0, 23, 46});
    REQUIRE(bench.scope.record_slots().size() == 2);
    CHECK(bench.scope.record_slots()[1].path == "inputs.main_menu.digits");
}

TEST_CASE("fields and keys that are not there are answered with the nearest") {
    Bench bench;
    CHECK(bench.complaint("input.digit == \"1\"") == "unknown_field [digit] 'input' has no field 'digit'");
    CHECK(bench.help() == "did you mean 'digits'?");
    CHECK(bench.complaint("has(input.digit)") == "unknown_field [digit] 'input' has no field 'digit'");
    CHECK(bench.complaint("inputs.main_manu.digits") == "unknown_field [main_manu] 'inputs' has no 'main_manu'");
    CHECK(bench.help() == "did you mean 'main_menu'?");
    CHECK(bench.complaint("inputs.main_menu.digit") == "unknown_field [digit] 'inputs.main_menu' has no field 'digit'");
    CHECK(bench.complaint("digits.first") == "expression_type [first] 'digits' is string and has no field 'first'");
    CHECK(bench.complaint("digits.length == 4") ==
          "expression_type [length] 'digits' is string and has no field 'length'");
    CHECK(bench.help() == "size(digits)");
    CHECK(bench.complaint("input == 1") == "expression_type [input] 'input' is no value, it only has fields");
    CHECK(bench.complaint("inputs.main_menu").substr(0, 34) == "expression_type [inputs.main_menu]");
    CHECK(bench.complaint("has(inputs.main_menu)").substr(0, 15) == "expression_type");
    CHECK(bench.give("input['digits'] == ''") == "bool true");
    CHECK(bench.give("inputs['main_menu'].digits == ''") == "bool true");
    CHECK(bench.complaint("input[digits]").substr(0, 24) == "expression_type [digits]");
}

TEST_CASE("a guard has to be a condition") {
    Bench bench;
    const Type guard = Type::of(Kind::boolean);
    CHECK_FALSE(bench.compile("vip", guard).empty());
    CHECK_FALSE(bench.compile("account.vip", guard).empty());
    CHECK(bench.complaint("digits", guard) ==
          "guard_not_bool [digits] 'digits' is string, a condition is true or false");
    CHECK(bench.help() ==
          "say what it is compared with, such as digits != \"\"; what is true or false has the default `true` or "
          "`false`, for `yes` and `no` are texts");
    CHECK(bench.complaint("tries + 1", guard) ==
          "guard_not_bool [tries + 1] 'tries + 1' is int, a condition is true or false");
    CHECK(bench.complaint("vip && digits", guard) == "expression_type [digits] 'digits' is string, expected bool");
    CHECK(bench.complaint("!tries", guard) == "expression_type [tries] 'tries' is int, expected bool");
}

TEST_CASE("comparing what is never equal says both types") {
    Bench bench;
    CHECK(bench.complaint("vip && digits == 1") ==
          "expression_type [digits == 1] compares string with int, which are never equal");
    CHECK(bench.help() == "a text is compared with a text in quotes (\"1\"), or int(text) with a number");
    CHECK(bench.complaint("vip == 'true'") ==
          "expression_type [vip == 'true'] compares bool with string, which are never equal");
    CHECK(bench.complaint("digits < 3") == "expression_type [digits < 3] there is no `<` of string and int");
    CHECK(bench.complaint("queue == [1]") ==
          "expression_type [queue == [1]] compares list(string) with list(int), which are never "
          "equal");
    CHECK(bench.give("account == 'x'") == "bool false");
    CHECK(bench.give("digits == null") == "bool false");
    CHECK(bench.give("1 == 1.0") == "bool true");
    CHECK(bench.give("ratio < 1") == "bool true");
    CHECK(bench.give("plan == 'bronze'") == "bool false"); // lint's business
}

TEST_CASE("arithmetic takes what CEL has operators for") {
    Bench bench;
    CHECK(bench.complaint("tries + 1.5") == "expression_type [tries + 1.5] there is no `+` of int and double");
    CHECK(bench.complaint("'a' + 1") == "expression_type ['a' + 1] there is no `+` of string and int");
    CHECK(bench.complaint("ratio % 2.0") == "expression_type [ratio % 2.0] there is no `%` of double and double");
    CHECK(bench.complaint("'a' - 'b'") == "expression_type ['a' - 'b'] there is no `-` of string and string");
    CHECK(bench.complaint("-vip") == "expression_type [-vip] `-` takes a number, 'vip' is bool");
    CHECK(bench.compile("now - now").type() == Type::of(Kind::duration));
    CHECK(bench.complaint("now + now").substr(0, 15) == "expression_type");
    CHECK(bench.compile("account + 1").type() == Type::of(Kind::integer));
    CHECK(to_string(bench.compile("[1] + ['a']").type()) == "list(dyn)");
}

TEST_CASE("types of lists, maps and branches") {
    Bench bench;
    CHECK(to_string(bench.compile("[1, 2]").type()) == "list(int)");
    CHECK(to_string(bench.compile("[1, 'a']").type()) == "list(dyn)");
    CHECK(to_string(bench.compile("[]").type()) == "list(dyn)");
    CHECK(to_string(bench.compile("{'a': 1.0}").type()) == "map(string, double)");
    CHECK(to_string(bench.compile("vip ? 1 : 'a'").type()) == "dyn");
    CHECK(to_string(bench.compile("params.x").type()) == "string");
    CHECK(to_string(bench.compile("default(queue, [])").type()) == "list(dyn)");
    CHECK(bench.complaint("{1.5: 'a'}") ==
          "expression_type [1.5] the key of a map is string, int, uint or bool; '1.5' is double");
    CHECK(bench.complaint("1 in queue") ==
          "expression_type [1 in queue] looks for int among string, where it never is");
    CHECK(bench.complaint("'a' in digits") ==
          "expression_type [digits] `in` takes a list or a map, 'digits' is string");
    CHECK(bench.complaint("queue['a']") ==
          "expression_type ['a'] an element of a list is chosen by int, 'a' is string");
    CHECK(bench.complaint("digits[0]") ==
          "expression_type [digits[0]] 'digits' is string, only lists and maps have elements");
}

TEST_CASE("calls are checked") {
    Bench bench;
    CHECK(bench.complaint("lenght(digits)") == "unknown_function [lenght] there is no function 'lenght'");
    CHECK(bench.complaint("len(digits)").substr(0, 22) == "unknown_function [len]");
    CHECK(bench.help() == "the length of a text or list is size(x)");
    CHECK(bench.complaint("digits.startWith('1')") == "unknown_function [startWith] there is no function 'startWith'");
    CHECK(bench.help() == "did you mean 'startsWith'?");
    CHECK(bench.complaint("not(vip)") == "unknown_function [not] there is no function 'not'");
    CHECK(bench.help() == "not is `!`");
    CHECK(bench.complaint("contains(digits, '1')") == "expression_type [contains] there is no function contains()");
    CHECK(bench.help() == "write x.contains(…)");
    CHECK(bench.complaint("digits.contains(1)") == "expression_type [1] contains() takes string; '1' is int");
    CHECK(bench.complaint("digits.contains()") ==
          "expression_type [contains] contains() has 0 arguments, expected 1 argument");
    CHECK(bench.complaint("size(tries)") ==
          "expression_type [tries] size() takes string, bytes, list or map; 'tries' is int");
}

TEST_CASE("the type that is wanted is held against the type that is given") {
    Bench bench;
    CHECK_FALSE(bench.compile("tries + 1", Type::of(Kind::integer)).empty());
    CHECK_FALSE(bench.compile("account.x", Type::of(Kind::integer)).empty());
    CHECK(bench.complaint("tries", Type::of(Kind::string)) ==
          "expression_type [tries] 'tries' is int, expected string");
    CHECK(bench.help() == "string(tries) makes a text of it");
}
