// What `test` says to people: what failed, with the step, what happened up to it and what the caller would hear now; then
// what was covered, and the count.
#include "base/text.hpp"
#include "report/findings_formats.hpp"
#include "scenario/coverage.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace callflow::report {
namespace {

class Writer {
public:
    Writer(std::string& out, const FindingsView& view) : out_(out), view_(view) {}

    void write() {
        for (const Case& one : view_.results.cases) write(one);
        coverage();
        const CaseCounts counts = count_cases(view_.results.cases);
        std::string summary = fmt::format("{} passed", counts.passed);
        if (counts.failed > 0) summary += fmt::format(", {} failed", counts.failed);
        if (counts.skipped > 0) summary += fmt::format(", {} not run", counts.skipped);
        summary += fmt::format(" ({} scenario{}, {} flow{})", counts.scenarios, counts.scenarios == 1 ? "" : "s",
                               counts.files, counts.files == 1 ? "" : "s");
        if (!view_.results.echo.empty()) summary += fmt::format(", with {}", view_.results.echo);
        out_ += paint(counts.failed > 0 ? "1;31" : counts.passed > 0 ? "1;32" : "1", summary) + "\n";
    }

private:
    [[nodiscard]] std::string paint(std::string_view color, std::string_view text) const {
        return view_.options.color ? fmt::format("\x1b[{}m{}\x1b[0m", color, text) : std::string(text);
    }

    void write(const Case& one) {
        const std::string title = base::printable(title_of(one), 4096);
        if (one.status == Case::Status::failed) {
            out_ += paint("1;31", "FAILED") + " " + paint("1", title) + "\n\n";
        } else if (view_.options.verbose || one.status != Case::Status::passed) {
            const bool passed = one.status == Case::Status::passed;
            out_ += paint(passed ? "32" : "33", passed ? "passed" : "not run") + " " + title;
            if (!one.reason.empty()) out_ += ": " + base::printable(one.reason, 500);
            out_ += "\n";
        }
        for (const std::size_t index : one.findings) {
            const base::Diagnostic& finding = view_.findings.items()[index];
            // What is no more than a remark is not what people look for among failures.
            if (view_.options.verbose || finding.severity != base::Severity::note)
                write_finding_text(out_, view_, finding);
        }
        if (one.status == Case::Status::failed) {
            diff(one.diff);
            out_ += one.trace;
            if (!one.trace.empty()) out_ += "\n";
        }
        for (const std::string& notice : one.notices) out_ += base::printable(notice, 4096) + "\n";
    }

    void diff(std::string_view text) {
        if (text.empty()) return;
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            const std::string line = base::printable(text.substr(0, end), std::string_view::npos);
            const char first = line.empty() ? ' ' : line.front();
            out_ += first == '+'   ? paint("32", line)
                    : first == '-' ? paint("31", line)
                    : first == '@' ? paint("36", line)
                                   : line;
            out_ += '\n';
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        out_ += '\n';
    }

    void coverage() {
        if (view_.results.coverage.empty()) return;
        std::array<scenario::Covered, 5> all;
        for (const flow::Annotations& one : view_.results.coverage) {
            const auto covered = scenario::covered(one);
            for (std::size_t i = 0; i < all.size(); ++i) all[i] += covered[i];
            line(one.flow, covered);
            for (const flow::Annotation& item : one.items) uncovered(item);
        }
        if (view_.results.coverage.size() > 1) line("in total", all);
        out_ += "\n";
    }

    void line(std::string_view what, const std::array<scenario::Covered, 5>& covered) {
        out_ += paint("1", fmt::format("coverage {}", base::printable(what, 4096)));
        out_ += ":";
        const char* between = " ";
        for (std::size_t i = 0; i < covered.size(); ++i) {
            if (covered[i].all == 0) continue;
            out_ += fmt::format("{}{} {}/{} ({:.1f} %)", between, scenario::coverage_kinds[i], covered[i].covered,
                                covered[i].all, covered[i].percent());
            between = ", ";
        }
        out_ += "\n";
    }

    void uncovered(const flow::Annotation& item) {
        const scenario::Covered one = scenario::covered(item);
        if (one.covered == one.all) return;
        using Part = flow::Annotation::Part;
        const std::string in = item.state.empty() ? "" : fmt::format(" in {}", item.state);
        std::string what;
        switch (item.part) {
        case Part::state: what = fmt::format("state {} is never entered", item.state); break;
        case Part::transition: what = fmt::format("{} -> {}{} is never taken", item.event, item.to, in); break;
        case Part::callback: what = fmt::format("{}{} never runs", item.text, in); break;
        case Part::guard:
        case Part::response:
            what = fmt::format("{}{} {}", item.text, in,
                               one.covered == 0  ? "is never asked"
                               : item.count == 0 ? "never holds"
                                                 : "always holds");
            break;
        }
        std::string text = "  ";
        append_place(text, view_, item.where);
        text += base::printable(what, 300);
        if (!item.way.empty())
            text += paint("2", base::printable(fmt::format("; the way there: {}", fmt::join(item.way, ", ")), 500));
        out_ += text + "\n";
    }

    std::string& out_;
    const FindingsView& view_;
};

} // namespace

void write_test_text(std::string& out, const FindingsView& view) { Writer(out, view).write(); }

} // namespace callflow::report
