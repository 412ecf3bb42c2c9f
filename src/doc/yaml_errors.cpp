#include "doc/yaml_errors.hpp"

#include "base/codes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace callflow::doc {

void report_yaml_failure(const base::Source&, base::FileId file, const YamlFailure& failure,
                         base::Diagnostics& diagnostics) {
    diagnostics.report(base::codes::syntax_error, {file, failure.at, failure.at}, std::string(failure.message));
}

void report_second_document(const base::Source& source, base::FileId file, std::uint32_t at, std::uint32_t end,
                            base::Diagnostics& diagnostics) {
    const std::string_view text = source.text();
    at = std::min(at, static_cast<std::uint32_t>(text.size()));
    const bool marked = text.substr(at, 3) == "---" || (end < at && text.substr(end, at - end).find("\n...") != text.npos);
    if (marked) {
        diagnostics.report(base::codes::second_document, {file, at, at + 3}, "a second document begins here")
            .help = "keep one document a file";
        return;
    }
    diagnostics.report(base::codes::syntax_error, {file, at, at + 1}, "this does not belong to what stands before it");
}

bool check_characters(const base::Source& source, base::FileId file, base::Diagnostics& diagnostics) {
    const std::string_view text = source.text();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != 0x7f) {
            continue;
        }
        if (c == '\n' || c == '\t' || (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n')) {
            continue;
        }
        const auto at = static_cast<std::uint32_t>(i);
        base::Diagnostic& found = diagnostics.report(
            base::codes::syntax_error, {file, at, at + 1},
            c == '\r' ? "a carriage return without a line feed" : fmt::format("the control character U+{:04X} is not allowed", c));
        found.help = c == '\r' ? "end lines with LF or CRLF" : fmt::format("in double quotes it can be written \\x{:02x}", c);
        return false;
    }
    return true;
}

} // namespace callflow::doc
