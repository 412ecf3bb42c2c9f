// What expressions give.
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

TEST_CASE("a guard holds when all its parts do") {
    Bench bench;
    const Expression guard = bench.compile("agents_available && digits == \"1\"", Type::of(Kind::boolean));
    REQUIRE_FALSE(guard.empty());
    CHECK_FALSE(guard.holds(bench.slots));
    bench.set("agents_available", Value::boolean(true));
    CHECK_FALSE(guard.holds(bench.slots));
    bench.set("digits", Value::string("1"));
    CHECK(guard.holds(bench.slots));
    bench.set("agents_available", Value::boolean(false));
    CHECK_FALSE(guard.holds(bench.slots));
}

TEST_CASE("what was not brought reads as its type's empty value, and has() tells") {
    Bench bench;
    CHECK(bench.give("digits") == "string ");
    CHECK(bench.give("tries + 1") == "int 1");
    CHECK(bench.give("vip") == "bool false");
    CHECK(bench.give("ratio") == "double 0");
    CHECK(bench.give("size(queue)") == "int 0");
    CHECK(bench.give("account == null") == "bool true");
    CHECK(bench.give("has(input.digits)") == "bool false");
    bench.set_field("input.digits", Type::of(Kind::string), Value::string(""));
    CHECK(bench.give("has(input.digits)") == "bool true");
    CHECK(bench.give("has(inputs.main_menu.digits)") == "bool false");
    CHECK(bench.give("has(params.CallSid)") == "bool false");
    bench.set("params", Value::map({{Value::string("CallSid"), Value::string("CA1")}}));
    CHECK(bench.give("has(params.CallSid)") == "bool true");
    CHECK(bench.give("params.CallSid") == "string CA1");
    CHECK(bench.give("params.Digits") == "error there is no key \"Digits\"");
}

TEST_CASE("a false or a true decides over an error on either side") {
    Bench bench;
    const std::string error = "1 / tries == 1"; // tries is 0
    CHECK(bench.give(error) == "error division by zero");
    CHECK(bench.give("false && " + error) == "bool false");
    CHECK(bench.give(error + " && false") == "bool false");
    CHECK(bench.give("true && " + error) == "error division by zero");
    CHECK(bench.give(error + " && true") == "error division by zero");
    CHECK(bench.give("true || " + error) == "bool true");
    CHECK(bench.give(error + " || true") == "bool true");
    CHECK(bench.give("false || " + error) == "error division by zero");
    CHECK(bench.give(error + " || false") == "error division by zero");
    CHECK(bench.give(error + " && account.x && false") == "bool false");
    CHECK(bench.give(error + " && account.x") == "error division by zero");
    CHECK(bench.give("!(" + error + ")") == "error division by zero");
    CHECK(bench.give("(" + error + ") ? 1 : 2") == "error division by zero");
    CHECK(bench.give("true ? 1 : 1 / 0") == "int 1");
    CHECK(bench.give("false ? 1 / 0 : 2") == "int 2");
}

TEST_CASE("a value of unknown type that is no bool is an error among conditions") {
    Bench bench;
    bench.set("account", Value::integer(3));
    CHECK(bench.give("account && true") == "error expected bool, found int");
    CHECK(bench.give("account && false") == "bool false");
    CHECK(bench.give("account || true") == "bool true");
    CHECK(bench.give("!account") == "error expected bool, found int");
    CHECK(bench.give("account ? 1 : 2") == "error expected bool, found int");
    std::string why;
    CHECK_FALSE(bench.compile("account").holds(bench.slots, &why));
    CHECK(why == "gives int, expected bool");
    CHECK_FALSE(bench.compile("1 / tries == 1").holds(bench.slots, &why));
    CHECK(why == "division by zero");
}

TEST_CASE("whole numbers do not wrap") {
    Bench bench;
    const std::string over = "error the result is too large for its type";
    CHECK(bench.give("9223372036854775807 + 1") == over);
    CHECK(bench.give("-9223372036854775808 - 1") == over);
    CHECK(bench.give("-9223372036854775808 * -1") == over);
    CHECK(bench.give("-9223372036854775808 / -1") == over);
    CHECK(bench.give("-(-9223372036854775808)") == over);
    CHECK(bench.give("5000000000 * 5000000000") == over);
    CHECK(bench.give("0u - 1u") == over);
    CHECK(bench.give("18446744073709551615u + 1u") == over);
    CHECK(bench.give("7 / 0") == "error division by zero");
    CHECK(bench.give("7 % 0") == "error remainder of a division by zero");
    CHECK(bench.give("7u / 0u") == "error division by zero");
    CHECK(bench.give("-7 / 2") == "int -3");
    CHECK(bench.give("-7 % 2") == "int -1");
    CHECK(bench.give("1.0 / 0.0") == "double Infinity");
    CHECK(bench.give("-1.0 / 0.0") == "double -Infinity");
    CHECK(bench.give("0.0 / 0.0") == "double NaN");
    CHECK(bench.give("0.1 + 0.2") == "double 0.30000000000000004");
}

TEST_CASE("numbers compare across their types as the exact numbers they are") {
    Bench bench;
    CHECK(bench.give("1 == 1u && 1u == 1.0 && 1.0 == 1") == "bool true");
    CHECK(bench.give("-1 < 0u && 0u > -1 && -1 != 18446744073709551615u") == "bool true");
    CHECK(bench.give("9223372036854775807 < 9223372036854775808.0") == "bool true");
    CHECK(bench.give("9007199254740993 == 9007199254740992.0") == "bool false");
    CHECK(bench.give("9007199254740993 > 9007199254740992.0") == "bool true");
    CHECK(bench.give("18446744073709551615u < 18446744073709551616.0") == "bool true");
    CHECK(bench.give("1 < 1.5 && 1.5 < 2u && 2 > 1.5") == "bool true");
    CHECK(bench.give("-1 > -1.5 && 0u > -0.5") == "bool true");
    CHECK(bench.give("1 < double('Infinity') && 1 > double('-Infinity')") == "bool true");
    const std::string nan = "0.0 / 0.0";
    CHECK(bench.give(nan + " == " + nan) == "bool false");
    CHECK(bench.give(nan + " != " + nan) == "bool true");
    CHECK(bench.give("1 < " + nan + " || 1 >= " + nan + " || 1u == " + nan) == "bool false");
}

TEST_CASE("other things compare within their type") {
    Bench bench;
    CHECK(bench.give("'a' < 'b' && 'a' < 'aa' && 'Z' < 'a' && 'z' < '\u00e9'") == "bool true");
    CHECK(bench.give("false < true") == "bool true");
    CHECK(bench.give("b'a' < b'b'") == "bool true");
    CHECK(bench.give("[1, 2] == [1.0, 2u] && [1] != [1, 1]") == "bool true");
    CHECK(bench.give("{'a': 1, 'b': 2} == {'b': 2.0, 'a': 1}") == "bool true");
    CHECK(bench.give("{1: 'a'} == {1u: 'a'}") == "bool true");
    CHECK(bench.give("{'a': 1} == {'a': 2}") == "bool false");
    CHECK(bench.give("[[1], {}] == [[1], {}]") == "bool true");
    CHECK(bench.give("null == null") == "bool true");
    CHECK(bench.give("dyn(1) == 'x'") == "bool false");
    CHECK(bench.give("dyn(1) < 'x'") == "error there is no < of int and string");
}

TEST_CASE("lists and maps are looked into") {
    Bench bench;
    CHECK(bench.give("[10, 20][1]") == "int 20");
    CHECK(bench.give("[10, 20][dyn(1.0)]") == "int 20");
    CHECK(bench.give("[10, 20][2]") == "error index 2 is outside a list of 2");
    CHECK(bench.give("[10, 20][-1]") == "error index -1 is outside a list of 2");
    CHECK(bench.give("[10, 20][dyn(0.5)]") == "error index 0.5 is outside a list of 2");
    CHECK(bench.give("{'a': 1}['b']") == "error there is no key \"b\"");
    CHECK(bench.give("{1: 'x'}[1u]") == "string x");
    CHECK(bench.give("{1: 'x'}[dyn(1.0)]") == "string x");
    CHECK(bench.give("{true: 'x'}[true]") == "string x");
    CHECK(bench.give("2 in [1, 2] && !(3 in [1, 2]) && 2.0 in [1, 2]") == "bool true");
    CHECK(bench.give("'a' in {'a': 1} && !('b' in {'a': 1})") == "bool true");
    CHECK(bench.give("digits in ['1', '2', '']") == "bool true");
    CHECK(bench.give("'a' in []") == "bool false");
    CHECK(bench.give("{'a': 1, 'a': 2}") == "error a key of this map is repeated");
    CHECK(bench.give("{1: 1, 1u: 2}") == "error a key of this map is repeated");
    CHECK(bench.give("[1] + [2, 3]") == "list [1,2,3]");
    CHECK(bench.give("[1, 1 / 0]") == "error division by zero");
    CHECK(bench.give("{'a': [1, {'b': null}]}") == "map {\"a\":[1,{\"b\":null}]}");
}

TEST_CASE("texts are joined and searched") {
    Bench bench;
    bench.set("digits", Value::string("123"));
    CHECK(bench.give("digits + '4' + digits") == "string 1234123");
    CHECK(bench.give("digits") == "string 123"); // joining left it as it was
    CHECK(bench.give("b'a' + b'b'") == "bytes ab");
    CHECK(bench.give("digits.contains('23') && digits.startsWith('12') && digits.endsWith('3')") == "bool true");
    CHECK(bench.give("digits.contains('32')") == "bool false");
    CHECK(bench.give("digits.contains('')") == "bool true");
    CHECK(bench.give("size('h\u00e9llo\U0001F600')") == "int 6");
    CHECK(bench.give("'\u00e9'.size() + size(b'\u00e9') + [1].size() + size({1: 2})") == "int 5");
    CHECK(bench.give("dyn(1).contains('a')") == "error no such overload: contains(int, string)");
}

TEST_CASE("a text that grows too long is an error") {
    Bench bench;
    bench.set("digits", Value::string(std::string(600'000, 'x')));
    CHECK(bench.give("digits + digits") == "error this text is too long");
    CHECK(bench.give("'' + digits + digits") == "error this text is too long");
}

TEST_CASE("values are converted where they can be") {
    Bench bench;
    CHECK(bench.give("int('42') + int('-7') + int(3u) + int(2.9) + int(-2.9)") == "int 38");
    CHECK(bench.give("int('4x')") == "error '4x' is no int");
    CHECK(bench.give("int('')") == "error '' is no int");
    CHECK(bench.give("int(1e19)") == "error 10000000000000000000 is outside the range of int");
    CHECK(bench.give("int(9223372036854775808.0)").substr(0, 5) == "error");
    CHECK(bench.give("int(0.0 / 0.0)") == "error NaN is outside the range of int");
    CHECK(bench.give("int(18446744073709551615u)").substr(0, 5) == "error");
    CHECK(bench.give("uint(7) + uint('8') + uint(1.9)") == "uint 16");
    CHECK(bench.give("uint(-1)") == "error -1 is outside the range of uint");
    CHECK(bench.give("double('1.5') + double(1) + double(1u)") == "double 3.5");
    CHECK(bench.give("double('x')") == "error 'x' is no double");
    CHECK(bench.give("string(1) + string(1.5) + string(true) + string(2u) + string(b'x')") == "string 11.5true2x");
    CHECK(bench.give("string(b'\\xff')") == "error these bytes are no UTF-8 text");
    CHECK(bench.give("bytes('\u00e9') == b'\\xc3\\xa9'") == "bool true");
    CHECK(bench.give("bool('true') && !bool('0')") == "bool true");
    CHECK(bench.give("bool('yes')") == "error 'yes' is no bool");
    bench.set("now", Value::timestamp(-1));
    CHECK(bench.give("int(now)") == "int -1");
    CHECK(bench.give("string(now - now)") == "string 0s");
}

TEST_CASE("default() steps in for errors, null and emptiness, not for zero") {
    Bench bench;
    CHECK(bench.give("default(digits, 'none')") == "string none");
    CHECK(bench.give("default(tries, 5)") == "int 5"); // not there at all
    bench.set("tries", Value::integer(0));
    CHECK(bench.give("default(tries, 5)") == "int 0");
    CHECK(bench.give("default(account.name, 'friend')") == "string friend");
    CHECK(bench.give("default(1 / 0, 7)") == "int 7");
    CHECK(bench.give("default(null, 7)") == "int 7");
    CHECK(bench.give("default([], [1])") == "list [1]");
    CHECK(bench.give("default('x', 1 / 0)") == "string x");
    CHECK(bench.give("default('', 1 / 0)") == "error division by zero");
}

TEST_CASE("json() writes what a JSON reader reads back") {
    Bench bench;
    CHECK(bench.give(R"(json({'a': [1, 2u, 1.5, true, null, "q\"\n\x01é"], 'b': b'hi!'}))") ==
          "string {\"a\":[1,2,1.5,true,null,\"q\\\"\\n\\u0001\u00e9\"],\"b\":\"aGkh\"}");
    CHECK(bench.give("json([1.0 / 0.0])") == "string [\"Infinity\"]");
    CHECK(bench.give("json({1: 2, true: 3})") == "string {\"1\":2,\"true\":3}");
    CHECK(bench.give("json(b'a') + json(b'ab') + json(b'')") == "string \"YQ==\"\"YWI=\"\"\"");
}

TEST_CASE("moments and spans of time are added and compared") {
    Bench bench;
    bench.set("now", Value::timestamp(2'000'000'000));
    bench.set("account", Value::duration(500'000'000));
    CHECK(bench.give("now + account") == "timestamp 1970-01-01T00:00:02.5Z");
    CHECK(bench.give("account + account") == "duration 1s");
    CHECK(bench.give("now - account < now") == "bool true");
    CHECK(bench.give("account - now") == "error there is no - of duration and timestamp");
    bench.set("account", Value::duration(INT64_MAX));
    CHECK(bench.give("now + account") == "timestamp 2262-04-11T23:47:18.854775807Z");
}

TEST_CASE("an error in a slot comes out again, and missing slots are no crash") {
    Bench bench;
    bench.set("account", Value::error("the request was not mocked"));
    CHECK(bench.give("account.name == 'x'") == "error the request was not mocked");
    CHECK(bench.compile("vip").evaluate({}).is_error());
    CHECK(Expression().evaluate({}).is_error());
    CHECK(Expression().text().empty());
    CHECK(Expression().references().empty());
}
