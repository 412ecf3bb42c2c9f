// What states have requested of the application's own services, against what is expected.
#include "base/codes.hpp"
#include "base/listed.hpp"
#include "base/text.hpp"
#include "scenario/runner.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

using expr::Kind;
using expr::Value;

// Mappings by the keys given, lists item by item, everything else by its text.
bool fits(const Value& expected, const Value& actual) {
    if (expected.kind() == Kind::map && actual.kind() == Kind::map) {
        return std::ranges::all_of(expected.as_map(), [&](const auto& one) {
            return std::ranges::any_of(actual.as_map(), [&](const auto& other) {
                return one.first.to_text() == other.first.to_text() && fits(one.second, other.second);
            });
        });
    }
    if (expected.kind() == Kind::list && actual.kind() == Kind::list) {
        return std::ranges::equal(expected.as_list(), actual.as_list(), fits);
    }
    return expected == actual || expected.to_text() == actual.to_text();
}

// `POST https://api.example.com/accounts`
std::string line_of(const TraceStep& row) {
    return fmt::format("{} {}", row.request.front().method, row.request.front().url);
}

bool has(const TraceStep& row, const PlainValue& field) {
    const TraceRequest& request = row.request.front();
    if (field.name == "state") {
        const std::string wanted = field.value.to_text();
        return wanted == row.sender || row.sender.ends_with("/" + wanted);
    }
    if (field.name == "method") return field.value.to_text() == request.method;
    if (field.name == "url" && field.value.to_text() == request.url) return true; // with what `query` adds
    const auto sent = std::ranges::find(row.sent, field.name, &std::pair<std::string, Value>::first);
    return sent != row.sent.end() && fits(field.value, sent->second);
}

bool matches(const ExpectedRequest& expected, const TraceStep& row) {
    if (expected.fields.empty()) return line_of(row).find(expected.text) != std::string::npos;
    return std::ranges::all_of(expected.fields, [&](const PlainValue& one) { return has(row, one); });
}

std::string describe(const ExpectedRequest& expected) {
    if (expected.fields.empty()) return base::quoted(expected.text);
    std::vector<std::string> fields;
    for (const PlainValue& field : expected.fields)
        fields.push_back(fmt::format("{}: {}", field.name, base::shortened(field.value.to_json(), 200)));
    return fmt::format("{{{}}}", fmt::join(fields, ", "));
}

std::string describe(const std::vector<const TraceStep*>& rows) {
    std::vector<std::string> lines;
    for (const TraceStep* one : rows) {
        const TraceRequest& request = one->request.front();
        std::vector<std::string> form;
        for (const auto& [name, value] : request.form) form.push_back(name + "=" + value);
        const std::string body = request.body.empty() ? fmt::format("{}", fmt::join(form, "&")) : request.body;
        lines.push_back(line_of(*one) + (body.empty() ? "" : " " + base::printable(body, 200)));
    }
    return lines.empty() ? "none" : base::listed(lines);
}

} // namespace

void check_sends(Run& run, const Expect& expect) {
    if (!expect.sends) return;
    std::vector<const TraceStep*> rows;
    for (std::size_t i = run.step.first_trace; i < run.trace.steps.size(); ++i)
        if (run.trace.steps[i].kind == "request" && !run.trace.steps[i].request.empty())
            rows.push_back(&run.trace.steps[i]);
    const std::vector<ExpectedRequest>& wanted = expect.sends->requests;
    const auto complain = [&](base::Span where, const std::string& what) {
        run.failed(base::codes::expectation_failed, where,
                   fmt::format("{}; the requests of states were: {}", what, describe(rows)));
    };
    if (expect.sends->exact && wanted.size() != rows.size()) {
        std::vector<std::string> all;
        for (const ExpectedRequest& one : wanted) all.push_back(describe(one));
        return complain(place_of(expect, "sends"), "expected " + (all.empty() ? "none" : base::listed(all)));
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const bool found =
            expect.sends->exact
                ? matches(wanted[i], *rows[i])
                : std::ranges::any_of(rows, [&](const TraceStep* row) { return matches(wanted[i], *row); });
        if (!found)
            complain(wanted[i].where,
                     fmt::format("{} {}", expect.sends->exact ? "expected here" : "no request", describe(wanted[i])));
    }
}

} // namespace callflow::scenario
