#include "base/codes.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/load.hpp"
#include "cli/search.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "doc/format.hpp"
#include "doc/read.hpp"
#include "report/unified_diff.hpp"
#include "syntax/layout.hpp"
#include "syntax/read_flow.hpp"

#include <fmt/format.h>
#include <set>

namespace callflow::cli {
namespace {

// What a run has done so far.
struct Progress {
    std::set<std::string> seen; // paths, so that a file named twice is formatted once
    std::size_t ours = 0;       // documents that callflow knows
    std::string result;         // for stdout or `--output`
    ExitStatus status = ExitStatus::fine;

    void end_with(ExitStatus other) { status = worst(status, other); }
};

enum class Outcome : std::uint8_t { done, foreign, unreadable };

class Format {
public:
    Format(const Values& values, Io& io)
        : values_(values), io_(io), only_look_(values.has("check") || values.has("diff")) {}

    void path(const std::string& path) {
        const Progress before = {{}, progress_.ours, {}, progress_.status};
        const std::vector<Found> files = find_documents(io_, path, [&](const base::Error& error) { complain(error); });
        const bool folder = files.empty() || !files.front().named;
        bool again = false;
        for (const Found& one : files) {
            if (progress_.seen.insert(one.path).second) {
                file(one);
            } else {
                again = true;
            }
        }
        if (folder && !again && progress_.ours == before.ours && progress_.status == before.status) {
            complain({base::ErrorKind::usage, fmt::format("no flow or scenario in {}", base::quoted(path, 4096))});
        }
    }

    ExitStatus finish() {
        if (only_look_ || !progress_.result.empty()) progress_.end_with(deliver(values_, io_, progress_.result));
        return progress_.status;
    }

private:
    void complain(const base::Error& error) { progress_.end_with(cli::complain(io_, values_.command().name, error)); }

    void file(const Found& found) {
        constexpr std::uint64_t most = doc::Limits{}.bytes;
        auto text = read_found(io_, found, most);
        if (!text) {
            // Such a file in a folder is somebody's data.
            if (found.named || text.error().kind != base::ErrorKind::unreadable) complain(text.error());
            return;
        }
        if (!found.named && !syntax::may_be_ours(*text)) return;
        Inputs inputs;
        const base::FileId file = inputs.sources.add(found.path, std::move(*text));
        const std::string_view before = inputs.sources[file].text();
        const auto after = formatted(inputs, file, found.named);
        if (!after) {
            complain(after.error());
        } else if (inputs.findings.has_errors()) {
            inputs.findings.sort();
            say_findings(values_, io_, inputs);
            progress_.end_with(ExitStatus::usage);
        } else if (*after) {
            ++progress_.ours;
            hand_over(found.path, before, **after);
        }
    }

    // The text in canonical layout; nothing where a file that was found is none of ours, or where findings say what is wrong.
    base::Result<std::optional<std::string>> formatted(Inputs& inputs, base::FileId file, bool named) {
        doc::Limits limits;
        limits.merge = false;
        const auto document = doc::read_document(inputs.sources, file, inputs.findings, limits);
        if (!document) return std::nullopt;
        if (syntax::head_key(*document) == syntax::HeadKey::none) {
            inputs.findings = {};
            if (named) report_foreign(inputs, file);
            return std::nullopt;
        }
        if (inputs.findings.has_errors()) return std::nullopt;
        // JSON has no comments, no quotes to choose, and tools of its own.
        if (document->is_json()) return std::string(inputs.sources[file].text());
        auto text = doc::format_yaml(*document, syntax::layout_wishes(*document));
        if (!text) {
            return base::fail(text.error().kind,
                              fmt::format("{} is left as it is, its layout cannot be changed safely: {}",
                                          base::printable(inputs.sources[file].name(), 4096), text.error().message));
        }
        return std::move(*text);
    }

    static void report_foreign(Inputs& inputs, base::FileId file) {
        inputs.findings
            .report(base::codes::format_version, {file, 0, 0}, "no key says that this is a flow or a scenario")
            .help = "a flow begins with `callflow: 1`, a scenario with `callflow-scenario: 1`";
    }

    void hand_over(const std::string& path, std::string_view before, const std::string& after) {
        if (only_look_) {
            if (before == after) return;
            progress_.end_with(ExitStatus::findings);
            if (values_.has("diff")) {
                report::write_unified_diff(progress_.result, path, before, after);
            } else {
                progress_.result += base::printable(path, 4096) + "\n";
            }
        } else if (path == "-" || values_.has("output")) {
            progress_.result += after;
        } else if (before != after) {
            if (const auto written = io_.files->replace(path, after); !written) {
                complain(written.error());
            } else {
                io_.err += fmt::format("formatted {}\n", base::printable(path, 4096));
            }
        }
    }

    const Values& values_;
    Io& io_;
    bool only_look_;
    Progress progress_;
};

ExitStatus run(const Values& values, Io& io) {
    const std::vector<std::string>& paths = values.all("FILE");
    const bool looks = values.has("check") || values.has("diff");
    if (values.has("output") && !looks && (paths.size() > 1 || io.files->is_directory(paths.front()))) {
        return complain(io, values.command().name,
                        base::Error{base::ErrorKind::usage, "--output takes the text of one file, and more are named"});
    }
    Format format(values, io);
    for (const std::string& path : paths) format.path(path);
    return format.finish();
}

constexpr std::string_view description[] = {
    "Puts flows, their parts and scenarios into canonical layout, in place, and says on stderr which files it changed. `-` is "
    "stdin, whose text goes to stdout. A folder is searched for *.yaml and *.yml; files without one of the keys `callflow:`, "
    "`callflow-part:` and `callflow-scenario:` are passed over.",
    "Blocks and lists are indented by two. What is spoken stands in double quotes, `{a: 1, b: [c, d]}` has its blanks, "
    "comments stand as the line below them, or two blanks behind code; a column of comments stays one. There is at most "
    "one blank line, and one between states unless both take a single line. Lines are not broken or joined, and the order of keys, the other "
    "quotes and the text of block scalars are the author's. `~`, and a text that a comment seems to cut off, get no quotes.",
    "The new text is read again before it is written: values, anchors, aliases and comments must be the same. A file is "
    "replaced as a whole or not at all, and keeps its mode. One with YAML errors stays as it is. JSON has formatters of its own and is "
    "left alone.",
};

constexpr Positional positionals[] = {
    {.name = "FILE",
     .help = "a flow, part or scenario, a folder with some, or `-`",
     .repeats = true,
     .names = Names::flow},
};

constexpr Option options[] = {
    {.name = "check", .letter = 'c', .metavar = {}, .help = "write nothing; list the files that would change"},
    {.name = "diff", .letter = 'd', .metavar = {}, .help = "write nothing; show what would change as a unified diff"},
    output_option("write the formatted text, the list or the diff to FILE"),
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "every file is in canonical layout now"},
    {ExitStatus::findings, "with `--check` or `--diff`: some file would change"},
    {ExitStatus::usage,
     "wrong usage, a file with YAML errors or without our keys, or a folder without flows; the others "
     "were formatted"},
    {ExitStatus::failed, "a file could not be read or written, or its layout not be changed safely"},
};

constexpr Example examples[] = {
    {"callflow fmt support_line.yaml", "Format one flow"},
    {"callflow fmt --diff nobody_there.yaml", "See what would change in a scenario"},
    {"sed 's/voicemail/mailbox/' support_line.yaml | callflow fmt -", "Format what another program writes"},
};

} // namespace

extern const Command fmt_command{
    .name = "fmt",
    .group = "Flows",
    .summary = "put flows and scenarios into canonical layout",
    .synopsis = "[OPTION]... FILE...",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
