// Macros over lists and maps.
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

const std::string no_division = "error division by zero";

} // namespace

TEST_CASE("all() is the conjunction over the elements: a false wins over errors") {
    Bench bench;
    check(bench, {
                     {"[].all(e, e > 0)", "bool true"},
                     {"[1, 2, 3].all(e, e > 0)", "bool true"},
                     {"[1, 2, 3].all(e, e > 1)", "bool false"},
                     {"[1, 2, 3].all(e, true)", "bool true"},
                     {"[1, 0, 2].all(e, 2 / e > 5)", "bool false"},
                     {"[0, 2].all(e, 2 / e == 1)", no_division},
                     {"[1, 0].all(e, 2 / e == 2)", no_division},
                     {"[0, 1].all(e, 2 / e == 3)", "bool false"},
                     {"[dyn(1), 'a'].all(e, e)", "error expected bool, found int"},
                     {"[dyn(1), false].all(e, e)", "bool false"},
                     {"{'a': 1, 'b': 2}.all(k, k < 'c')", "bool true"},
                     {"{1: 'a', 2: 'b'}.all(k, k < 2)", "bool false"},
                     {"!{}.all(k, false)", "bool false"},
                 });
}

TEST_CASE("exists() is the disjunction over the elements: a true wins over errors") {
    Bench bench;
    check(bench, {
                     {"[].exists(e, true)", "bool false"},
                     {"[1, 2, 3].exists(e, e == 3)", "bool true"},
                     {"[1, 2, 3].exists(e, e > 3)", "bool false"},
                     {"[0, 2].exists(e, 2 / e == 1)", "bool true"},
                     {"[2, 0].exists(e, 2 / e == 2)", no_division},
                     {"[1, 'a', true].exists(e, dyn(e) == true)", "bool true"},
                     {"[dyn(1), true].exists(e, e)", "bool true"},
                     {"[dyn(1), false].exists(e, e)", "error expected bool, found int"},
                     {"{'a': 1}.exists(k, k == 'a')", "bool true"},
                     {"{'a': 1}.exists(k, k == 'b')", "bool false"},
                 });
}

TEST_CASE("exists_one() counts, and any error is one") {
    Bench bench;
    check(bench, {
                     {"[].exists_one(e, true)", "bool false"},
                     {"[1, 2, 3].exists_one(e, e == 2)", "bool true"},
                     {"[1, 2, 2].exists_one(e, e == 2)", "bool false"},
                     {"[1, 2, 2].existsOne(e, e == 1)", "bool true"},
                     {"[1, 2, 3].exists_one(e, e > 5)", "bool false"},
                     {"[1, 1, 0].exists_one(e, 2 / e == 2)", no_division},
                     {"[0, 1].exists_one(e, 2 / e == 2)", no_division},
                     {"[dyn(1), true].exists_one(e, e)", "error expected bool, found int"},
                     {"{6: 'six', 7: 'seven'}.exists_one(k, k % 5 == 2)", "bool true"},
                 });
}

TEST_CASE("filter() keeps elements, or a map's keys; an error ends it") {
    Bench bench;
    check(bench, {
                     {"[].filter(e, true)", "list []"},
                     {"[1, 2, 3, 4].filter(e, e % 2 == 0)", "list [2,4]"},
                     {"[1, 2].filter(e, false)", "list []"},
                     {"{'a': 1, 'b': 2, 'c': 3}.filter(k, k != 'b')", "list [\"a\",\"c\"]"},
                     {"[1, 0, 2].filter(e, 2 / e > 1)", no_division},
                     {"[dyn(1)].filter(e, e)", "error expected bool, found int"},
                     {"[[1], [], [2, 3]].filter(l, size(l) > 0)", "list [[1],[2,3]]"},
                     {"[1, 2, 3].filter(e, e > 1).filter(e, e < 3)", "list [2]"},
                 });
}

TEST_CASE("map() makes a list of what is made of each, and of those that are kept") {
    Bench bench;
    check(bench, {
                     {"[].map(e, e)", "list []"},
                     {"[1, 2, 3].map(e, e * e)", "list [1,4,9]"},
                     {"[1, 2, 3].map(e, 'x')", "list [\"x\",\"x\",\"x\"]"},
                     {"[1, 2, 3].map(e, [e, e + 1])", "list [[1,2],[2,3],[3,4]]"},
                     {"['a', 'b'].map(e, {e: 1})", "list [{\"a\":1},{\"b\":1}]"},
                     {"[1, 2, 3].map(e, e > 1, e * 10)", "list [20,30]"},
                     {"[0, 2].map(e, e != 0, 2 / e)", "list [1]"},
                     {"[2, 0].map(e, 2 / e)", no_division},
                     {"[2, 0].map(e, 2 / e > 0, e)", no_division},
                     {"{'a': 1, 'b': 2}.map(k, k + '!')", "list [\"a!\",\"b!\"]"},
                     {"[1, 2].map(e, e).map(e, e + 1).map(e, string(e))", "list [\"2\",\"3\"]"},
                     {"[3].map(e, e)[0] + [4].map(e, e)[0]", "int 7"},
                     {"['a', 'b'].map(e, e + 'c' + 'd')", "list [\"acd\",\"bcd\"]"},
                     {"[[1], [2]].map(e, e + [0] + [9])", "list [[1,0,9],[2,0,9]]"},
                 });
}

TEST_CASE("two variables are index and element, or key and value") {
    Bench bench;
    check(bench, {
                     {"[5, 6].all(i, v, v == i + 5)", "bool true"},
                     {"{'a': 1, 'b': 2}.all(k, v, k == 'a' || v == 2)", "bool true"},
                     {"[5, 6].exists(i, v, i == 1 && v == 6)", "bool true"},
                     {"{'a': 1}.exists(k, v, v > 1)", "bool false"},
                     {"[7, 8].exists(i, v, 1 / i == v - 7)", "bool true"},
                     {"[1, 1].existsOne(i, v, v == 1 && i == 0)", "bool true"},
                     {"{'a': 1, 'b': 1}.exists_one(k, v, v == 1)", "bool false"},
                     {"[1, 0].existsOne(i, v, 1 / v == 1)", no_division},
                     {"[5, 6].transformList(i, v, i * v)", "list [0,6]"},
                     {"[5, 6, 7].transformList(i, v, i != 1, v)", "list [5,7]"},
                     {"{'a': 1, 'b': 2}.transformList(k, v, k + string(v))", "list [\"a1\",\"b2\"]"},
                     {"[5, 6].transformMap(i, v, v + i)", "map {\"0\":5,\"1\":7}"},
                     {"{'a': 1, 'b': 2}.transformMap(k, v, v * 10)", "map {\"a\":10,\"b\":20}"},
                     {"{'a': 1, 'b': 2}.transformMap(k, v, v > 1, k)", "map {\"b\":\"b\"}"},
                     {"{}.transformMap(k, v, v)", "map {}"},
                     {"[1, 0].transformMap(i, v, 1 / v)", no_division},
                     {"['x', 'y'].transformMapEntry(i, v, {v: i})", "map {\"x\":0,\"y\":1}"},
                     {"{'a': 1, 'b': 2}.transformMapEntry(k, v, v == 2, {v: k})", "map {\"2\":\"b\"}"},
                     {"['x'].transformMapEntry(i, v, {})", "map {}"},
                     {"['x', 'x'].transformMapEntry(i, v, {v: i})", "error a key of this map is repeated"},
                     {"[1].transformMapEntry(i, v, dyn(v))", "error expected map, found int"},
                 });
}

TEST_CASE("a macro's variable hides the names around it, within its body only") {
    Bench bench;
    bench.set("tries", Value::integer(100));
    check(bench, {
                     {"[1, 2].map(tries, tries + 1)", "list [2,3]"},
                     {"[1, 2].map(tries, .tries + tries)", "list [101,102]"},
                     {"[tries].map(tries, tries * 2)[0] + tries", "int 300"},
                     {"[1, 2].map(input, input * 2)", "list [2,4]"},
                     {"[[1, 2], [3]].map(e, e.map(e, e * 2))", "list [[2,4],[6]]"},
                     {"[1, 2].map(a, [10, 20].map(b, a + b))", "list [[11,21],[12,22]]"},
                     {"[1, 2].all(a, [1, 2].exists(b, a == b))", "bool true"},
                     {"[1, 2].exists(a, [3].all(b, [2].exists(c, a == c && b == 3)))", "bool true"},
                     {"[1, 2].map(e, tries)", "list [100,100]"},
                     {"[1].map(size, size([size, 2]))", "list [2]"},
                     {"[{'x': 1}, {}].map(e, has(e.x))", "list [true,false]"},
                     {"[1].map(int, int)", "list [1]"},
                     {"[{'b': 2}].map(a, a.b)", "list [2]"},
                 });
    CHECK(bench.complaint("[1].all(e, e > 0) && e > 0") == "unknown_name [e] there is no name 'e' here");
    CHECK(bench.complaint("e.all(e, e > 0)") == "unknown_name [e] there is no name 'e' here");
    CHECK(bench.diagnostics.items().front().where.begin == 0);
}

TEST_CASE("macros stand among other operations as any value") {
    Bench bench;
    bench.set("queue", Value::list({Value::string("a"), Value::string("b")}));
    bench.set("account", Value::map({{Value::string("k"), Value::list({Value::integer(3)})}}));
    check(bench, {
                     {"1 + size([1, 2].filter(e, e > 1)) * 2", "int 3"},
                     {"[1].map(e, 1)[0] == 1 ? [2].map(e, e) : [3].map(e, e)", "list [2]"},
                     {"[[1].map(e, e), [2].map(e, e)]", "list [[1],[2]]"},
                     {"queue.exists(q, q == 'b') && queue.all(q, q != digits)", "bool true"},
                     {"queue.map(q, q == 'a' ? 1 : 2)", "list [1,2]"},
                     {"queue.all(q, q == 'a' || q == 'b' && true)", "bool true"},
                     {"queue.map(q, default(q, 'x') + q)", "list [\"aa\",\"bb\"]"},
                     {"queue.map(q, q in ['a'])", "list [true,false]"},
                     {"account.k.all(e, e == 3)", "bool true"},
                     {"account.nothing.all(e, true)", "error there is no key \"nothing\""},
                     {"account.nothing.all(e, true) || true", "bool true"},
                     {"default([1, 2].filter(e, e > 5), [0])", "list [0]"},
                     {"[1, 2].map(e, queue[e - 1])", "list [\"a\",\"b\"]"},
                     {"[-1, 2].map(e, -e)", "list [1,-2]"},
                     {"[true, false].map(e, !e)", "list [false,true]"},
                 });
    bench.set("account", Value::integer(3));
    CHECK(bench.give("account.all(e, true)") == "error expected list or map, found int");
    bench.set("queue", Value());
    CHECK(bench.give("queue.all(q, false)") == "bool true");
    bench.set("queue", Value::list({Value()}));
    CHECK(bench.give("queue.map(q, q)") == "list [null]");
}

TEST_CASE("types go through macros") {
    Bench bench;
    CHECK(to_string(bench.compile("[1, 2].map(e, string(e))").type()) == "list(string)");
    CHECK(to_string(bench.compile("queue.filter(e, e != '')").type()) == "list(string)");
    CHECK(to_string(bench.compile("params.filter(k, k != '')").type()) == "list(string)");
    CHECK(to_string(bench.compile("queue.all(e, e == '')").type()) == "bool");
    CHECK(to_string(bench.compile("account.map(e, e)").type()) == "list(dyn)");
    CHECK(to_string(bench.compile("queue.transformMap(i, v, i)").type()) == "map(int, int)");
    CHECK(to_string(bench.compile("params.transformMap(k, v, size(v))").type()) == "map(string, int)");
    CHECK(to_string(bench.compile("queue.transformMapEntry(i, v, {v: i})").type()) == "map(string, int)");
    CHECK(bench.complaint("queue.all(q, q)") == "expression_type [q] 'q' is string, expected bool");
    CHECK(bench.complaint("queue.filter(q, 1)") == "expression_type [1] '1' is int, expected bool");
    CHECK(bench.complaint("queue.map(q, q + 1)") == "expression_type [q + 1] there is no `+` of string and int");
    CHECK(bench.complaint("queue.map(q, 1, q)") == "expression_type [1] '1' is int, expected bool");
    CHECK(bench.complaint("queue.all(i, q, q == i)") ==
          "expression_type [q == i] compares string with int, which are never equal");
    CHECK(bench.complaint("tries.all(q, q == 1)") ==
          "expression_type [tries] all() goes through a list or a map, 'tries' is int");
    CHECK(bench.complaint("queue.transformMapEntry(i, v, v)") ==
          "expression_type [v] transformMapEntry() puts maps together, 'v' is string");
    CHECK(bench.complaint("queue.map(caller, calller)") == "unknown_name [calller] there is no name 'calller' here");
    CHECK(bench.help() == "did you mean 'caller'?");
}

TEST_CASE("a macro that is written wrong is told how it is written") {
    Bench bench;
    CHECK(bench.complaint("queue.all(1, true)") ==
          "expression_syntax [1] this argument of all() names an element; it is one new name");
    CHECK(bench.help() == "write x.all(e, condition)");
    CHECK(bench.complaint("queue.all(a.b, true)").substr(0, 23) == "expression_syntax [a.b]");
    CHECK(bench.complaint("queue.map(.a, true)").substr(0, 22) == "expression_syntax [.a]");
    CHECK(bench.complaint("queue.transformList(a, 2, true)").substr(0, 21) == "expression_syntax [2]");
    CHECK(bench.complaint("queue.exists(a, a, true)") ==
          "expression_syntax [a] the two variables of exists() have the same name");
    CHECK(bench.complaint("queue.all(q)") == "expression_type [all] there is no all() of 1 argument");
    CHECK(bench.help() == "write x.all(e, condition) or x.all(i, e, condition)");
    CHECK(bench.complaint("queue.filter(a, b, c, d)") ==
          "expression_type [filter] there is no filter() of 4 arguments");
    CHECK(bench.complaint("queue.exist(q, q == digits)") == "unknown_function [exist] there is no function 'exist'");
    CHECK(bench.complaint("all(queue, q, q == digits)") == "expression_type [all] there is no function all()");
    CHECK(bench.help() == "write x.all(e, condition) or x.all(i, e, condition)");
    CHECK(bench.attempt("queue.all(q) || true") == "bool true");
    CHECK(bench.attempt("queue.filter(a, b, [1].all(c, c == b), d)").substr(0, 5) == "error");
    CHECK(bench.attempt("input.all(q, true)") == "error 'input' is no value, it only has fields");
    CHECK(bench.attempt("[1].all(q, input)") == "error 'input' is no value, it only has fields");
    CHECK(bench.attempt("[1].map(q, nosuch)") == "error there is no name 'nosuch' here");
    CHECK(bench.attempt("'abc'.all(q, true)") == "error expected list or map, found string");
    CHECK(bench.attempt("[1, 2].all(q, q)") == "error expected bool, found int");
}

TEST_CASE("what a loop may do is bounded") {
    Bench bench;
    bench.set("queue", Value::list(std::vector<Value>(2000, Value::string("a"))));
    bench.set("account", bench.slots[bench.scope.find("queue").slot]);
    const std::string given_up = "error this takes more than 4000000 steps, and was given up";
    CHECK(bench.give("queue.all(a, queue.all(b, a == b))") == given_up);
    CHECK(bench.give("queue.all(a, a == 'a')") == "bool true");
    CHECK(bench.give("queue.all(a, account == account && account == queue)") == given_up);
    CHECK(bench.give("queue.all(a, queue.all(b, a == b)) || true") == given_up);
    bench.set("digits", Value::string(std::string(1000, 'x')));
    CHECK(bench.give("queue.all(a, digits.replace('x', digits).size() > 0)") == given_up); // a megabyte each time
    std::string doubled = "['0123456789']";
    for (int i = 0; i < 30; ++i) doubled += ".map(a, a + a)";
    CHECK(bench.give("size(" + doubled + "[0])") == "error this text is too long");
    std::string grown = "['a']";
    for (int i = 0; i < 30; ++i) grown += ".map(a, [a, a])";
    CHECK(bench.give("size(" + grown + ")").substr(0, 5) == "error");
}

TEST_CASE("long rows of calls are bounded without a loop") {
    Bench bench;
    bench.set("digits", Value::string(std::string(1u << 20, 'a')));
    bench.set("account", bench.slots[bench.scope.find("digits").slot]);
    const std::string given_up = "error this takes more than 4000000 steps, and was given up";
    const auto row = [](const std::string& one, int times) {
        std::string text = one;
        for (int i = 1; i < times; ++i) text += " + " + one;
        return text;
    };
    CHECK(bench.give(row("digits.replace('a', '').size()", 10)) == "int 0");
    CHECK(bench.give(row("digits.replace('a', '').size()", 100)) == given_up);
    CHECK(bench.give(row("digits.split('').size()", 100)) == given_up);
    CHECK(bench.give(row("size(digits)", 100)) == "int 104857600");
    CHECK(bench.give(row("(digits == account ? 1 : 2)", 200)) == given_up);
    // What a sum is appended to is not looked at again.
    bench.set("digits", Value::string("0123456789"));
    CHECK(bench.give("size(" + row("digits", 5000) + ")") == "int 50000");
}

TEST_CASE("loops in loops that may never end in time are refused when they are read") {
    Bench bench;
    CHECK(bench.give("queue.all(a, queue.all(b, queue.all(c, a == b && b == c)))") == "bool true");
    CHECK(bench.complaint("vip || queue.all(a, queue.all(b, queue.all(c, queue.exists(d, d == a && b == c))))") ==
          "expression_cost [all] these loops may take 152 million steps, at most 4 million are done");
    CHECK(bench.diagnostics.items().front().where.begin == 13); // the outermost: without it they would do
    CHECK(bench.help() == "each loop within a loop multiplies; a list of unknown length counts as 64");
    // Lists that are written out have a known length.
    CHECK(bench.give("[1, 2].all(a, [1, 2].all(b, [1, 2].all(c, [1, 2].all(d, a + b + c + d > 0))))") == "bool true");
    std::string deep = "true";
    for (int i = 0; i < 60; ++i) deep = "[0, 1].all(x, " + deep + ")";
    CHECK(bench.complaint(deep).substr(0, 65) == "expression_cost [all] these loops may take a lot of steps, at mos");
    CHECK(bench.attempt(deep) == "error this takes more than 4000000 steps, and was given up");
    CHECK(bench.attempt("queue.all(a, queue.all(b, queue.all(c, queue.all(d, true))))") == "bool true");
}
