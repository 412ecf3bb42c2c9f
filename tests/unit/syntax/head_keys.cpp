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
}

} // namespace
} // namespace callflow::syntax
