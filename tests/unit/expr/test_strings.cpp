// The string extension but format().
#include "support.hpp"

#include <catch2/catch.hpp>
#include <chrono>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

void check_all(const std::vector<std::pair<std::string, std::string>>& cases) {
    Bench bench;
    for (const auto& [text, given] : cases) {
        CAPTURE(text);
        CHECK(bench.give(text) == given);
    }
}

} // namespace

TEST_CASE("charAt() gives one code point, nothing at the end") {
    check_all({
        {"'hello'.charAt(4)", "string o"},
        {"'hello'.charAt(5)", "string "},
        {"'\u00e9\U0001f600a'.charAt(1)", "string \U0001f600"},
        {"''.charAt(0)", "string "},
        {"'hello'.charAt(6)", "error index 6 is outside a text of 5"},
        {"'hello'.charAt(-1)", "error index -1 is outside a text of 5"},
        {"'hello'.charAt(9223372036854775807)", "error index 9223372036854775807 is outside a text of 5"},
    });
}

TEST_CASE("indexOf() finds the first, from a position on") {
    check_all({
        {"'hello mellow'.indexOf('')", "int 0"},
        {"'hello mellow'.indexOf('ello')", "int 1"},
        {"'hello mellow'.indexOf('jello')", "int -1"},
        {"'hello mellow'.indexOf('', 2)", "int 2"},
        {"'hello mellow'.indexOf('ello', 2)", "int 7"},
        {"'hello mellow'.indexOf('ello', 1)", "int 1"},
        {"'hello mellow'.indexOf('ello', 20)", "int -1"},
        {"'hello mellow'.indexOf('w', 11)", "int 11"},
        {"'hello mellow'.indexOf('w', 12)", "int -1"},
        {"'hello mellow'.indexOf('ello', -1)", "error index -1 is outside a text of 12"},
        {"'\u00e9\U0001f600a\u00e9'.indexOf('a')", "int 2"},
        {"'\u00e9\U0001f600a\u00e9'.indexOf('\u00e9', 1)", "int 3"},
        {"'abc'.indexOf('abcd')", "int -1"},
        {"''.indexOf('')", "int 0"},
    });
}

TEST_CASE("lastIndexOf() finds the last that begins up to a position") {
    check_all({
        {"'hello mellow'.lastIndexOf('')", "int 12"},
        {"'hello mellow'.lastIndexOf('ello')", "int 7"},
        {"'hello mellow'.lastIndexOf('jello')", "int -1"},
        {"'hello mellow'.lastIndexOf('ello', 6)", "int 1"},
        {"'hello mellow'.lastIndexOf('ello', 7)", "int 7"},
        {"'hello mellow'.lastIndexOf('ello', 0)", "int -1"},
        {"'hello mellow'.lastIndexOf('ello', 20)", "int -1"},
        {"'hello mellow'.lastIndexOf('w', 11)", "int 11"},
        {"'hello mellow'.lastIndexOf('', 3)", "int 3"},
        {"'hello mellow'.lastIndexOf('ello', -1)", "error index -1 is outside a text of 12"},
        {"'\u00e9a\u00e9\U0001f600'.lastIndexOf('\u00e9')", "int 2"},
        {"'\u00e9a\u00e9\U0001f600'.lastIndexOf('\u00e9', 1)", "int 0"},
        {"'aaa'.lastIndexOf('aa')", "int 1"},
        {"''.lastIndexOf('')", "int 0"},
    });
}

TEST_CASE("substring() counts code points, the end left out") {
    check_all({
        {"'tacocat'.substring(4)", "string cat"},
        {"'tacocat'.substring(0, 4)", "string taco"},
        {"'tacocat'.substring(7)", "string "},
        {"'tacocat'.substring(3, 3)", "string "},
        {"'ta\u00a9o\U0001f431'.substring(2, 4)", "string \u00a9o"},
        {"'ta\u00a9o\U0001f431'.substring(4)", "string \U0001f431"},
        {"'tacocat'.substring(-1)", "error index -1 is outside a text of 7"},
        {"'tacocat'.substring(8)", "error index 8 is outside a text of 7"},
        {"'tacocat'.substring(0, 8)", "error index 8 is outside a text of 7"},
        {"'tacocat'.substring(2, 1)", "error a part of a text ends at 1, before it begins at 2"},
        {"'tacocat'.substring(0, -1)", "error a part of a text ends at -1, before it begins at 0"},
    });
}

TEST_CASE("lowerAscii() and upperAscii() leave what is not ASCII") {
    check_all({
        {"'TacoC\u00c6t Xii'.lowerAscii()", "string tacoc\u00c6t xii"},
        {"'TacoC\u00e6t Xii'.upperAscii()", "string TACOC\u00e6T XII"},
        {"'@[`{'.lowerAscii() + '@[`{'.upperAscii()", "string @[`{@[`{"},
    });
}

TEST_CASE("trim() takes off what Unicode calls white space") {
    check_all({
        {"'  \\ttrim\\n    '.trim()", "string trim"},
        {"' \\u0085\\u00a0\\u1680\\u2000\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000a b\\v\\f\\r\\u3000'.trim()",
         "string a b"},
        {"'\\u200ba\\ufeff'.trim() == '\\u200ba\\ufeff'", "bool true"}, // of no width, but no space
        {"'\\u180ea'.trim() == 'a'", "bool false"},
        {"'   '.trim()", "string "},
        {"''.trim()", "string "},
        {"'\u00e9'.trim()", "string \u00e9"},
    });
}

TEST_CASE("reverse() turns code points round") {
    check_all({
        {"'gums'.reverse()", "string smug"},
        {"'John Smith'.reverse()", "string htimS nhoJ"},
        {"'a\u00e9\U0001f431'.reverse()", "string \U0001f431\u00e9a"},
        {"''.reverse()", "string "},
    });
}

TEST_CASE("replace() changes all, or as many as it is told") {
    check_all({
        {"'hello hello'.replace('he', 'we')", "string wello wello"},
        {"'hello hello'.replace('he', 'we', -1)", "string wello wello"},
        {"'hello hello'.replace('he', 'we', 1)", "string wello hello"},
        {"'hello hello'.replace('he', 'we', 0)", "string hello hello"},
        {"'hello hello'.replace('he', 'we', 9)", "string wello wello"},
        {"'hello'.replace('l', '')", "string heo"},
        {"'aaaa'.replace('aa', 'b')", "string bb"},
        {"'aaa'.replace('a', 'aa')", "string aaaaaa"},
        {"'hello'.replace('x', 'y')", "string hello"},
        {"'a\u00e9b'.replace('', '-')", "string -a-\u00e9-b-"},
        {"'abc'.replace('', '-', 2)", "string -a-bc"},
        {"''.replace('', 'x')", "string x"},
        {"''.replace('a', 'x')", "string "},
    });
}

TEST_CASE("split() gives a list of at most so many parts") {
    check_all({
        {"'hello hello hello'.split(' ')", R"(list ["hello","hello","hello"])"},
        {"'hello hello hello'.split(' ', 0)", "list []"},
        {"'hello hello hello'.split(' ', 1)", R"(list ["hello hello hello"])"},
        {"'hello hello hello'.split(' ', 2)", R"(list ["hello","hello hello"])"},
        {"'hello hello hello'.split(' ', -1)", R"(list ["hello","hello","hello"])"},
        {"'a,,b,'.split(',')", R"(list ["a","","b",""])"},
        {"'abc'.split('')", R"(list ["a","b","c"])"},
        {"'a\u00e9c'.split('', 2)", "list [\"a\",\"\u00e9c\"]"},
        {"'abc'.split('', 9)", R"(list ["a","b","c"])"},
        {"'abc'.split('', 1)", R"(list ["abc"])"},
        {"''.split(',')", R"(list [""])"},
        {"''.split('')", "list []"},
        {"'abc'.split('abcd')", R"(list ["abc"])"},
    });
    Bench bench;
    CHECK(to_string(bench.compile("digits.split(',')").type()) == "list(string)");
}

TEST_CASE("join() puts texts together") {
    check_all({
        {"['hello', 'mellow'].join()", "string hellomellow"},
        {"['hello', 'mellow'].join(' ')", "string hello mellow"},
        {"[].join()", "string "},
        {"[].join('/')", "string "},
        {"['a'].join('/')", "string a"},
        {"['', ''].join('/')", "string /"},
        {"'a-b-c'.split('-').join('+')", "string a+b+c"},
        {"dyn([1, 2]).join()", "error no such overload: join() of a list with int"},
        {"['a', dyn(1)].join('-')", "error no such overload: join() of a list with int"},
    });
    Bench bench;
    CHECK(bench.complaint("[1, 2].join()") ==
          "expression_type [[1, 2]] join() takes list of string; '[1, 2]' is list(int)");
    CHECK(bench.complaint("queue.join(1)") == "expression_type [1] join() takes string; '1' is int");
}

TEST_CASE("quote() makes a text safe to show") {
    check_all({
        {R"(strings.quote('single-quote with "double quote"'))", R"(string "single-quote with \"double quote\"")"},
        {R"(strings.quote("two escape sequences \a\n"))", R"(string "two escape sequences \a\n")"},
        {R"(strings.quote('\b\f\r\t\v\\'))", R"(string "\b\f\r\t\v\\")"},
        {"strings.quote('')", "string \"\""},
        {"strings.quote('caf\u00e9')", "string \"caf\u00e9\""},
        {"'a'.quote() == quote('a')", "bool true"},
    });
    Bench bench;
    bench.set("digits", Value::string("a\xff\xfe\xe2\x82"));
    CHECK(bench.give("strings.quote(digits)") == "string \"a\ufffd\ufffd\ufffd\ufffd\"");
}

TEST_CASE("a var may be named strings") {
    Bench bench;
    bench.scope.declare("strings", Type::dynamic());
    bench.slots.resize(bench.scope.slot_count());
    bench.set("strings", Value::list({Value::string("a"), Value::string("b")}));
    CHECK(bench.give("strings.join('+')") == "string a+b");
    CHECK(bench.give("strings.quote(strings[0])") == "string \"a\"");
}

TEST_CASE("no text becomes longer than the bound") {
    Bench bench;
    bench.set("digits", Value::string(std::string(max_text_bytes, 'a')));
    const std::string too_long = "error this text is too long, 1048576 bytes are allowed";
    CHECK(bench.give("size(digits.replace('a', 'b'))") == "int 1048576");
    CHECK(bench.give("digits.replace('a', 'bb')") == too_long);
    CHECK(bench.give("digits.replace('', 'bb')") == too_long);
    CHECK(bench.give("[digits, 'a'].join()") == too_long);
    CHECK(bench.give("[digits, digits].join(digits)") == too_long);
    CHECK(bench.give("strings.quote(digits)") == too_long);
    CHECK(bench.give("json(digits)") == too_long);
    CHECK(bench.give("'%s %s'.format([digits, digits])") == too_long);
    CHECK(bench.give("'%x'.format([digits])") == too_long);
    CHECK(bench.give("'%s'.format([[digits, digits, digits]])") == too_long);
}

TEST_CASE("searching long texts takes linear time") {
    Bench bench;
    // What a search that begins anew at every place would take 2^38 steps for.
    bench.set("digits", Value::string(std::string(max_text_bytes, 'a')));
    bench.set("plan", Value::string(std::string(max_text_bytes / 2, 'a') + "b" + std::string(100, 'a')));
    const auto began = std::chrono::steady_clock::now();
    CHECK(bench.give("digits.contains(plan)") == "bool false");
    CHECK(bench.give("digits.indexOf(plan)") == "int -1");
    CHECK(bench.give("digits.lastIndexOf(plan)") == "int -1");
    CHECK(bench.give("digits.replace(plan, '') == digits") == "bool true");
    CHECK(bench.give("size(digits.split(plan))") == "int 1");
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
}

TEST_CASE("calls of the string extension are checked") {
    Bench bench;
    CHECK(bench.complaint("tries.lowerAscii()") == "expression_type [tries] lowerAscii() takes string; 'tries' is int");
    CHECK(bench.complaint("digits.charAt('1')") == "expression_type ['1'] charAt() takes int; '1' is string");
    CHECK(bench.complaint("digits.substring()") ==
          "expression_type [substring] substring() has 0 arguments, expected 1 or 2 arguments");
    CHECK(bench.complaint("digits.replace('a')") ==
          "expression_type [replace] replace() has 1 argument, expected 2 or 3 arguments");
    CHECK(bench.complaint("lowerAscii(digits)") == "expression_type [lowerAscii] there is no function lowerAscii()");
    CHECK(bench.complaint("digits.trimm()") == "unknown_function [trimm] there is no function 'trimm'");
    CHECK(bench.give("dyn(1).trim()") == "error no such overload: trim(int)");
    CHECK(bench.give("'a'.replace('a', dyn(1), 2)") == "error no such overload: replace(string, string, int, int)");
}
