// Cases and coverage as JSON: in one document, or a line each.
#include "report/findings_formats.hpp"

#include <string_view>

namespace callflow::report {

using base::JsonWriter;

namespace {

std::string_view to_string(Case::Status status) {
    switch (status) {
    case Case::Status::failed: return "failed";
    case Case::Status::skipped: return "skipped";
    case Case::Status::passed: break;
    }
    return "passed";
}

} // namespace

void write_case_json(JsonWriter& json, const FindingsView& view, const Case& one) {
    json.begin_object();
    json.member("kind", one.kind == Case::Kind::scenario ? "scenario"
                        : one.kind == Case::Kind::file   ? "file"
                                                         : "check");
    json.member("file", one.file).member("line", one.line);
    json.key("name");
    if (one.kind == Case::Kind::scenario)
        json.value(one.name);
    else
        json.null();
    json.key("providers").begin_array();
    for (const std::string& provider : one.providers) json.value(provider);
    json.end_array();
    json.member("status", to_string(one.status));
    if (!one.reason.empty()) json.member("reason", one.reason);
    json.key("findings").begin_array();
    for (const std::size_t finding : one.findings) write_finding_json(json, view, view.findings.items()[finding]);
    json.end_array();
    if (!one.diff.empty()) json.member("diff", one.diff);
    if (!one.notices.empty()) {
        json.key("notices").begin_array();
        for (const std::string& notice : one.notices) json.value(notice);
        json.end_array();
    }
    json.end_object();
}

void write_counts_json(JsonWriter& json, const CaseCounts& counts) {
    json.begin_object();
    json.member("passed", counts.passed).member("failed", counts.failed).member("skipped", counts.skipped);
    json.member("scenarios", counts.scenarios).member("files", counts.files);
    json.end_object();
}

void write_coverage_json(JsonWriter& json, std::span<const flow::Annotations> coverage) {
    json.begin_array();
    for (const flow::Annotations& one : coverage) {
        json.begin_object().member("flow", one.flow).member("name", one.name);
        for (const auto& [name, number] : one.numbers) json.member(name, static_cast<std::uint64_t>(number));
        json.end_object();
    }
    json.end_array();
}

void write_jsonl(std::string& out, const FindingsView& view) {
    const auto line = [&](auto&& write) {
        JsonWriter json(out);
        write(json);
        out.push_back('\n');
    };
    if (!view.results.test) {
        for (const base::Diagnostic& finding : view.findings.items())
            line([&](JsonWriter& json) { write_finding_json(json, view, finding); });
        return;
    }
    for (const Case& one : view.results.cases) line([&](JsonWriter& json) { write_case_json(json, view, one); });
    line([&](JsonWriter& json) {
        json.begin_object().key("summary");
        write_counts_json(json, count_cases(view.results.cases));
        if (!view.results.coverage.empty()) {
            json.key("coverage");
            write_coverage_json(json, view.results.coverage);
        }
        json.end_object();
    });
}

} // namespace callflow::report
