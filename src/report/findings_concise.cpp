// `file:line:column: error[CF1019 unknown_target]: message`, one line each, as editors and grep
// like it.
#include "base/text.hpp"
#include "report/findings_formats.hpp"

#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace callflow::report {

void write_concise(std::string& out, const FindingsView& view) {
    for (const base::Diagnostic& finding : view.findings.items()) {
        append_place(out, view, finding.where);
        fmt::format_to(std::back_inserter(out), "{}[{} {}]: {}\n", base::to_string(finding.severity),
                       finding.code->code, finding.code->name,
                       base::printable(finding.message, std::string_view::npos));
    }
}

} // namespace callflow::report
