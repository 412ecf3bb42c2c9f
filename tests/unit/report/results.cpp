#include "report/results.hpp"

#include "base/codes.hpp"
#include "base/json_writer.hpp"
#include "doc/xml.hpp"

#include <catch2/catch.hpp>
#include <pugixml.hpp>

using namespace callflow;
using report::Case;
using report::Format;

namespace {

struct Fixture {
    base::Sources sources;
    base::Diagnostics findings;
    std::vector<Case> cases;

    base::Diagnostic& add(std::string_view word, std::string message, base::FileId file = 0) {
        const auto begin = static_cast<std::uint32_t>(sources[file].text().find(word));
        return findings.report(base::codes::unknown_target,
                               {file, begin, begin + static_cast<std::uint32_t>(word.size())}, std::move(message));
    }
    [[nodiscard]] std::string write(Format format, bool test = true) const {
        std::string out;
        report::write_results(
            out, {.findings = findings, .sources = sources, .cases = cases, .test = test, .version = "1"}, format, {});
        return out;
    }
};

// The only fingerprint of a SARIF document.
std::string fingerprint(const std::string& sarif, std::size_t number = 0) {
    constexpr std::string_view key = "\"callflowFinding/v1\": \"";
    std::size_t at = sarif.find(key);
    for (; number > 0; --number) at = sarif.find(key, at + 1);
    REQUIRE(at != std::string::npos);
    return sarif.substr(at + key.size(), 16);
}

std::string sarif_of(std::string text, std::string_view word) {
    Fixture fixture;
    fixture.sources.add("flow.yaml", std::move(text));
    fixture.add(word, "m");
    return fixture.write(Format::sarif, false);
}

} // namespace

TEST_CASE("a GitHub annotation escapes what would end it, and has columns within one line only") {
    Fixture fixture;
    fixture.sources.add("a,b:c.yaml", "one\ntwo\n");
    fixture.add("two", "100 % sure");
    fixture.add("one\ntwo", "across").help = "mend it";
    CHECK(fixture.write(Format::github, false) ==
          "::error file=a%2Cb%3Ac.yaml,line=2,endLine=2,col=1,endColumn=3,title=CF1019 unknown_target::100 %25 sure\n"
          "::error file=a%2Cb%3Ac.yaml,line=1,endLine=2,title=CF1019 unknown_target::across%0Ahelp: mend it\n");
}

TEST_CASE("a GitHub annotation of an empty place still has a column") {
    Fixture fixture;
    fixture.sources.add("a.yaml", "one\n");
    fixture.findings.report(base::codes::unknown_target, {0, 1, 1}, "here");
    CHECK(fixture.write(Format::github, false).find("col=2,endColumn=2,") != std::string::npos);
}

TEST_CASE("TAP describes a case in one line that no directive can begin in") {
    Fixture fixture;
    Case one = report::file_case("flows/a.yaml");
    one.kind = Case::Kind::scenario;
    one.name = "presses # SKIP\nand more";
    fixture.cases.push_back(one);
    one.status = Case::Status::skipped;
    one.reason = "something had failed before";
    fixture.cases.push_back(one);
    CHECK(fixture.write(Format::tap) ==
          "TAP version 13\n1..2\n"
          "ok 1 - flows/a.yaml: presses \\# SKIP\\\\x{a}and more\n"
          "ok 2 - flows/a.yaml: presses \\# SKIP\\\\x{a}and more # SKIP something had failed before\n");
}

TEST_CASE("JUnit's XML can be read, whatever names and messages hold") {
    Fixture fixture;
    fixture.sources.add("a.yaml", "x: \"\x01\"\n");
    fixture.add("x", "a < b & \x1b[31m \"c\"");
    Case one = report::file_case("a&b.yaml");
    one.kind = Case::Kind::scenario;
    one.name = "<tag> \x02";
    one.status = Case::Status::failed;
    one.findings = {0};
    one.trace = "]]> & so on\n";
    fixture.cases = {report::file_case("a&b.yaml"), one};
    base::Sources sources;
    base::Diagnostics problems;
    const auto document = doc::read_xml(sources, sources.add("junit.xml", fixture.write(Format::junit)), problems);
    REQUIRE(document);
    const pugi::xml_node suites = document->tree().child("testsuites");
    CHECK(std::string(suites.attribute("tests").value()) == "2");
    CHECK(std::string(suites.attribute("failures").value()) == "1");
    const pugi::xml_node suite = suites.child("testsuite");
    CHECK(std::string(suite.attribute("name").value()) == "a&b.yaml");
    const pugi::xml_node test = suite.child("testcase").next_sibling("testcase");
    CHECK(std::string(test.attribute("name").value()) == "<tag> \xEF\xBF\xBD");
    CHECK(std::string(test.child("failure").attribute("type").value()) == "unknown_target");
    CHECK(std::string(test.child("system-out").child_value()) == "]]> & so on\n");
}

TEST_CASE("a finding keeps its fingerprint when lines above it come and go, and when its message changes") {
    const std::string before = sarif_of("states:\n  a: {next: b}\n", "b}");
    CHECK(fingerprint(before) == fingerprint(sarif_of("# new\n\nstates:\n  a: {next: b}\n", "b}")));
    CHECK(fingerprint(before) == fingerprint(sarif_of("states:\n      a: {next: b}\n", "b}")));
    CHECK(fingerprint(before) != fingerprint(sarif_of("states:\n  a: {next: bc}\n", "bc}")));
}

TEST_CASE("findings on lines that are alike have fingerprints of their own") {
    Fixture fixture;
    fixture.sources.add("flow.yaml", "next: b\nnext: b\n");
    fixture.findings.report(base::codes::unknown_target, {0, 6, 7}, "m");
    fixture.findings.report(base::codes::unknown_target, {0, 14, 15}, "m");
    const std::string sarif = fixture.write(Format::sarif, false);
    CHECK(fingerprint(sarif, 0) != fingerprint(sarif, 1));
}

TEST_CASE("SARIF names files as URIs") {
    Fixture fixture;
    fixture.sources.add("flows/a b#1.yaml", "x\n");
    fixture.sources.add("/srv/flows/ü.yaml", "x\n");
    fixture.add("x", "m");
    fixture.add("x", "m", 1);
    const std::string sarif = fixture.write(Format::sarif, false);
    CHECK(sarif.find("\"uri\": \"flows/a%20b%231.yaml\"") != std::string::npos);
    CHECK(sarif.find("\"uri\": \"file:///srv/flows/%C3%BC.yaml\"") != std::string::npos);
}

TEST_CASE("the counts of a suite are those of its cases") {
    std::vector<Case> cases(4, report::file_case("a"));
    cases[1].kind = cases[2].kind = Case::Kind::scenario;
    cases[2].status = Case::Status::failed;
    cases[3].kind = Case::Kind::check;
    cases[3].status = Case::Status::skipped;
    const report::CaseCounts counts = report::count_cases(cases);
    CHECK(counts.passed == 2);
    CHECK(counts.failed == 1);
    CHECK(counts.skipped == 1);
    CHECK(counts.scenarios == 2);
    CHECK(counts.files == 1);
}
