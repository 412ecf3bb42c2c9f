#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>

namespace callflow::syntax {
namespace {

TEST_CASE("a text may be ours when a line begins with a head key") {
    CHECK(may_be_ours("callflow: 1\n"));
    CHECK(may_be_ours("\xef\xbb\xbf"
                      "callflow: 1\n"));
    CHECK(may_be_ours("# a comment\ncallflow-scenario: 1\n"));
    CHECK(may_be_ours("--- {callflow: 1}\n"));
    CHECK(may_be_ours("\"callflow-part\" : 1\n"));
    CHECK(may_be_ours("{\"callflow\": 1}"));
    CHECK(may_be_ours("{\"name\": \"x\", \"callflow\": 1}"));
    CHECK_FALSE(may_be_ours("image: callflow:1\n"));
    CHECK_FALSE(may_be_ours("callflows: 1\n"));
    CHECK_FALSE(may_be_ours("name: callflow\n"));
    CHECK_FALSE(may_be_ours("callflow"));
    CHECK_FALSE(may_be_ours(""));
    CHECK_FALSE(may_be_ours("  callflow\nname: callflow: 1\n"));
    CHECK(may_be_ours("name: callflow\n  callflow: 1\n"));
}

// The test's own time limit would end it.
TEST_CASE("whether a text may be ours is told in linear time") {
    constexpr std::size_t times = 2'000'000;
    std::string words;
    for (std::size_t i = 0; i < times; ++i) words += "callflow";
    CHECK_FALSE(may_be_ours(words));
    CHECK(may_be_ours(words + "\ncallflow: 1"));
    CHECK_FALSE(may_be_ours(std::string(times * 8, ' ') + words));
}

} // namespace
} // namespace callflow::syntax
