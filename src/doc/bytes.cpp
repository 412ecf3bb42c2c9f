#include "doc/bytes.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::doc {

bool check_bytes(const base::Source& source, base::FileId file, std::uint64_t limit, base::Diagnostics& diagnostics) {
    const std::string_view text = source.text();
    constexpr std::uint64_t offsets = 0xfffffff0u; // places are 32 bits
    if (text.size() > limit || text.size() > offsets) {
        diagnostics.report(base::codes::too_large, {file, 0, 0},
                           fmt::format("the file has {} bytes, more than {}", text.size(), std::min(limit, offsets)));
        return false;
    }
    if (const std::size_t bad = base::find_invalid_utf8(text); bad != std::string_view::npos) {
        const auto at = static_cast<std::uint32_t>(bad);
        diagnostics
            .report(
                base::codes::invalid_utf8, {file, at, at + 1},
                fmt::format("the byte 0x{:02X} does not belong here in UTF-8", static_cast<unsigned char>(text[bad])))
            .help = "save the file as UTF-8";
        return false;
    }
    return true;
}

bool check_characters(const base::Source& source, base::FileId file, base::Diagnostics& diagnostics) {
    const std::string_view text = source.text();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t' ||
            (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n')) {
            continue;
        }
        const auto at = static_cast<std::uint32_t>(i);
        base::Diagnostic& found =
            diagnostics.report(base::codes::syntax_error, {file, at, at + 1},
                               c == '\r' ? "a carriage return without a line feed"
                                         : fmt::format("the control character U+{:04X} is not allowed", c));
        found.help =
            c == '\r' ? "end lines with LF or CRLF" : fmt::format("in double quotes it can be written \\x{:02x}", c);
        return false;
    }
    return true;
}

std::uint32_t byte_order_mark(std::string_view text) { return text.substr(0, 3) == "\xef\xbb\xbf" ? 3 : 0; }

} // namespace callflow::doc
