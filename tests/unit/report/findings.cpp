#include "base/codes.hpp"
#include "report/results.hpp"

#include <catch2/catch.hpp>

using namespace callflow;
using base::Diagnostics;
using base::Sources;
using base::Span;
using report::Format;

namespace {

Span find(const Sources& sources, std::string_view word, base::FileId file = 0) {
    const auto begin = static_cast<std::uint32_t>(sources[file].text().find(word));
    return {file, begin, begin + static_cast<std::uint32_t>(word.size())};
}

std::string write(const Diagnostics& findings, const Sources& sources, Format format,
                  report::TextOptions options = {}) {
    std::string out;
    report::write_results(out, {.findings = findings, .sources = sources}, format, options);
    return out;
}

// The text form of one finding at `word`, without its head and the summary.
std::string excerpt(std::string text, std::string_view word, std::size_t width = 100) {
    Sources sources;
    sources.add("f", std::move(text));
    Diagnostics findings;
    findings.report(base::codes::unknown_target, find(sources, word), "m");
    const std::string out = write(findings, sources, Format::text, {.width = width});
    const std::size_t head = out.find('\n') + 1;
    return out.substr(head, out.find("\n\n") + 1 - head);
}

} // namespace

TEST_CASE("a finding is shown with its line, a mark, notes and help") {
    Sources sources;
    sources.add("flow.yaml", "states:\n  first:\n    next: dome\n  done: {final: true}\n");
    Diagnostics findings;
    auto& finding = findings.report(base::codes::unknown_target, find(sources, "dome"), "no state 'dome'");
    finding.notes.push_back({find(sources, "done"), "this one is near"});
    finding.notes.push_back({{}, "states of other flows do not count"});
    finding.help = "did you mean 'done'?\nor write:\n\n  x";
    findings.report(base::codes::unused_allow, {}, "nothing");
    CHECK(write(findings, sources, Format::text) == "flow.yaml:3:11: error[CF1019 unknown_target]: no state 'dome'\n"
                                                    "  |\n"
                                                    "3 |     next: dome\n"
                                                    "  |           ^^^^\n"
                                                    "flow.yaml:4:3: note: this one is near\n"
                                                    "  |\n"
                                                    "4 |   done: {final: true}\n"
                                                    "  |   ----\n"
                                                    "  = note: states of other flows do not count\n"
                                                    "  = help: did you mean 'done'?\n"
                                                    "          or write:\n"
                                                    "\n"
                                                    "            x\n"
                                                    "\n"
                                                    "warning[CF9001 unused_allow]: nothing\n"
                                                    "\n"
                                                    "1 error, 1 warning\n");
}

TEST_CASE("line numbers of one finding stand in one column") {
    Sources sources;
    sources.add("f", "first\n\n\n\n\n\n\n\n\ntenth\n");
    Diagnostics findings;
    findings.report(base::codes::duplicate_key, find(sources, "tenth"), "m")
        .notes.push_back({find(sources, "first"), "n"});
    CHECK(write(findings, sources, Format::text) == "f:10:1: error[CF1002 duplicate_key]: m\n"
                                                    "   |\n10 | tenth\n   | ^^^^^\n"
                                                    "f:1:1: note: n\n"
                                                    "   |\n 1 | first\n   | -----\n\n1 error\n");
}

TEST_CASE("a mark stands below its text behind tabs") {
    CHECK(excerpt("\tx:\tbad", "bad") == "  |\n1 |     x:  bad\n  |         ^^^\n");
}

TEST_CASE("a mark stands below its text among wide and combining characters") {
    CHECK(excerpt("電話: bad", "bad") == "  |\n1 | 電話: bad\n  |       ^^^\n");
    CHECK(excerpt("a: 電話", "電話") == "  |\n1 | a: 電話\n  |    ^^^^\n");
    CHECK(excerpt("📞 bad", "bad") == "  |\n1 | 📞 bad\n  |    ^^^\n");
    CHECK(excerpt("e\u0301 bad", "bad") == "  |\n1 | e\u0301 bad\n  |   ^^^\n");
}

TEST_CASE("characters that act on a terminal are shown as numbers") {
    CHECK(excerpt("\x1b[1m bad", "bad") == "  |\n1 | \\x{1b}[1m bad\n  |           ^^^\n");
    CHECK(excerpt("\xff bad", "bad") == "  |\n1 | \\x{ff} bad\n  |        ^^^\n");
    CHECK(excerpt("\xEF\xBB\xBF"
                  "bad",
                  "bad") == "  |\n1 | bad\n  | ^^^\n");
}

TEST_CASE("a place between characters has a mark of one column") {
    Sources sources;
    sources.add("f", "ab\r\n");
    Diagnostics findings;
    findings.report(base::codes::syntax_error, {0, 2, 2}, "m");
    findings.report(base::codes::syntax_error, {0, 4, 4}, "m");
    findings.report(base::codes::syntax_error, {0, 900, 999}, "m");
    const std::string head = "error[CF0002 syntax_error]: m\n";
    const std::string at_end = head + "  |\n2 |\n  | ^\n\n";
    CHECK(write(findings, sources, Format::text) ==
          "f:1:3: " + head + "  |\n1 | ab\n  |   ^\n\n" + "f:2:1: " + at_end + "f:2:1: " + at_end + "3 errors\n");
}

TEST_CASE("a long line is cut to a window around the mark") {
    const std::string before = std::string(200, 'a') + " ";
    const std::string after = " " + std::string(200, 'z');
    // Forty columns, four of them for the line number.
    CHECK(excerpt(before + "bad" + after, "bad", 40) == "  |\n1 | …aaaaaaaaaaa bad zzzzzzzzzzzzzzzzzz…\n"
                                                        "  |              ^^^\n");
    CHECK(excerpt("bad" + after, "bad", 40) == "  |\n1 | bad zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz…\n"
                                               "  | ^^^\n");
    CHECK(excerpt(before + "bad", "bad", 40) == "  |\n1 | …aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bad\n"
                                                "  |                                 ^^^\n");
}

TEST_CASE("a mark longer than the window is cut with it") {
    CHECK(excerpt(std::string(300, 'a'), std::string(300, 'a'), 40) ==
          "  |\n1 | " + std::string(35, 'a') + "…\n  | " + std::string(35, '^') + "\n");
}

TEST_CASE("a line of megabytes is shown as quickly as a short one") {
    std::string text(20'000'000, 'a');
    text += "bad";
    text.append(20'000'000, 'z');
    CHECK(excerpt(text, "bad", 40) == "  |\n1 | …aaaaaaaaaaaabadzzzzzzzzzzzzzzzzzzz…\n"
                                      "  |              ^^^\n");
}

TEST_CASE("of a span over several lines the first and the last are shown") {
    CHECK(excerpt("a: [1,\n  2,\n  3] # x\n", "[1,\n  2,\n  3]") ==
          "  |\n1 | a: [1,\n  |    ^^^\n  …\n3 |   3] # x\n  |   ^^\n");
    CHECK(excerpt("a: [1,\n  2]\n", "[1,\n  2]") == "  |\n1 | a: [1,\n  |    ^^^\n2 |   2]\n  |   ^^\n");
    CHECK(excerpt("a: bad\n\n\nb: 1\n", "bad\n\n\n") == "  |\n1 | a: bad\n  |    ^^^\n");
}

TEST_CASE("colour changes nothing but colour") {
    Sources sources;
    sources.add("f", "a: bad\n");
    Diagnostics findings;
    auto& finding = findings.report(base::codes::unknown_target, find(sources, "bad"), "m");
    finding.help = "h";
    finding.notes.push_back({find(sources, "a"), "n"});
    const std::string colored = write(findings, sources, Format::text, {.color = true});
    CHECK(colored.find("\x1b[1;31merror[CF1019 unknown_target]\x1b[0m") != std::string::npos);
    std::string stripped;
    for (std::size_t i = 0; i < colored.size(); ++i) {
        if (colored[i] == '\x1b') {
            i = colored.find('m', i);
        } else {
            stripped.push_back(colored[i]);
        }
    }
    CHECK(stripped == write(findings, sources, Format::text));
}

TEST_CASE("the concise format has one line for each finding") {
    Sources sources;
    sources.add("a\nb", "x: bad\n");
    Diagnostics findings;
    findings.report(base::codes::left_out, find(sources, "bad"), "line\nbreak").help = "h";
    findings.report(base::codes::unused_allow, {}, "m");
    CHECK(write(findings, sources, Format::concise) == "a\\x{a}b:1:4: note[CF5002 left_out]: line\\x{a}break\n"
                                                       "warning[CF9001 unused_allow]: m\n");
}

TEST_CASE("the json format is one document with everything in it") {
    Sources sources;
    sources.add("f", "é: bad\n");
    Diagnostics findings;
    auto& finding = findings.report(base::codes::unknown_target, find(sources, "bad"), "m");
    finding.notes.push_back({{}, "n"});
    finding.help = "h";
    finding.edits.push_back({finding.where, "good"});
    CHECK(write(findings, sources, Format::json) == R"({
  "callflow_findings": 1,
  "findings": [
    {
      "code": "CF1019",
      "name": "unknown_target",
      "severity": "error",
      "file": "f",
      "line": 1,
      "column": 4,
      "end_line": 1,
      "end_column": 7,
      "message": "m",
      "notes": [
        {
          "text": "n",
          "file": null,
          "line": null,
          "column": null,
          "end_line": null,
          "end_column": null
        }
      ],
      "help": "h",
      "edits": [
        {
          "file": "f",
          "line": 1,
          "column": 4,
          "end_line": 1,
          "end_column": 7,
          "offset": 4,
          "end_offset": 7,
          "replacement": "good"
        }
      ]
    }
  ],
  "summary": {
    "errors": 1,
    "warnings": 0,
    "notes": 0
  }
}
)");
}

TEST_CASE("without findings text and concise are empty, json is a document") {
    const Sources sources;
    const Diagnostics none;
    CHECK(write(none, sources, Format::text).empty());
    CHECK(write(none, sources, Format::concise).empty());
    CHECK(write(none, sources, Format::json).find("\"findings\": []") != std::string::npos);
}

TEST_CASE("every format has a name and a summary") {
    CHECK(report::finding_formats().size() == 8);
    for (const auto& format : report::finding_formats()) {
        CHECK_FALSE(format.name.empty());
        CHECK_FALSE(format.summary.empty());
    }
}
