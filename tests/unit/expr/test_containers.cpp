// Lists and maps: making them, choosing from them, asking them.
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

using Cases = std::vector<std::pair<std::string, std::string>>;

void check(const Cases& cases) {
    Bench bench;
    for (const auto& [text, want] : cases) {
        INFO(text);
        CHECK(bench.attempt(text) == want);
    }
}

const std::string twice = "error a key of this map is repeated";

} // namespace

TEST_CASE("an element of a list is chosen by a whole number of any kind") {
    check({
        {"[7, 8, 9][0]", "int 7"},
        {"[7, 8, 9][2u]", "int 9"},
        {"[7, 8, 9][dyn(1.0)]", "int 8"},
        {"[7, 8, 9][-0.0]", "int 7"},
        {"[7, 8, 9][3]", "error index 3 is outside a list of 3"},
        {"[7, 8, 9][-1]", "error index -1 is outside a list of 3"},
        {"[7, 8, 9][0.1]", "error index 0.1 is outside a list of 3"},
        {"[7, 8, 9][18446744073709551615u]", "error index 18446744073709551615 is outside a list of 3"},
        {"[7][0.0 / 0.0]", "error index NaN is outside a list of 1"},
        {"[7][1.0 / 0.0]", "error index Infinity is outside a list of 1"},
        {"[]['a']", "error there is no [] of list and string"},
        {"[7][true]", "error there is no [] of list and bool"},
        {"[7][null]", "error there is no [] of list and null_type"},
        {"'abc'[0]", "error there is no [] of string and int"},
        {"null[0]", "error there is no [] of null_type and int"},
        {"[[1, 2], [3]][0][1]", "int 2"},
        {"[1 / 0][0]", "error division by zero"},
        {"[1][1 / 0]", "error division by zero"},
    });
}

TEST_CASE("an entry of a map is chosen by its key, numbers by their value") {
    check({
        {"{'a': 1}['a']", "int 1"},
        {"{'a': 1}.a", "int 1"},
        {"{'a': 1}['b']", "error there is no key \"b\""},
        {"{'a': 1}.b", "error there is no key \"b\""},
        {"{1: 'x'}[1]", "string x"},
        {"{1: 'x'}[1u]", "string x"},
        {"{1: 'x'}[1.0]", "string x"},
        {"{1u: 'x'}[1]", "string x"},
        {"{18446744073709551615u: 'x'}[18446744073709551615u]", "string x"},
        {"{-1: 'x'}[18446744073709551615u]", "error there is no key 18446744073709551615"},
        {"{1: 'x'}[1.5]", "error there is no key 1.5"},
        {"{1: 'x'}[0.0 / 0.0]", "error there is no key NaN"},
        {"{9007199254740993: 'x'}[9007199254740992.0]", "error there is no key 9007199254740992"},
        {"{true: 'x'}[true]", "string x"},
        {"{true: 'x'}[1]", "error there is no key 1"},
        {"{1: 'x'}['1']", "error there is no key \"1\""},
        {"{'a': 1, 2: 'b', true: 3u, 4u: null}[4]", "null_type "},
        {"{'a': {'b': {'c': 5}}}.a.b.c", "int 5"},
        {"{'a': {'b': 5}}['a'].b", "int 5"},
        {"{'a': 1 / 0}.b", "error division by zero"},
    });
    Bench bench;
    for (const std::string key : {"null", "[1]", "{}", "b'a'", "now"})
        CHECK(bench.attempt("{'a': 1}[" + key + "]").substr(0, 5) == "error");
}

TEST_CASE("a map has each key once, and only keys that can be ones") {
    check({
        {"{'a': 1, 'b': 2}", "map {\"a\":1,\"b\":2}"},
        {"{'a': 1, 'a': 2}", twice},
        {"{'a': 1, 'a': 1}", twice},
        {"{1: 1, 1u: 2}", twice},
        {"{0: 1, 1: 2, 0: 3}", twice},
        {"{true: 1, true: 2}", twice},
        {"{dyn('a'): tries, 'a': 2}", twice},
        {"{1: 1, '1': 2, true: 3}", "map {\"1\":1,\"1\":2,\"true\":3}"},
        {"{1.5: 1}", "error a map has no keys of type double"},
        {"{1.0: tries}", "error a map has no keys of type double"},
        {"{null: 1}", "error a map has no keys of type null_type"},
        {"{[]: 1}", "error a map has no keys of type list"},
        {"{{}: 1}", "error a map has no keys of type map"},
        {"{b'a': 1}", "error a map has no keys of type bytes"},
        {"{1 / 0: 1}", "error division by zero"},
        {"{'a': 1 / 0}", "error division by zero"},
        {"{'a': 1,}", "map {\"a\":1}"},
        {"[1, 2,]", "list [1,2]"},
    });
    Bench bench;
    CHECK(bench.attempt("[,]").substr(0, 1) == "!");
    CHECK(bench.attempt("{,}").substr(0, 1) == "!");
}

TEST_CASE("`in` looks among elements and keys by equality") {
    check({
        {"1 in [1, 2]", "bool true"},
        {"3 in [1, 2]", "bool false"},
        {"1.0 in [1, 2]", "bool true"},
        {"1u in [1, 2]", "bool true"},
        {"'1' in [1, 2]", "bool false"},
        {"1 in []", "bool false"},
        {"'b' in ['a', 1, null, 'b']", "bool true"},
        {"null in [1, null]", "bool true"},
        {"[1] in [[1.0], [2]]", "bool true"},
        {"0.0 / 0.0 in [0.0 / 0.0]", "bool false"},
        {"'a' in {'a': 1}", "bool true"},
        {"'b' in {'a': 1}", "bool false"},
        {"1.0 in {1: 'x'}", "bool true"},
        {"1u in {1: 'x'}", "bool true"},
        {"1.5 in {1: 'x'}", "bool false"},
        {"true in {1: 'x'}", "bool false"},
        {"null in {'a': 1}", "bool false"},
        {"!('a' in {})", "bool true"},
        {"'a' in 'abc'", "error there is no in of string and string"},
        {"1 in 1", "error there is no in of int and int"},
        {"1 in null", "error there is no in of int and null_type"},
        {"1 / 0 in [1]", "error division by zero"},
        {"1 in [1 / 0]", "error division by zero"},
    });
}

TEST_CASE("has() asks a map for a key, null included") {
    check({
        {"has({'a': 1}.a)", "bool true"},
        {"has({'a': null}.a)", "bool true"},
        {"has({'a': 1}.b)", "bool false"},
        {"has({}.a)", "bool false"},
        {"has({'a': {'b': 1}}.a.b)", "bool true"},
        {"has({'a': {'b': 1}}.a.c)", "bool false"},
        {"has({'a': 1}.b.c)", "error there is no key \"b\""},
        {"has({1: 2}.a)", "bool false"},
        {"has({'a': 1}.a) ? 'yes' : 'no'", "string yes"},
        {"has([1].a)", "error list has no fields"},
        {"has(dyn(1).a)", "error int has no fields"},
        {"has(nosuch.a)", "error there is no name 'nosuch' here"},
        {"{'a': {'b': 1}}.a.b == 1 && !has({'a': 1}.b)", "bool true"},
        {"'a'.b", "error string has no field b"},
        {"dyn(1).b", "error int has no field b"},
        {"dyn(null).b", "error null has no field b"},
        {"[1].b", "error list has no field b"},
    });
}

TEST_CASE("texts, bytes and lists are joined with their own kind") {
    check({
        {"'a' + 'b'", "string ab"},
        {"'' + ''", "string "},
        {"'\u00e9' + '\U0001F600'", "string \u00e9\U0001F600"},
        {"b'a' + b'\\xff' == b'a\\xff'", "bool true"},
        {"[1] + []", "list [1]"},
        {"[] + [1] + ['a']", "list [1,\"a\"]"},
        {"[] + []", "list []"},
        {"'a' + b'b'", "error there is no + of string and bytes"},
        {"[1] + 1", "error there is no + of list and int"},
        {"'a' + null", "error there is no + of string and null_type"},
        {"{} + {}", "error there is no + of map and map"},
    });
}
