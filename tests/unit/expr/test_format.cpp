// text.format([…])
#include "support.hpp"

#include <catch2/catch.hpp>

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

TEST_CASE("%s writes every value") {
    check_all({
        {"'%s'.format(['foo'])", "string foo"},
        {"'%s'.format([b'foo'])", "string foo"},
        {"'%s'.format([b'\\xff\\xfea\\xff'])", "string \ufffda\ufffd"},
        {"'%s %s'.format([true, false])", "string true false"},
        {"'%s %s'.format([-1, 1u])", "string -1 1"},
        {"'%s %s %s'.format([1.0, 1.5, -0.25])", "string 1 1.5 -0.25"},
        {"'%s'.format([1e22])", "string 10000000000000000000000"},
        {"'%s'.format([1e-7])", "string 0.0000001"},
        {"'%s %s %s'.format([0.0 / 0.0, 1.0 / 0.0, -1.0 / 0.0])", "string NaN Infinity -Infinity"},
        {"'%s'.format([null])", "string null"},
        {"'%s'.format([duration('1h45m47s')])", "string 6347s"},
        {"'%s'.format([duration('-1.5s')])", "string -1.5s"},
        {"'%s'.format([timestamp('2023-02-03T23:31:20+00:00')])", "string 2023-02-03T23:31:20Z"},
        {"'%s'.format([[1, 'a', [2.0, null]]])", "string [1, a, [2, null]]"},
        {"'%s'.format([[]])", "string []"},
        {"'%s'.format([{'b': 1, 'a': [true]}])", "string {a: [true], b: 1}"},
        {"'%s'.format([{2: 'x', 10: 'y', true: 'z', 'k': 'w'}])", "string {10: y, 2: x, k: w, true: z}"},
        {"'%s'.format([{}])", "string {}"},
    });
}

TEST_CASE("%d writes numbers in base 10") {
    check_all({
        {"'%d'.format([1])", "string 1"},
        {"'%d'.format([1u])", "string 1"},
        {"'%d'.format([-9223372036854775808])", "string -9223372036854775808"},
        {"'%d'.format([3.14])", "string 3.14"},
        {"'%d'.format([0.0 / 0.0])", "string NaN"},
        {"'%d'.format(['1'])", "error format(): `%d` takes no string"},
        {"'%d'.format([null])", "error format(): `%d` takes no null_type"},
        {"'%d'.format([duration('1s')])", "error format(): `%d` takes no duration"},
    });
}

TEST_CASE("%f and %e write numbers with a precision") {
    check_all({
        {"'%f'.format([1])", "string 1.000000"},
        {"'%f'.format([1u])", "string 1.000000"},
        {"'%f'.format([3.14])", "string 3.140000"},
        {"'%.1f'.format([3.14])", "string 3.1"},
        {"'%.0f'.format([2.5])", "string 2"}, // to even, as IEEE 754 rounds
        {"'%.3f'.format([-1.0])", "string -1.000"},
        {"'%.10f'.format([0.1])", "string 0.1000000000"},
        {"'%f'.format([-1.0 / 0.0])", "string -Infinity"},
        {"'%e'.format([1])", "string 1.000000e+00"},
        {"'%e'.format([1u])", "string 1.000000e+00"},
        {"'%e'.format([3.14])", "string 3.140000e+00"},
        {"'%.1e'.format([-3.14])", "string -3.1e+00"},
        {"'%.2e'.format([123456.0])", "string 1.23e+05"},
        {"'%e'.format([0.0 / 0.0])", "string NaN"},
        {"'%e'.format([1e-300])", "string 1.000000e-300"},
        {"size('%.1000f'.format([1.0]))", "int 1002"},
        {"'%.1001f'.format([1.0])", "error format(): a precision is at most 1000"},
        {"'%.99999999999f'.format([1.0])", "error format(): a precision is at most 1000"},
        {"'%f'.format(['1'])", "error format(): `%f` takes no string"},
        {"'%e'.format([true])", "error format(): `%e` takes no bool"},
    });
}

TEST_CASE("%b, %o, %x and %X write bits") {
    check_all({
        {"'%b'.format([5])", "string 101"},
        {"'%b'.format([-5])", "string -101"},
        {"'%b %b'.format([true, false])", "string 1 0"},
        {"'%b'.format([0u])", "string 0"},
        {"'%o'.format([11])", "string 13"},
        {"'%o'.format([-8])", "string -10"},
        {"'%x'.format([30])", "string 1e"},
        {"'%X'.format([-30])", "string -1E"},
        {"'%x'.format([18446744073709551615u])", "string ffffffffffffffff"},
        {"'%x'.format([-9223372036854775808])", "string -8000000000000000"},
        {"'%x'.format(['Hello world!'])", "string 48656c6c6f20776f726c6421"},
        {"'%X'.format([b'\\x0f\\xff'])", "string 0FFF"},
        {"'%x'.format(['\u00e9'])", "string c3a9"},
        {"'%b'.format([1.0])", "error format(): `%b` takes no double"},
        {"'%b'.format(['1'])", "error format(): `%b` takes no string"},
        {"'%o'.format([true])", "error format(): `%o` takes no bool"},
        {"'%x'.format([1.5])", "error format(): `%x` takes no double"},
        {"'%X'.format([[1]])", "error format(): `%X` takes no list"},
    });
}

TEST_CASE("text around the clauses stays") {
    check_all({
        {"'no clause'.format([])", "string no clause"},
        {"''.format([1])", "string "},
        {"'100%% of %s'.format(['it'])", "string 100% of it"},
        {"'%s%s\u00e9%s'.format(['a', 'b', 'c'])", "string ab\u00e9c"},
        {"'%s'.format(['%d'])", "string %d"},
        {"'%s'.format([1, 2])", "string 1"},
    });
}

TEST_CASE("clauses that are none, or have no value, are errors") {
    check_all({
        {"'%s'.format([])", "error format(): there are more clauses than values, 0"},
        {"'%s %s'.format([1])", "error format(): there are more clauses than values, 1"},
        {"'100%'.format([])", "error format(): the text ends behind a `%`"},
        {"'%.2'.format([1.0])", "error format(): the text ends behind a `%`"},
        {"'%a'.format([1])", "error format(): there is no clause `%a`"},
        {"'%\u00e9'.format([1])", "error format(): there is no clause `%\u00e9`"},
        {"'%5d'.format([1])", "error format(): there is no clause `%5`"},
        {"'%.f'.format([1.0])", "error format(): a precision has digits, as in `%.2f`"},
        {"'%.-1f'.format([1.0])", "error format(): a precision has digits, as in `%.2f`"},
        {"'%.2s'.format(['abc'])", "error format(): `%s` has no precision"},
        {"'%.2d'.format([1])", "error format(): `%d` has no precision"},
        {"'%d'.format([1 / 0])", "error division by zero"},
        {"dyn('a').format(dyn(1))", "error no such overload: format(string, int)"},
    });
    Bench bench;
    CHECK(bench.complaint("'%d'.format(1)") == "expression_type [1] format() takes list; '1' is int");
}
