#include "report/findings.hpp"

#include "base/text.hpp"
#include "report/findings_formats.hpp"

#include <array>
#include <fmt/format.h>
#include <iterator>

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

void write_findings(std::string& out, const base::Diagnostics& findings, const base::Sources& sources, Format format,
                    const TextOptions& options) {
    for (const Row& row : rows) {
        if (row.name.format == format) {
            row.write(out, {findings, sources, options});
        }
    }
}

std::string count_findings(const base::Diagnostics& findings) {
    std::string out;
    for (const auto severity : {base::Severity::error, base::Severity::warning, base::Severity::note}) {
        const std::size_t count = findings.count(severity);
        if (count == 0) {
            continue;
        }
        fmt::format_to(std::back_inserter(out), "{}{} {}{}", out.empty() ? "" : ", ", count, base::to_string(severity),
                       count == 1 ? "" : "s");
    }
    return out;
}

void append_place(std::string& out, const FindingsView& view, base::Span where) {
    const base::Source* source = view.source_of(where);
    if (source == nullptr) {
        return;
    }
    const base::Position at = source->position(where.begin);
    fmt::format_to(std::back_inserter(out), "{}:{}:{}: ", base::printable(source->name(), 4096), at.line, at.column);
}

} // namespace callflow::report
