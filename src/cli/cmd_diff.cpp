#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/document_diff.hpp"
#include "cli/load.hpp"
#include "cli/search.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "doc/read.hpp"

#include <array>
#include <fmt/format.h>
#include <map>

namespace callflow::cli {
namespace {

using State = DocumentPair::State;

class Diff {
public:
    explicit Diff(Io& io) : io_(io) {}

    base::Result<void> files(const std::string& old_path, const std::string& new_path) {
        auto left = read(old_path);
        if (!left) return tl::unexpected(left.error());
        auto right = read(new_path);
        if (!right) return tl::unexpected(right.error());
        for (const base::FileId one : {*left, *right}) {
            if (provider_of(inputs.sources[one].text()) == nullptr) {
                return base::fail(base::ErrorKind::usage, fmt::format("{} is neither TwiML nor a Tropo document",
                                                                      base::quoted(inputs.sources[one].name(), 4096)));
            }
        }
        pairs.push_back({.name = new_path, .differences = {}});
        compare_documents(inputs.sources, *left, *right, pairs.back(), inputs.findings);
        return {};
    }

    base::Result<void> folders(const std::string& old_path, const std::string& new_path) {
        std::map<std::string, std::array<bool, 2>> names;
        for (const std::size_t side : {0U, 1U}) {
            const auto found = list(side == 0 ? old_path : new_path);
            if (!found) return tl::unexpected(found.error());
            for (const std::string& name : *found) names[name][side] = true;
        }
        if (names.empty()) return base::fail(base::ErrorKind::usage, "there are no documents in either folder");
        for (const auto& [name, there] : names) {
            DocumentPair& pair = pairs.emplace_back();
            pair.name = name;
            if (!there[0] || !there[1]) {
                pair.state = there[0] ? State::only_left : State::only_right;
                continue;
            }
            auto left = read(below(old_path, name));
            if (!left) return tl::unexpected(left.error());
            auto right = read(below(new_path, name));
            if (!right) return tl::unexpected(right.error());
            // What both have alike may still be no document.
            const bool equal = inputs.sources[*left].text() == inputs.sources[*right].text();
            compare_documents(inputs.sources, *left, equal ? *left : *right, pair, inputs.findings);
        }
        return {};
    }

    Inputs inputs;
    std::vector<DocumentPair> pairs;

private:
    static std::string below(const std::string& folder, const std::string& name) {
        if (folder == ".") return name;
        return folder.ends_with('/') ? folder + name : fmt::format("{}/{}", folder, name);
    }

    // Names of documents below a folder, without it.
    base::Result<std::vector<std::string>> list(const std::string& folder) {
        static constexpr std::array<std::string_view, 3> endings = {".xml", ".twiml", ".json"};
        const auto found = find_files(io_, folder, endings);
        if (!found) return tl::unexpected(found.error());
        std::vector<std::string> names;
        const std::size_t prefix = below(folder, {}).size();
        for (const Found& one : *found) names.push_back(one.path.substr(prefix));
        return names;
    }

    base::Result<base::FileId> read(const std::string& path) {
        constexpr std::uint64_t most = doc::Limits{}.bytes;
        auto text = path == "-" ? io_.read_stdin(most) : io_.files->read(path, most);
        if (!text) return tl::unexpected(text.error());
        return inputs.sources.add(path, std::move(*text));
    }

    Io& io_;
};

ExitStatus run(const Values& values, Io& io) {
    const std::string old_path(values.get("OLD"));
    const std::string new_path(values.get("NEW"));
    const auto is_folder = [&](const std::string& path) { return path != "-" && io.files->is_directory(path); };
    if (is_folder(old_path) != is_folder(new_path)) {
        complain(io, values.command().name, "a file and a folder cannot be compared");
        return ExitStatus::usage;
    }
    Diff diff(io);
    const auto done = is_folder(old_path) ? diff.folders(old_path, new_path) : diff.files(old_path, new_path);
    if (!done) return complain(io, values.command().name, done.error());
    settle(diff.inputs);
    say_findings(values, io, diff.inputs);
    std::string result;
    values.get("format") == "json" ? write_diff_json(result, diff.pairs) : write_diff_text(result, diff.pairs);
    ExitStatus status = deliver(values, io, result);
    for (const DocumentPair& pair : diff.pairs) {
        if (pair.state != State::same) status = worst(status, ExitStatus::findings);
        if (pair.state == State::unreadable) status = worst(status, ExitStatus::usage);
    }
    return status;
}

constexpr std::string_view description[] = {
    "Compares documents by what they mean: TwiML by verb and attribute, Tropo documents by action and field. Layout, the "
    "order of attributes and keys, comments, the spellings that the platform takes for the same, and an attribute that "
    "says what happens anyway make no difference.",
    "Two files are compared, of which one may be `-` for stdin, or all *.xml, *.twiml and *.json of two folders by their "
    "names. What a file holds is seen by its content.",
};

constexpr Positional positionals[] = {
    {.name = "OLD", .help = "a document, a folder with some, or `-`", .names = Names::file},
    {.name = "NEW", .help = "what it is compared with", .names = Names::file},
};

constexpr std::string_view formats[] = {"text", "json"};

constexpr Option options[] = {
    {.name = "format",
     .metavar = "FORMAT",
     .help = "how differences are written",
     .fallback = "text",
     .choices = formats,
     .environment = true},
    {.name = "output",
     .letter = 'o',
     .metavar = "FILE",
     .help = "write differences to FILE instead of stdout",
     .names = Names::file},
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "all documents mean the same"},
    {ExitStatus::findings, "there are differences"},
    {ExitStatus::usage, "wrong usage, or a file that is no readable document"},
    {ExitStatus::failed, "a file could not be read or written"},
};

constexpr Example examples[] = {
    {"callflow diff approved/greeting.twilio.xml broken.xml", "What has changed in an answer", ExitStatus::findings},
    {"callflow diff approved approved", "Compare all documents of two folders"},
};

} // namespace

extern const Command diff_command{
    .name = "diff",
    .group = "Flows",
    .summary = "compare documents by what they mean",
    .synopsis = "[OPTION]... OLD NEW",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
