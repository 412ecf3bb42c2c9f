// What the parser reads, and what it says about what it cannot read.
#include "expr/ast.hpp"
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

// Where a finding begins, for those whose span is empty.
std::uint32_t place(const Bench& bench) { return bench.diagnostics.items().front().where.begin; }

} // namespace

TEST_CASE("operators bind as CEL's grammar says") {
    Bench bench;
    CHECK(bench.give("1 + 2 * 3") == "int 7");
    CHECK(bench.give("(1 + 2) * 3") == "int 9");
    CHECK(bench.give("10 - 3 - 2") == "int 5");
    CHECK(bench.give("7 / 2 * 2") == "int 6");
    CHECK(bench.give("-2 + 5 % 3") == "int 0");
    CHECK(bench.give("1 + 1 == 2 && 3 < 2 + 2") == "bool true");
    CHECK(bench.give("false && true || true") == "bool true");
    CHECK(bench.give("true || true && false") == "bool true");
    CHECK(bench.give("!false && false") == "bool false");
    CHECK(bench.give("true ? 1 : false ? 2 : 3") == "int 1");
    CHECK(bench.give("false ? 1 : false ? 2 : 3") == "int 3");
    CHECK(bench.give("1 in [1, 2] == true") == "bool true");
    CHECK(bench.give("!!true") == "bool true");
    CHECK(bench.give("- -3") == "int 3");
    CHECK(bench.give("-(3)") == "int -3");
    CHECK(bench.give("[1, 2, 3,][1]") == "int 2");
    CHECK(bench.give("{'a': [5]}.a[0]") == "int 5");
    CHECK(bench.give("{'a-b': 1}.`a-b`") == "int 1");
    CHECK(bench.give("1 // the rest is a comment\n + 1") == "int 2");
    CHECK(bench.give(".tries + 1") == "int 1");
}

TEST_CASE("numbers are read in all their forms") {
    Bench bench;
    CHECK(bench.give("0") == "int 0");
    CHECK(bench.give("007") == "int 7");
    CHECK(bench.give("0xFf") == "int 255");
    CHECK(bench.give("-0x10") == "int -16");
    CHECK(bench.give("42u") == "uint 42");
    CHECK(bench.give("0xFFu") == "uint 255");
    CHECK(bench.give("1.5") == "double 1.5");
    CHECK(bench.give(".5") == "double 0.5");
    CHECK(bench.give("-1e3") == "double -1000");
    CHECK(bench.give("2E-3") == "double 0.002");
    CHECK(bench.give("9223372036854775807") == "int 9223372036854775807");
    CHECK(bench.give("-9223372036854775808") == "int -9223372036854775808");
    CHECK(bench.give("18446744073709551615u") == "uint 18446744073709551615");
    CHECK(bench.complaint("1 + 9223372036854775808") ==
          "expression_syntax [9223372036854775808] this number is too large for an int (64 bits)");
    CHECK(bench.complaint("18446744073709551616u") ==
          "expression_syntax [18446744073709551616u] this number is too large for a uint (64 bits)");
    CHECK(bench.complaint("tries == 1st") ==
          "expression_syntax [1st] found '1st', which is neither a number nor a name");
}

TEST_CASE("texts are read in all their forms") {
    Bench bench;
    CHECK(bench.give(R"("a'b")") == "string a'b");
    CHECK(bench.give(R"('a"b')") == "string a\"b");
    CHECK(bench.give(R"('''it's "so"''')") == "string it's \"so\"");
    CHECK(bench.give("\"\"\"two\nlines\"\"\"") == "string two\nlines");
    CHECK(bench.give(R"(r"a\nb")") == "string a\\nb");
    CHECK(bench.give(R"(R'\d+')") == "string \\d+");
    CHECK(bench.give(R"("\a\b\f\n\r\t\v\\\?\"\'\`")") == "string \a\b\f\n\r\t\v\\?\"'`");
    CHECK(bench.give(R"("\x41\u00e9\U0001F600\101")") == "string A\u00e9\U0001F600A");
    CHECK(bench.give(R"("\377")") == "string \u00ff");
    CHECK(bench.give(R"(b"\xff" == b"\377")") == "bool true");
    CHECK(bench.give(R"(b'abc')") == "bytes abc");
    CHECK(bench.give(R"(bR"\x")") == "bytes \\x");
    CHECK(bench.give("b'\u00e9' == b'\\xc3\\xa9'") == "bool true");
    CHECK(bench.give("''") == "string ");
    CHECK(bench.give("''''''") == "string ");
    CHECK(bench.complaint(R"("a\qb")") == R"(expression_syntax [\q] found '\q', which is no escape)");
    CHECK(bench.complaint(R"("\ud800")") == R"(expression_syntax [\ud800] this escape is no Unicode character)");
    CHECK(bench.complaint(R"("\U00110000")") ==
          R"(expression_syntax [\U00110000] this escape is no Unicode character)");
    CHECK(bench.complaint(R"("\x4")") == R"(expression_syntax [\x4] this escape needs 2 hexadecimal digits)");
    CHECK(bench.give(R"("\ud83d\ude00")") == "string \U0001F600");
    CHECK(bench.complaint(R"("\ud83dx")") == R"(expression_syntax [\ud83d] this escape is no Unicode character)");
    CHECK(bench.complaint(R"(b"\u00e9")") == R"(expression_syntax [\u] found '\u', which stands only in texts)");
    CHECK(bench.complaint(R"(b"\U00000041")") == R"(expression_syntax [\U] found '\U', which stands only in texts)");
}

TEST_CASE("a text that is not closed is pointed at where it opens") {
    Bench bench;
    CHECK(bench.complaint("digits == \"1") ==
          "expression_syntax [\"] this text is not closed: \" is missing at its end");
    CHECK(bench.complaint("digits == 'it's") == "expression_syntax [s] found 's', expected an operator or the end");
    CHECK(bench.help() == "a text that has ' in it stands in \" quotes");
    CHECK(bench.complaint("'''abc''") == "expression_syntax ['''] this text is not closed: ''' is missing at its end");
    CHECK(bench.complaint("'two\nlines'") == "expression_syntax ['] this text is not closed: ' is missing at its end");
}

TEST_CASE("words and marks of other languages are answered with CEL's") {
    const auto [text, found, instead] = GENERATE(table<std::string, std::string, std::string>({
        {"digits = '1'", "=", "=="},
        {"digits === '1'", "===", "=="},
        {"vip & vip", "&", "&&"},
        {"vip | vip", "|", "||"},
        {"vip and vip", "and", "&&"},
        {"vip or vip", "or", "||"},
        {"vip AND vip", "AND", "&&"},
        {"not vip", "not", "!"},
        {"vip && not vip", "not", "!"},
        {"digits <> '1'", "<>", "!="},
        {"tries =< 2", "=<", "<="},
        {"tries => 2", "=>", ">="},
        {"tries is 2", "is", "=="},
        {"vip &&& vip", "&&&", "&&"},
        {"{'a' = 1}", "=", ":"},
        {"tries mod 2", "mod", "%"},
        {"digits == \u201c1\u201d", "\u201c", "\""},
        {"digits == \u20181\u2019", "\u2018", "'"},
        {"tries \u2265 2", "\u2265", ">="},
    }));
    Bench bench;
    CHECK(bench.complaint(text) ==
          "expression_syntax [" + found + "] found '" + found + "', expected '" + instead + "'");
    REQUIRE(bench.diagnostics.items().size() == 1);
    const auto& edits = bench.diagnostics.items().front().edits;
    REQUIRE(edits.size() == 1);
    CHECK(edits.front().replacement == instead);
    CHECK_FALSE(bench.help().empty());
}

TEST_CASE("words that CEL has nothing for are named too") {
    Bench bench;
    CHECK(bench.complaint("if vip") == "expression_syntax [if] found 'if', which is not of this language");
    CHECK(bench.help() == "write `condition ? this : that`");
    CHECK(bench.complaint("vip ? 1 elsif 2") ==
          "expression_syntax [elsif] found 'elsif', which is not of this language");
    CHECK(bench.complaint("digits =~ '1'") == "expression_syntax [=~] found '=~', which is not of this language");
    CHECK(bench.complaint("tries += 1") == "expression_syntax [+=] found '+=', which is not of this language");
    CHECK(bench.help() == "an expression changes nothing; `set:` assigns");
    CHECK(bench.complaint("digits in ['1' '2']") ==
          "expression_syntax ['2'] found '2', expected an operator, ',' or ']'");
    CHECK(bench.complaint("$digits == '1'") == "expression_syntax [$] found '$', which is not of this language");
    CHECK(bench.complaint("digits ?? '1'") == "expression_syntax [??] found '\?\?', which is not of this language");
    CHECK(bench.help() == "write `default(value, otherwise)`");
    CHECK(bench.complaint("vip ¿ vip") == "expression_syntax [¿] found '¿', which means nothing here");
}

TEST_CASE("what stands in the wrong place is pointed at, with what could stand there") {
    Bench bench;
    CHECK(bench.complaint("vip &&") == "expression_syntax [] the expression ends behind '&&', expected a value");
    CHECK(place(bench) == 6);
    CHECK(bench.complaint("") == "expression_syntax [] the expression is empty");
    CHECK(bench.complaint("  // nothing") == "expression_syntax [] the expression ends behind '', expected a value");
    CHECK(bench.complaint("(vip && vip") == "expression_syntax [(] '(' is not closed");
    CHECK(bench.help() == "add ')'");
    CHECK(bench.complaint("vip)") == "expression_syntax [)] found ')', expected an operator or the end");
    CHECK(bench.complaint("[1, 2") == "expression_syntax [[] '[' is not closed");
    CHECK(bench.complaint("(vip]") == "expression_syntax []] found ']', expected an operator or ')'");
    CHECK(bench.complaint("vip && && vip") == "expression_syntax [&&] found '&&', expected a value");
    CHECK(place(bench) == 7);
    CHECK(bench.complaint("* 2") == "expression_syntax [*] found '*', expected a value");
    CHECK(bench.complaint("vip ? 1") ==
          "expression_syntax [] the expression ends behind '1', expected ':' and what holds "
          "otherwise");
    CHECK(bench.complaint("vip ? vip ? 1 : 2 : 3") ==
          "expression_syntax [?] found '?', expected ':' and what holds otherwise");
    CHECK(bench.help() == "put the inner `?:` in parentheses");
    CHECK(bench.complaint("{'a' 1}") == "expression_syntax [1] found '1', expected ':' and the key's value");
    CHECK(bench.complaint("input.") ==
          "expression_syntax [] the expression ends behind '.', expected the name of a field");
    CHECK(bench.complaint("queue.0") == "expression_syntax [.0] found '.0', expected an operator or the end");
    CHECK(bench.complaint("size(queue,)") == "expression_syntax [)] found ')', expected a value");
    CHECK(bench.complaint("plan gold") == "expression_syntax [gold] found 'gold', expected an operator or the end");
    CHECK(bench.help() == "a text stands in quotes: \"plan gold\"");
    CHECK(bench.complaint("package == 1").substr(0, 27) == "expression_syntax [package]");
    CHECK(bench.complaint("!-tries") == "expression_syntax [-] found '-', expected a value");
    CHECK(bench.complaint("Point{x: 1}").substr(0, 25) == "expression_syntax [Point]");
    CHECK(bench.complaint("has(vip)") == "expression_syntax [vip] has() takes one field, as in has(input.digits)");
    CHECK(bench.complaint("has()") == "expression_syntax [has] has() takes one field, as in has(input.digits)");
    CHECK(bench.complaint("vip \xff").substr(0, 17) == "expression_syntax");
}

TEST_CASE("long chains are read flat and evaluated") {
    Bench bench;
    std::string either = "vip";
    std::string sum = "1";
    std::string branches;
    std::string text = "digits";
    for (int i = 0; i < 5000; ++i) {
        either += " || vip";
        sum += " + 1";
        text += "+'a'";
        branches += "vip ? 1 : ";
    }
    CHECK(bench.give(either) == "bool false");
    CHECK(bench.give(sum) == "int 5001");
    CHECK(bench.give(branches + "2") == "int 2");
    CHECK(bench.give("size(" + text + ")") == "int 5000");
    CHECK(bench.give(std::string(6000, '!') + "vip") == "bool false");
    CHECK(bench.give(std::string(6001, '-') + "tries") == "int 0");
    std::string members = "account";
    for (int i = 0; i < 5000; ++i) members += ".a";
    CHECK(bench.give("default(" + members + ", 3)") == "int 3");
}

TEST_CASE("nesting and size are bounded") {
    Bench bench;
    const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "vip" + std::string(depth, ')'); };
    CHECK(bench.give(nested(max_expression_depth - 1)) == "bool false");
    CHECK(bench.complaint(nested(max_expression_depth)) ==
          "expression_cost [vip] this expression is nested deeper than 200 levels");
    CHECK(bench.complaint(std::string(50000, '(')).substr(0, 15) == "expression_cost");
    CHECK(bench.complaint(std::string(50000, '[')).substr(0, 15) == "expression_cost");
    CHECK(bench.complaint(std::string(70000, ' ') + "vip").substr(0, 15) == "expression_cost");
}

TEST_CASE("nodes stand behind their children and know their text") {
    Bench bench;
    const Expression expression = bench.compile("agents_available && input.digits == \"1\"");
    REQUIRE_FALSE(expression.empty());
    const Ast& ast = expression.ast();
    const Node& root = ast.nodes[ast.root()];
    CHECK(root.kind == NodeKind::logical_and);
    CHECK(root.count == 2);
    CHECK(root.subtree == 0);
    CHECK(ast.slice(root.where) == expression.text());
    const Node& equal = ast.nodes[ast.children_of(root)[1]];
    CHECK(equal.kind == NodeKind::equal);
    CHECK(ast.word(equal) == "==");
    const Node& member = ast.nodes[ast.children_of(equal)[0]];
    CHECK(member.kind == NodeKind::member);
    CHECK(ast.word(member) == "digits");
    CHECK(ast.slice(member.where) == "input.digits");
}
