// For people: each finding with the lines it speaks of.
#include "base/text.hpp"
#include "report/excerpt.hpp"
#include "report/findings_formats.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace callflow::report {

namespace {

struct Palette {
    std::string_view bold;
    std::string_view error;
    std::string_view warning;
    std::string_view note;
    std::string_view gutter;
    std::string_view help;
    std::string_view reset;

    [[nodiscard]] std::string_view of(base::Severity severity) const {
        switch (severity) {
        case base::Severity::note: return note;
        case base::Severity::warning: return warning;
        case base::Severity::error: break;
        }
        return error;
    }
};

constexpr Palette plain{};
constexpr Palette colored{
    .bold = "\x1b[1m",
    .error = "\x1b[1;31m",
    .warning = "\x1b[1;33m",
    .note = "\x1b[1;36m",
    .gutter = "\x1b[34m",
    .help = "\x1b[1;32m",
    .reset = "\x1b[0m",
};

// Nobody reads more; the other formats hold all of them.
constexpr std::size_t most_shown = 1000;

std::size_t digits_of(std::uint32_t number) { return fmt::formatted_size("{}", number); }

class TextWriter {
public:
    TextWriter(std::string& out, const FindingsView& view)
        : out_(out), view_(view), palette_(view.options.color ? colored : plain) {}

    void write(const base::Diagnostic& finding) {
        excerpt_ = {};
        excerpt_.gutter = gutter_of(finding);
        excerpt_.width = view_.options.width;
        excerpt_.colors = {palette_.gutter, palette_.of(finding.severity), palette_.reset};
        write_head(finding);
        write_excerpt(finding.where, '^');
        excerpt_.colors.mark = palette_.note;
        for (const base::Note& note : finding.notes) {
            write_note(note);
        }
        write_help(finding.help);
        out_ += '\n';
    }

private:
    // Line numbers of all excerpts of a finding stand in one column.
    [[nodiscard]] std::size_t gutter_of(const base::Diagnostic& finding) const {
        std::size_t digits = 1;
        const auto look = [&](base::Span where) {
            if (const base::Source* source = view_.source_of(where); source != nullptr) {
                digits = std::max(digits, digits_of(excerpt_lines(*source, where).last));
            }
        };
        look(finding.where);
        for (const base::Note& note : finding.notes) {
            look(note.where);
        }
        return digits;
    }

    void write_head(const base::Diagnostic& finding) {
        out_ += palette_.bold;
        append_place(out_, view_, finding.where);
        out_ += palette_.reset;
        fmt::format_to(std::back_inserter(out_), "{}{}[{} {}]{}{}: {}{}\n", palette_.of(finding.severity),
                       base::to_string(finding.severity), finding.code->code, finding.code->name, palette_.reset,
                       palette_.bold, base::printable(finding.message, std::string_view::npos), palette_.reset);
    }

    void write_excerpt(base::Span where, char mark) {
        const base::Source* source = view_.source_of(where);
        if (source == nullptr) {
            return;
        }
        excerpt_.mark = mark;
        append_excerpt(out_, *source, where, excerpt_);
    }

    void write_note(const base::Note& note) {
        if (view_.source_of(note.where) == nullptr) {
            write_remark("note", palette_.note, note.text);
            return;
        }
        out_ += palette_.bold;
        append_place(out_, view_, note.where);
        out_ += palette_.reset;
        fmt::format_to(std::back_inserter(out_), "{}note{}: {}\n", palette_.note, palette_.reset,
                       base::printable(note.text, std::string_view::npos));
        write_excerpt(note.where, '-');
    }

    void write_help(std::string_view help) {
        if (!help.empty()) {
            write_remark("help", palette_.help, help);
        }
    }

    // `  = help: text`; further lines of the text stand below its first.
    void write_remark(std::string_view word, std::string_view color, std::string_view text) {
        append_gutter(out_, excerpt_, "=");
        fmt::format_to(std::back_inserter(out_), " {}{}{}: ", color, word, palette_.reset);
        const std::size_t indent = excerpt_.gutter + 3 + word.size() + 2;
        for (bool first = true; first || !text.empty(); first = false) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            out_.append(first || end == 0 ? 0 : indent, ' ');
            out_ += base::printable(text.substr(0, end), std::string_view::npos);
            out_ += '\n';
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    std::string& out_;
    const FindingsView& view_;
    const Palette& palette_;
    ExcerptOptions excerpt_;
};

} // namespace

void write_finding_text(std::string& out, const FindingsView& view, const base::Diagnostic& finding) {
    TextWriter(out, view).write(finding);
}

void write_text(std::string& out, const FindingsView& view) {
    if (view.results.test) {
        write_test_text(out, view);
        return;
    }
    if (view.findings.empty()) {
        return;
    }
    TextWriter writer(out, view);
    std::size_t shown = 0;
    for (const base::Diagnostic& finding : view.findings.items()) {
        if (shown++ == most_shown) break;
        writer.write(finding);
    }
    if (view.findings.items().size() > most_shown)
        fmt::format_to(std::back_inserter(out), "and {} more: `--format concise` lists all of them\n\n",
                       view.findings.items().size() - most_shown);
    out += count_findings(view.findings);
    out += '\n';
}

} // namespace callflow::report
