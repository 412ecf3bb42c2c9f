#include "cli/call_summary.hpp"

#include "base/json_writer.hpp"

#include <fmt/format.h>
#include <iterator>

namespace callflow::cli {
namespace {

constexpr double second = 1e6;
constexpr double millisecond = 1e3;

double rate_of(const service::LoadReport& report, std::size_t count) {
    return report.elapsed > 0 ? static_cast<double>(count) * second / static_cast<double>(report.elapsed) : 0;
}

std::string latency(std::uint32_t microseconds) {
    return fmt::format("{:.2f}ms", static_cast<double>(microseconds) / millisecond);
}

constexpr std::pair<std::string_view, double> percents[] = {{"p50", 50}, {"p90", 90}, {"p99", 99}, {"max", 100}};

} // namespace

std::string call_summary_text(const service::LoadReport& report, std::uint64_t seed) {
    std::string out;
    const auto to = std::back_inserter(out);
    fmt::format_to(to, "calls     {} in {:.2f}s, {} as expected, {} not (seed {})\n", report.calls,
                   static_cast<double>(report.elapsed) / second, report.passed, report.calls - report.passed, seed);
    if (report.late > 0) fmt::format_to(to, "late      {} began later than they should have\n", report.late);
    fmt::format_to(to, "requests  {}, {:.1f} in a second\n", report.requests, rate_of(report, report.requests));
    std::string answers;
    for (const auto& [status, count] : report.statuses)
        answers += fmt::format("{}{} of {}", answers.empty() ? "" : ", ", count, status);
    if (!answers.empty()) fmt::format_to(to, "answers   {}\n", answers);
    std::string failures;
    for (const auto& [kind, count] : report.failures)
        failures += fmt::format("{}{} {}", failures.empty() ? "" : ", ", count, kind);
    if (!failures.empty()) fmt::format_to(to, "failures  {}\n", failures);
    if (report.latencies.empty()) {
        if (report.requests > 0) out += "latency   no answer\n";
        return out;
    }
    fmt::format_to(to, "latency  ");
    for (const auto& [name, percent] : percents)
        fmt::format_to(to, " {} {}", name, latency(report.percentile(percent)));
    out += '\n';
    return out;
}

std::string call_summary_json(const service::LoadReport& report, std::uint64_t seed) {
    std::string out;
    base::JsonWriter json(out, base::JsonWriter::Layout::indented);
    json.begin_object().member("callflow_calls", 1).member("seed", seed).member("calls", report.calls);
    json.member("passed", report.passed).member("late", report.late);
    json.member("seconds", static_cast<double>(report.elapsed) / second).member("requests", report.requests);
    json.member("requests_per_second", rate_of(report, report.requests));
    json.key("statuses").begin_object();
    for (const auto& [status, count] : report.statuses) json.member(std::to_string(status), count);
    json.end_object().key("failures").begin_object();
    for (const auto& [kind, count] : report.failures) json.member(kind, count);
    json.end_object().key("latency_ms").begin_object();
    for (const auto& [name, percent] : percents) {
        json.key(name);
        if (report.latencies.empty())
            json.null(); // nothing was answered
        else
            json.value(static_cast<double>(report.percentile(percent)) / millisecond);
    }
    json.end_object().end_object();
    out += '\n';
    return out;
}

} // namespace callflow::cli
