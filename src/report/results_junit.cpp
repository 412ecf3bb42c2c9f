// JUnit's XML as CI servers read it: a suite for each file, a test case for the file and each of its scenarios, those that
// passed too. No times: they would not be the same twice.
#include "base/text.hpp"
#include "doc/xml.hpp"
#include "report/findings_formats.hpp"

#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace callflow::report {
namespace {

class Writer {
public:
    Writer(std::string& out, const FindingsView& view) : out_(out), view_(view) {}

    void write() {
        const CaseCounts all = count_cases(view_.results.cases);
        out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"callflow\"";
        counts(all);
        out_ += ">\n";
        const std::span<const Case> cases = view_.results.cases;
        for (std::size_t first = 0; first < cases.size();) {
            std::size_t end = first + 1;
            while (end < cases.size() && cases[end].file == cases[first].file) ++end;
            suite(cases.subspan(first, end - first));
            first = end;
        }
        out_ += "</testsuites>\n";
    }

private:
    void suite(std::span<const Case> cases) {
        out_ += "  <testsuite";
        attribute("name", cases.front().file);
        counts(count_cases(cases));
        out_ += ">\n";
        for (const Case& one : cases) test(one);
        out_ += "  </testsuite>\n";
    }

    void test(const Case& one) {
        out_ += "    <testcase";
        attribute("classname", one.file);
        attribute("name", name_of(one));
        attribute("file", one.file);
        attribute("line", std::to_string(one.line));
        const bool plain = one.status == Case::Status::passed && one.findings.empty() && one.notices.empty();
        if (plain) {
            out_ += "/>\n";
            return;
        }
        out_ += ">\n";
        if (one.status == Case::Status::skipped) {
            out_ += "      <skipped";
            attribute("message", one.reason);
            out_ += "/>\n";
        }
        if (one.status == Case::Status::failed) failure(one);
        std::string said = one.trace;
        if (one.status != Case::Status::failed) said += findings(one);
        for (const std::string& notice : one.notices) said += notice + "\n";
        if (!said.empty()) {
            out_ += "      <system-out>";
            text(said);
            out_ += "</system-out>\n";
        }
        out_ += "    </testcase>\n";
    }

    static std::string name_of(const Case& one) {
        std::string name = one.name;
        if (name.empty()) // several in a file are told apart by their places
            name = one.kind == Case::Kind::scenario ? fmt::format("(line {})", one.line) : "(file)";
        if (!one.providers.empty()) name += fmt::format(" ({})", fmt::join(one.providers, ", "));
        return name;
    }

    void failure(const Case& one) {
        out_ += "      <failure";
        const base::Diagnostic* worst = nullptr;
        for (const std::size_t index : one.findings) {
            const base::Diagnostic& finding = view_.findings.items()[index];
            if (worst == nullptr || finding.severity > worst->severity) worst = &finding;
        }
        attribute("message", worst != nullptr ? worst->message : one.reason);
        attribute("type", worst != nullptr ? worst->code->name : "failed");
        out_ += '>';
        text(findings(one) + one.diff);
        out_ += "</failure>\n";
    }

    [[nodiscard]] std::string findings(const Case& one) const {
        const TextOptions plain;
        const FindingsView view{view_.results, view_.findings, view_.sources, plain};
        std::string said;
        for (const std::size_t index : one.findings) write_finding_text(said, view, view_.findings.items()[index]);
        return said;
    }

    void counts(const CaseCounts& counts) {
        fmt::format_to(std::back_inserter(out_), " tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"",
                       counts.passed + counts.failed + counts.skipped, counts.failed, counts.skipped);
    }
    void attribute(std::string_view name, std::string_view value) {
        out_ += ' ';
        out_ += name;
        out_ += "=\"";
        static_cast<void>(doc::append_xml_attribute(out_, value)); // what XML cannot hold is replaced
        out_ += '"';
    }
    void text(std::string_view value) { static_cast<void>(doc::append_xml_text(out_, value)); }

    std::string& out_;
    const FindingsView& view_;
};

} // namespace

void write_junit(std::string& out, const FindingsView& view) { Writer(out, view).write(); }

} // namespace callflow::report
