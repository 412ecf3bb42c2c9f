// SARIF 2.1.0 (OASIS standard), as code scanning services read it: every finding with its rule's page and a fingerprint that
// survives when lines above it come and go.
#include "base/ascii.hpp"
#include "base/json_writer.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "report/findings_formats.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string_view>
#include <vector>

namespace callflow::report {
namespace {

using base::JsonWriter;

std::string_view level_of(base::Severity severity) { return base::to_string(severity); }

// `Some Thing` of `some_thing`, as the standard asks for.
std::string pascal(std::string_view name) {
    std::string text;
    bool upper = true;
    for (const char c : name) {
        if (c == '_') {
            upper = true;
            continue;
        }
        text += upper ? base::to_upper(c) : c;
        upper = false;
    }
    return text;
}

// A path as a URI reference; segments that would not be themselves are escaped.
std::string uri_of(std::string_view path) {
    std::string uri = path.starts_with('/') ? "file://" : "";
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        uri += base::percent_encode(path.substr(0, slash));
        if (slash < path.size()) uri += '/';
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return uri;
}

class Writer {
public:
    Writer(std::string& out, const FindingsView& view) : json_(out, JsonWriter::Layout::indented), view_(view) {
        for (const base::Diagnostic& finding : view.findings.items()) codes_.push_back(finding.code);
        std::ranges::sort(codes_, {}, [](const base::Code* code) { return code->code; });
        codes_.erase(std::ranges::unique(codes_).begin(), codes_.end());
    }

    void write() {
        json_.begin_object();
        json_.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json").member("version", "2.1.0");
        json_.key("runs").begin_array().begin_object();
        json_.key("tool").begin_object().key("driver").begin_object();
        json_.member("name", "callflow").member("version", view_.results.version);
        json_.key("rules").begin_array();
        for (const base::Code* code : codes_) rule(*code);
        json_.end_array().end_object().end_object();
        json_.member("columnKind", "unicodeCodePoints");
        json_.key("results").begin_array();
        for (const base::Diagnostic& finding : view_.findings.items()) result(finding);
        json_.end_array();
        json_.end_object().end_array().end_object();
    }

private:
    void text(std::string_view key, std::string_view value) {
        json_.key(key).begin_object().member("text", value).end_object();
    }

    void rule(const base::Code& code) {
        json_.begin_object().member("id", code.code).member("name", pascal(code.name));
        text("shortDescription", code.summary);
        if (!code.why.empty()) text("fullDescription", joined(code.why));
        std::string plain = joined(code.why);
        std::string markdown = plain;
        const auto show = [&](std::string_view what, std::string_view example) {
            if (example.empty()) return;
            plain += fmt::format("\n\n{}:\n\n{}", what, example);
            markdown += fmt::format("\n\n{}:\n\n```yaml\n{}```", what, example);
        };
        show("Raises it", code.bad);
        show("Mended", code.good);
        if (plain.empty()) plain = markdown = std::string(code.summary);
        json_.key("help").begin_object().member("text", plain).member("markdown", markdown).end_object();
        json_.key("defaultConfiguration").begin_object().member("level", level_of(code.severity)).end_object();
        json_.key("properties").begin_object().member("name", code.name).end_object();
        json_.end_object();
    }

    // The lines of a page as one paragraph.
    static std::string joined(std::string_view lines) {
        std::string text(lines);
        std::ranges::replace(text, '\n', ' ');
        return text;
    }

    void result(const base::Diagnostic& finding) {
        json_.begin_object().member("ruleId", finding.code->code);
        const auto at =
            std::ranges::lower_bound(codes_, finding.code->code, {}, [](const base::Code* c) { return c->code; });
        json_.member("ruleIndex", static_cast<std::uint64_t>(at - codes_.begin()));
        json_.member("level", level_of(finding.severity));
        std::string message = finding.message;
        for (const base::Note& note : finding.notes) {
            if (view_.source_of(note.where) == nullptr) message += "\n" + note.text; // the others are related locations
        }
        if (!finding.help.empty()) message += "\n" + finding.help;
        text("message", message);
        json_.key("locations").begin_array();
        if (view_.source_of(finding.where) != nullptr) location(finding.where, {});
        json_.end_array();
        const bool related = std::ranges::any_of(
            finding.notes, [&](const base::Note& note) { return view_.source_of(note.where) != nullptr; });
        if (related) {
            json_.key("relatedLocations").begin_array();
            for (const base::Note& note : finding.notes) {
                if (view_.source_of(note.where) != nullptr) location(note.where, note.text);
            }
            json_.end_array();
        }
        json_.key("partialFingerprints").begin_object();
        json_.member("callflowFinding/v1", fingerprint(finding)).end_object();
        if (!finding.edits.empty()) fixes(finding);
        json_.end_object();
    }

    void location(base::Span where, std::string_view message) {
        json_.begin_object().key("physicalLocation").begin_object();
        artifact(where.file);
        json_.key("region");
        region(where);
        json_.end_object();
        if (!message.empty()) text("message", message);
        json_.end_object();
    }

    void artifact(base::FileId file) {
        const std::string& name = view_.sources[file].name();
        json_.key("artifactLocation").begin_object();
        json_.member("uri", name == "-" ? "stdin" : uri_of(name)).end_object();
    }

    void region(base::Span where) {
        const base::Source& source = view_.sources[where.file];
        const base::Position begin = source.position(where.begin);
        const base::Position end = source.position(where.end);
        json_.begin_object().member("startLine", begin.line).member("startColumn", begin.column);
        json_.member("endLine", end.line).member("endColumn", end.column).end_object();
    }

    // The code, the file and what stands on the line; of several alike, which of them.
    std::string fingerprint(const base::Diagnostic& finding) {
        std::uint64_t hash = base::mix_seed(0, finding.code->code);
        if (const base::Source* source = view_.source_of(finding.where)) {
            hash = base::mix_seed(base::mix_seed(hash, "\n"), source->name());
            const std::string_view line = source->line(source->position(finding.where.begin).line);
            hash = base::mix_seed(base::mix_seed(hash, "\n"), base::trim(line));
        }
        return fmt::format("{:016x}", base::mix_seed(hash, seen_[hash]++));
    }

    void fixes(const base::Diagnostic& finding) {
        json_.key("fixes").begin_array().begin_object();
        if (!finding.help.empty()) text("description", finding.help);
        std::map<base::FileId, std::vector<const base::TextEdit*>> files;
        for (const base::TextEdit& edit : finding.edits) files[edit.where.file].push_back(&edit);
        json_.key("artifactChanges").begin_array();
        for (const auto& [file, edits] : files) {
            if (file >= view_.sources.size()) continue;
            json_.begin_object();
            artifact(file);
            json_.key("replacements").begin_array();
            for (const base::TextEdit* edit : edits) {
                json_.begin_object().key("deletedRegion");
                region(edit->where);
                text("insertedContent", edit->replacement);
                json_.end_object();
            }
            json_.end_array().end_object();
        }
        json_.end_array().end_object().end_array();
    }

    JsonWriter json_;
    const FindingsView& view_;
    std::vector<const base::Code*> codes_; // sorted
    std::map<std::uint64_t, std::uint64_t> seen_;
};

} // namespace

void write_sarif(std::string& out, const FindingsView& view) {
    Writer(out, view).write();
    out.push_back('\n');
}

} // namespace callflow::report
