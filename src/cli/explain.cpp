#include "cli/explain.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "cli/layout.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

// By the first digit of the code.
std::string_view family_of(const base::Code& code) {
    constexpr std::array<std::string_view, 10> families = {
        "document",    "language",          "expressions", "machine", "data flow",
        "portability", "caller experience", "style",       "runs",    "suppressions",
    };
    return families[static_cast<std::size_t>(code.code[2] - '0')];
}

void append_document(std::string& out, std::string_view title, std::string_view text, const PageStyle& style) {
    if (text.empty()) return;
    out += fmt::format("\n{}\n", style.heading(title));
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        out += line.empty() ? "\n" : fmt::format("    {}\n", line);
    }
}

} // namespace

std::string PageStyle::heading(std::string_view text) const {
    return color ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

std::vector<ListedCode> listed_codes() {
    std::vector<ListedCode> all;
    all.reserve(base::all_codes().size() + lint::registry().size());
    for (const base::Code* code : base::all_codes()) all.push_back({code, family_of(*code)});
    for (const lint::Rule* rule : lint::registry()) all.push_back({&rule->page, rule->category});
    std::sort(all.begin(), all.end(),
              [](const ListedCode& a, const ListedCode& b) { return a.code->code < b.code->code; });
    return all;
}

ListedCode find_listed(std::string_view code_or_name) {
    if (const lint::Rule* rule = lint::find_rule(code_or_name)) return {&rule->page, rule->category};
    if (const base::Code* code = base::find_code(code_or_name)) return {code, family_of(*code)};
    return {};
}

std::string code_page(const ListedCode& listed, const PageStyle& style) {
    const base::Code& code = *listed.code;
    std::string out = fmt::format("{} ({}; {}{})\n", style.heading(fmt::format("{} {}", code.code, code.name)),
                                  base::to_string(code.severity), listed.category,
                                  code.unreadable ? "; exit status 2"
                                  : code.fixable  ? "; fixable"
                                                  : "");
    append_paragraph(out, code.summary);
    std::string_view why = code.why;
    while (!why.empty()) {
        const std::size_t blank = why.find("\n\n");
        out += '\n';
        append_paragraph(out, why.substr(0, blank));
        why.remove_prefix(blank == std::string_view::npos ? why.size() : blank + 2);
    }
    append_document(out, "Raises it:", code.bad, style);
    append_document(out, "Does not:", code.good, style);
    append_document(out, "Nor does this:", code.near_miss, style);
    if (code.fixable) out += "\nMend it where that can be done without a choice: callflow validate --fix FLOW\n";
    if (!code.unreadable) {
        out += fmt::format("\n{} with a comment: # callflow: allow {} REASON\n",
                           code.severity == base::Severity::error
                               ? "An error cannot be silenced. Where this is a warning or a note, silence one line"
                               : "Silence one line",
                           code.name);
    }
    return out;
}

std::string columns(const std::vector<std::vector<std::string>>& rows, std::size_t indent) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], base::display_width(row[i]));
    }
    std::string out;
    for (const auto& row : rows) {
        std::string line(indent, ' ');
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            line.append(widths[i] - base::display_width(row[i]) + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

} // namespace callflow::cli
