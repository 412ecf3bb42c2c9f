#include "base/diagnostic.hpp"

#include "base/codes.hpp"

#include <catch2/catch.hpp>

using namespace callflow::base;

TEST_CASE("a finding has the severity of its code") {
    Diagnostics findings;
    CHECK(findings.report(codes::unknown_key, {}, "x").severity == Severity::error);
    CHECK(findings.report(codes::left_out, {}, "x").severity == Severity::note);
    CHECK(findings.count(Severity::error) == 1);
    CHECK(findings.count(Severity::warning) == 0);
    CHECK(findings.has_errors());
    CHECK_FALSE(findings.unreadable());
    findings.report(codes::too_deep, {}, "x");
    CHECK(findings.unreadable());
}

TEST_CASE("findings are sorted by file, place and code, those without a file last") {
    Diagnostics findings;
    findings.report(codes::unknown_key, {}, "nowhere");
    findings.report(codes::unknown_key, {1, 0, 1}, "second file");
    findings.report(codes::unknown_key, {0, 5, 6}, "later");
    findings.report(codes::wrong_type, {0, 2, 3}, "larger code");
    findings.report(codes::unknown_key, {0, 2, 3}, "smaller code");
    findings.sort();
    std::vector<std::string> order;
    for (const Diagnostic& finding : findings.items()) {
        order.push_back(finding.message);
    }
    CHECK(order == std::vector<std::string>{"smaller code", "larger code", "later", "second file", "nowhere"});
}

TEST_CASE("equal findings are kept once, the first reported") {
    Diagnostics findings;
    findings.report(codes::unknown_key, {0, 2, 3}, "same").help = "first";
    findings.report(codes::unknown_key, {0, 2, 4}, "same").help = "longer";
    findings.report(codes::unknown_key, {0, 2, 3}, "same").help = "second";
    findings.sort();
    REQUIRE(findings.items().size() == 2);
    CHECK(findings.items()[0].help == "first");
    CHECK(findings.items()[1].help == "longer");
}

TEST_CASE("edits are applied in the order of their places") {
    const std::vector<TextEdit> edits{
        {{0, 4, 7}, "TWO"}, {{0, 0, 0}, "<"}, {{0, 4, 4}, "["}, {{0, 0, 0}, "-"}, {{0, 7, 7}, "]"}};
    CHECK(apply_edits("one two", edits) == "<-one [TWO]");
}

TEST_CASE("of overlapping edits the later one is left out, and so is one beyond the text") {
    const std::vector<TextEdit> edits{
        {{0, 2, 5}, "late"}, {{0, 1, 3}, "early"}, {{0, 6, 99}, "beyond"}, {{0, 5, 4}, "twisted"}};
    CHECK(apply_edits("abcdef", edits) == "aearlydef");
    CHECK(apply_edits("", {}).empty());
}
