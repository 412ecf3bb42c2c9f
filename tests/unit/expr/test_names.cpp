// Types as values, and names: with dots, quoted, of the root, reserved.
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

using Cases = std::vector<std::pair<std::string, std::string>>;

void check(Bench& bench, const Cases& cases) {
    for (const auto& [text, want] : cases) {
        INFO(text);
        CHECK(bench.give(text) == want);
    }
}

Value text_map(std::string_view key, Value value) { return Value::map({{Value::string(key), std::move(value)}}); }

} // namespace

TEST_CASE("type() gives the type of a value, which is a value with a type itself") {
    Bench bench;
    bench.set("account", Value::duration(1));
    check(bench, {
                     {"type(1)", "type int"},
                     {"type(1u)", "type uint"},
                     {"type(1.5)", "type double"},
                     {"type(true)", "type bool"},
                     {"type('a')", "type string"},
                     {"type(b'a')", "type bytes"},
                     {"type([])", "type list"},
                     {"type({})", "type map"},
                     {"type(null)", "type null_type"},
                     {"type(now)", "type google.protobuf.Timestamp"},
                     {"type(account)", "type google.protobuf.Duration"},
                     {"type(type(1))", "type type"},
                     {"type(int)", "type type"},
                     {"type(type)", "type type"},
                     {"type(dyn(1))", "type int"},
                     {"type(1 / 0)", "error division by zero"},
                 });
}

TEST_CASE("names of types are values, equal to what type() gives and to nothing else") {
    Bench bench;
    for (const std::string equal : {"type(1) == int",
                                    "type(1u) == uint",
                                    "type(1.5) == double",
                                    "type('') == string",
                                    "type(b'') == bytes",
                                    "type(true) == bool",
                                    "type([1]) == list",
                                    "type({1: 2}) == map",
                                    "type(null) == null_type",
                                    "type(int) == type",
                                    "type(type(1)) == type",
                                    "type(now) == google.protobuf.Timestamp",
                                    "type(now - now) == google.protobuf.Duration",
                                    "int != uint",
                                    "type(1) != double",
                                    "type(1) == type(2)",
                                    "type(1) != type('')",
                                    "type(1) in [string, int]",
                                    "google.protobuf.Timestamp != google.protobuf.Duration",
                                    "{'t': int}.t == int",
                                    "[1, 2].all(e, type(e) == int)"}) {
        INFO(equal);
        CHECK(bench.give(equal) == "bool true");
    }
    CHECK(bench.complaint("int == 1") == "expression_type [int == 1] compares type with int, which are never equal");
    CHECK(bench.attempt("int == 1") == "bool false");
    CHECK(bench.attempt("int < uint") == "error there is no < of type and type");
    CHECK(bench.attempt("google.protobuf.Any") == "error there is no name 'google' here");
}

TEST_CASE("a name of a flow goes before a type's") {
    Bench bench;
    bench.scope.declare("int", Type::of(Kind::string));
    bench.set("int", Value::string("mine"));
    CHECK(bench.give("int") == "string mine");
    CHECK(bench.give("int('4')") == "int 4"); // functions are names of their own
}

TEST_CASE("of names with dots the longest that is declared counts, then fields") {
    Bench bench;
    bench.scope.declare("a.b.c", Type::of(Kind::integer));
    bench.scope.declare("a.b", Type::dynamic());
    bench.scope.declare("a", Type::dynamic());
    bench.set("a.b.c", Value::integer(3));
    bench.set("a.b", text_map("d", Value::integer(2)));
    bench.set("a", text_map("x", text_map("b", Value::integer(1))));
    check(bench, {
                     {"a.b.c", "int 3"},
                     {"a.b.c + 1", "int 4"},
                     {".a.b.c", "int 3"},
                     {"a.b.d", "int 2"},
                     {"(a.b).d", "int 2"},
                     {"(a.b).c", "error there is no key \"c\""},
                     {"(a).b.c", "error there is no key \"b\""},
                     {"has((a.b).c)", "bool false"},
                     {"a.b", "map {\"d\":2}"},
                     {"a.x.b", "int 1"},
                     {"a['x'].b", "int 1"},
                     {"has(a.b.d)", "bool true"},
                     {"has(a.b.e)", "bool false"},
                     {"has(a.b)", "bool false"}, // asks the name a for a field b
                     {"a.`b`", "error there is no key \"b\""},
                     {"a.b.e", "error there is no key \"e\""},
                     {"[{'b': {'c': 9}}].map(a, a.b.c)", "list [9]"},
                     {"[{'b': 9}].map(a, .a.b.c)", "list [3]"},
                     {"a.x.b + a.b.c * 10", "int 31"},
                 });
    CHECK(bench.compile("a.b.c").type() == Type::of(Kind::integer));
    const Expression both = bench.compile("1 + a.b.c");
    REQUIRE(both.references().size() == 1);
    CHECK(both.references()[0].path == "a.b.c");
    CHECK(both.references()[0].where == base::Span{0, 4, 9});
}

TEST_CASE("only the declared whole of a dotted name is a name") {
    Bench bench;
    bench.scope.declare("p.q", Type::of(Kind::integer));
    bench.set("p.q", Value::integer(7));
    CHECK(bench.give("p.q") == "int 7");
    CHECK(bench.give("p . q") == "int 7");
    CHECK(bench.complaint("p") == "unknown_name [p] there is no name 'p' here");
    CHECK(bench.complaint("p.r") == "unknown_name [p] there is no name 'p' here");
    CHECK(bench.attempt("p.q.r").substr(0, 5) == "error");
    CHECK(bench.compile(".p.q").references()[0].path == "p.q");
}

TEST_CASE("quoted fields and reserved words are fields") {
    Bench bench;
    bench.set("account", Value::map({{Value::string("content-type"), Value::string("x")},
                                     {Value::string("a/b c.d"), Value::integer(1)},
                                     {Value::string("for"), Value::integer(2)}}));
    check(bench, {
                     {"account.`content-type`", "string x"},
                     {"account.`a/b c.d` + account.`for`", "int 3"},
                     {"has(account.`content-type`)", "bool true"},
                     {"has(account.`content-length`)", "bool false"},
                     {"account.for", "int 2"},
                     {"{'package': 1, 'as': 2}.as", "int 2"},
                     {"{'while': {'let': 5}}.while.let", "int 5"},
                 });
    CHECK(bench.complaint("{'in': 1}.in").substr(0, 17) == "expression_syntax");
    CHECK(bench.complaint("{'true': 1}.true").substr(0, 17) == "expression_syntax");
    CHECK(bench.complaint("{'null': 1}.null").substr(0, 17) == "expression_syntax");
    CHECK(bench.complaint("`a`").substr(0, 17) == "expression_syntax");
    for (const std::string word : {"as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
                                   "loop", "package", "namespace", "return", "var", "void", "while"}) {
        CHECK(bench.complaint(word + " + 1").substr(0, 17) == "expression_syntax");
    }
}
