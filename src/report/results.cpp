#include "report/results.hpp"

#include "report/findings_formats.hpp"

#include <array>
#include <fmt/format.h>
#include <utility>

namespace callflow::report {
namespace {

using Writer = void (*)(std::string&, const FindingsView&);

struct Row {
    FormatName name;
    Writer write;
};

constexpr std::array rows{
    Row{{Format::text, "text", "for people, with excerpts of the source"}, write_text},
    Row{{Format::concise, "concise", "one line each"}, write_concise},
    Row{{Format::json, "json", "one JSON document"}, write_json},
    Row{{Format::jsonl, "jsonl", "a JSON object a line"}, write_jsonl},
    Row{{Format::sarif, "sarif", "SARIF 2.1.0, for code scanning"}, write_sarif},
    Row{{Format::junit, "junit", "JUnit's XML, a test case for each file and scenario"}, write_junit},
    Row{{Format::tap, "tap", "the Test Anything Protocol"}, write_tap},
    Row{{Format::github, "github", "annotations of a GitHub workflow"}, write_github},
};

constexpr auto make_names() {
    std::array<FormatName, rows.size()> names{};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        names[i] = rows[i].name;
    }
    return names;
}
constexpr auto format_names = make_names();

} // namespace

std::span<const FormatName> finding_formats() { return format_names; }

Case file_case(std::string file) {
    Case one;
    one.file = std::move(file);
    return one;
}

CaseCounts count_cases(std::span<const Case> cases) {
    CaseCounts counts;
    for (const Case& one : cases) {
        if (one.kind == Case::Kind::scenario) ++counts.scenarios;
        if (one.kind == Case::Kind::file) ++counts.files;
        switch (one.status) {
        case Case::Status::passed: ++counts.passed; break;
        case Case::Status::failed: ++counts.failed; break;
        case Case::Status::skipped: ++counts.skipped; break;
        }
    }
    return counts;
}

std::string title_of(const Case& one) {
    std::string title = one.file;
    if (!one.name.empty())
        title += ": " + one.name;
    else if (one.kind == Case::Kind::scenario)
        title += fmt::format(":{}", one.line); // several in a file are told apart by their places
    if (!one.providers.empty()) title += fmt::format(" ({})", fmt::join(one.providers, ", "));
    return title;
}

void write_results(std::string& out, const Results& results, Format format, const TextOptions& options) {
    const FindingsView view{results, results.findings, results.sources, options};
    for (const Row& row : rows) {
        if (row.name.format == format) row.write(out, view);
    }
}

} // namespace callflow::report
