// Trees back to text.
#include "expr/ast.hpp"
#include "expr/print.hpp"
#include "support.hpp"

#include <catch2/catch.hpp>

using namespace callflow::expr;
using callflow::expr::test::Bench;

namespace {

std::string printed(std::string_view text) {
    Bench bench;
    const Expression expression = bench.attempt_compile(text);
    return expression.empty() ? "! " + bench.findings() : print(expression.ast());
}

} // namespace

TEST_CASE("an expression is printed with one blank around operators and no parentheses it does not need") {
    CHECK(printed("1+2 *3") == "1 + 2 * 3");
    CHECK(printed("((1)+(2))*3") == "(1 + 2) * 3");
    CHECK(printed("1-(2-3)-4") == "1 - (2 - 3) - 4");
    CHECK(printed("(a&&b)||(c&&(d||e))") == "a && b || c && (d || e)");
    CHECK(printed("a&&(b&&c)") == "a && (b && c)");
    CHECK(printed("(a==b)==c") == "a == b == c");
    CHECK(printed("a==(b==c)") == "a == (b == c)");
    CHECK(printed("!(a in[1,2,])") == "!(a in [1, 2])");
    CHECK(printed("a?b:c?d:e") == "a ? b : c ? d : e");
    CHECK(printed("(a?b:c)?(d?e:f):g") == "(a ? b : c) ? (d ? e : f) : g");
    CHECK(printed("{ 'k' :1,2:[ ] }") == R"({"k": 1, 2: []})");
    CHECK(printed("a . b [ 'c' ] . d ( 1 ,2 )") == R"(a.b["c"].d(1, 2))");
    CHECK(printed("(a+b).c") == "(a + b).c");
    CHECK(printed("( a . b ) . c") == "(a.b).c"); // a.b.c may be declared, and is something else then
    CHECK(printed("(a.b)[0].c + (a[0]).c") == "a.b[0].c + a[0].c");
    CHECK(printed("has( a . b )") == "has(a.b)");
    CHECK(printed("l.map( x ,x>1, x*2 )") == "l.map(x, x > 1, x * 2)");
    CHECK(printed("math . greatest( 1,2 )") == "math.greatest(1, 2)");
    CHECK(printed("1 // why\n + 2") == "1 + 2");
    CHECK(printed("m.`content-type`") == "m.`content-type`");
}

TEST_CASE("signs are printed so that they stay with what they belong to") {
    CHECK(printed("- - x") == "--x");
    CHECK(printed("!!x") == "!!x");
    CHECK(printed("-(1)") == "-(1)");
    CHECK(printed("-1") == "-1");
    CHECK(printed("-(-1)") == "--1");
    CHECK(printed("1 - -1") == "1 - -1");
    CHECK(printed("-(1u)") == "-1u");
    CHECK(printed("-(x+1)") == "-(x + 1)");
    CHECK(printed("(-1)[0]") == "(-1)[0]");
    CHECK(printed("(1).f()") == "(1).f()");
    CHECK(printed("-9223372036854775808") == "-9223372036854775808");
}

TEST_CASE("literals are printed so that they read as what they are") {
    CHECK(printed("0x1F") == "31");
    CHECK(printed("1.0") == "1.0");
    CHECK(printed("1e100") == "1e+100");
    CHECK(printed("-0.0") == "-0.0");
    CHECK(printed(R"('it''s')").starts_with("!"));
    CHECK(printed(R"('say "hi"')") == R"('say "hi"')");
    CHECK(printed(R"('it\'s "so"')") == R"("it's \"so\"")");
    CHECK(printed(R"(r'\d\n')") == R"("\\d\\n")");
    CHECK(printed("'''a\nb\t\\x01'''") == R"("a\nb\t\x01")");
    CHECK(printed("b'\\xffa\\000\u00e9'") == R"(b"\xffa\x00\xc3\xa9")");
    CHECK(printed("'\u00e9'") == "\"\u00e9\"");
}

TEST_CASE("values are written as expressions that give them") {
    const auto text = [](const Value& value) {
        std::string out;
        append_literal(out, value);
        return out;
    };
    CHECK(text(Value::list({Value::unsigned_integer(1), Value::null()})) == "[1u, null]");
    CHECK(text(Value::duration(-1'500'000'000)) == R"(duration("-1.5s"))");
    CHECK(text(Value::timestamp(0)) == R"(timestamp("1970-01-01T00:00:00Z"))");
    CHECK(text(Value::real(-1.0 / 0.0)) == R"(double("-Infinity"))");
    CHECK(text(Value::type("int")) == "int");
}

// Each tree of two operators, printed and parsed again, is printed the same: what is lost in the text would change it.
TEST_CASE("printing and parsing every nesting of two operators gives the same tree") {
    const std::vector<std::string> shapes = {
        "!($)",       "-($)",      "($) + ($)",  "($) - ($)",  "($) * ($)",  "($) / ($)",
        "($) == ($)", "($) < ($)", "($) in ($)", "($) && ($)", "($) || ($)", "($) ? ($) : ($)",
        "($).f",      "($)[($)]",  "($).g(($))", "[($)]",      "h(($))"};
    const auto fill = [](std::string shape, const std::string& with) {
        for (std::size_t at = shape.find('$'); at != std::string::npos; at = shape.find('$', at + with.size()))
            shape.replace(at, 1, with);
        return shape;
    };
    Bench bench;
    for (const std::string& outer : shapes) {
        for (const std::string& inner : shapes) {
            for (const std::string leaf : {"a", "1", "-1", "2u", "-1.5"}) {
                const std::string text = fill(outer, fill(inner, leaf));
                const Expression first = bench.attempt_compile(text);
                REQUIRE_FALSE(first.empty());
                const std::string once = print(first.ast());
                INFO(text << " -> " << once);
                const Expression second = bench.attempt_compile(once);
                REQUIRE_FALSE(second.empty());
                const Ast& a = first.ast();
                const Ast& b = second.ast();
                REQUIRE(a.nodes.size() == b.nodes.size());
                CHECK(a.children == b.children);
                CHECK(a.literals == b.literals);
                for (std::size_t i = 0; i < a.nodes.size(); ++i) {
                    CHECK(a.nodes[i].kind == b.nodes[i].kind);
                    CHECK(a.nodes[i].data == b.nodes[i].data);
                }
                CHECK(once.size() <= text.size());
            }
        }
    }
}
