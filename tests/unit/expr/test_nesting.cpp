// At least what the language definition asks implementations to take: 32 of a kind in a row, 12 within each other.
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

constexpr int in_a_row = 150; // more than is asked for, and less than max_expression_depth

std::string repeated(std::string_view part) {
    std::string out;
    for (int i = 0; i < in_a_row; ++i) out += part;
    return out;
}

} // namespace

TEST_CASE("operators in a row") {
    Bench bench;
    CHECK(bench.give(repeated("false || ") + "true") == "bool true");
    CHECK(bench.give(repeated("true && ") + "false") == "bool false");
    CHECK(bench.give(repeated("false ? 1 : ") + "2") == "int 2");
    CHECK(bench.give("0" + repeated(" + 1")) == "int 150");
    CHECK(bench.give("0" + repeated(" - 1")) == "int -150");
    CHECK(bench.give("1" + repeated(" * 1")) == "int 1");
    CHECK(bench.give("7" + repeated(" / 1")) == "int 7");
    CHECK(bench.give("1 == 1" + repeated(" == true")) == "bool true");
    CHECK(bench.give("1 < 2" + repeated(" != false")) == "bool true");
    CHECK(bench.give(repeated("!") + "true") == "bool true");
    CHECK(bench.give(repeated("-") + "19") == "int 19");
    CHECK(bench.give(repeated("- ") + "(19)") == "int 19");
}

TEST_CASE("brackets within each other") {
    Bench bench;
    CHECK(bench.give(repeated("(") + "7" + repeated(")")) == "int 7");
    CHECK(bench.give("size(" + repeated("[") + repeated("]") + ")") == "int 1");
    CHECK(bench.give(repeated("int(") + "7" + repeated(")")) == "int 7");
    CHECK(bench.give(repeated("[") + "0" + repeated("]") + repeated("[0]")) == "int 0");
    CHECK(bench.give(repeated("{'a': ") + "0" + repeated("}") + repeated(".a")) == "int 0");
    CHECK(bench.give(repeated("{1: ") + "0" + repeated("}") + repeated("[1]")) == "int 0");
    CHECK(bench.give(repeated("[0][") + "0" + repeated("]")) == "int 0");
    CHECK(bench.give(repeated("(true ? ") + "5" + repeated(" : 6)")) == "int 5");
    CHECK(bench.give("[[1]]" + repeated(".map(l, l)")) == "list [[1]]");
    CHECK(bench.give(repeated("[1].all(e, ") + "e == 1" + repeated(")")) == "bool true");
}
