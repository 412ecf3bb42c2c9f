#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/document_diff.hpp"
#include "cli/load.hpp"
#include "cli/search.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "doc/read.hpp"
#include "flow/diff.hpp"
#include "report/overlay.hpp"
#include "syntax/read_flow.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <utility>

namespace callflow::cli {
namespace {

using State = DocumentPair::State;

// One of the two that are compared.
struct Side {
    enum class What : std::uint8_t { document, flow, broken_flow, other } what = What::other;
    base::FileId file = base::no_file;
    std::unique_ptr<flow::Flow> flow;
    [[nodiscard]] bool is_flow() const { return what == What::flow || what == What::broken_flow; }
};

class Diff {
public:
    explicit Diff(Io& io) : io_(io) {}

    base::Result<void> files(const std::string& old_path, const std::string& new_path) {
        auto left = read(old_path, true);
        if (!left) return tl::unexpected(left.error());
        auto right = read(new_path, true);
        if (!right) return tl::unexpected(right.error());
        for (const Side* one : {&*left, &*right}) {
            if (one->what == Side::What::other) {
                return base::fail(base::ErrorKind::usage,
                                  fmt::format("{} is neither a flow, nor TwiML, nor a Tropo document",
                                              base::quoted(inputs.sources[one->file].name(), 4096)));
            }
        }
        pairs.push_back({.name = new_path, .differences = {}, .flow = {}});
        compare(*left, *right, pairs.back());
        return {};
    }

    base::Result<void> folders(const std::string& old_path, const std::string& new_path) {
        std::map<std::string, std::array<bool, 2>> names;
        for (const std::size_t side : {0U, 1U}) {
            const auto found = list(side == 0 ? old_path : new_path);
            if (!found) return tl::unexpected(found.error());
            for (const std::string& name : *found) names[name][side] = true;
        }
        for (const auto& [name, there] : names) {
            std::array<Side, 2> sides;
            for (const std::size_t side : {0U, 1U}) {
                if (!there[side]) continue;
                auto one = read(below(side == 0 ? old_path : new_path, name), false);
                if (!one) return tl::unexpected(one.error());
                sides[side] = std::move(*one);
            }
            // Scenarios, parts and what else is YAML are no flows.
            const auto is_nothing = [](const Side& one) { return one.what == Side::What::other; };
            if (is_yaml(name) && std::ranges::all_of(sides, is_nothing)) continue;
            DocumentPair& pair = pairs.emplace_back();
            pair.name = name;
            if (there[0] && there[1]) {
                compare(sides[0], sides[1], pair);
                continue;
            }
            pair.state = there[0] ? State::only_left : State::only_right;
            pair.is_flow = sides[0].is_flow() || sides[1].is_flow();
        }
        if (pairs.empty())
            return base::fail(base::ErrorKind::usage, "there are no documents and no flows in either folder");
        return {};
    }

    Inputs inputs;
    std::vector<DocumentPair> pairs;

private:
    static std::string below(const std::string& folder, const std::string& name) {
        if (folder == ".") return name;
        return folder.ends_with('/') ? folder + name : fmt::format("{}/{}", folder, name);
    }
    static bool is_yaml(std::string_view name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

    // Names of what may be a document or flow below a folder, without it.
    base::Result<std::vector<std::string>> list(const std::string& folder) {
        static constexpr std::array<std::string_view, 5> endings = {".xml", ".twiml", ".json", ".yaml", ".yml"};
        const auto found = find_files(io_, folder, endings);
        if (!found) return tl::unexpected(found.error());
        std::vector<std::string> names;
        const std::size_t prefix = below(folder, {}).size();
        for (const Found& one : *found) names.push_back(one.path.substr(prefix));
        return names;
    }

    base::Result<Side> read(const std::string& path, bool named) {
        auto text = read_found(io_, {path, named}, doc::Limits{}.bytes);
        if (!text) return tl::unexpected(text.error());
        Side side;
        side.file = inputs.sources.add(path, std::move(*text));
        if (is_flow(path, side)) return side;
        const bool document = provider_of(inputs.sources[side.file].text()) != nullptr;
        side.what = document ? Side::What::document : Side::What::other;
        return side;
    }

    bool is_flow(const std::string& path, Side& side) {
        const std::string_view text = inputs.sources[side.file].text();
        const providers::Provider* provider = provider_of(text);
        if ((provider != nullptr && provider->name == "twilio") || !syntax::may_be_ours(text)) return false;
        base::Diagnostics before = std::exchange(inputs.findings, {});
        Loaded loaded = load_read(io_, inputs, path, side.file, Foreign::accept);
        inputs.allows.clear(); // of warnings, which are said by `validate`
        base::Diagnostics own = std::exchange(inputs.findings, std::move(before));
        if (loaded.head != syntax::HeadKey::flow && (loaded.readable || provider != nullptr)) return false;
        const bool sound = loaded.flow != nullptr && !own.has_errors();
        side.what = sound ? Side::What::flow : Side::What::broken_flow;
        side.flow = std::move(loaded.flow);
        if (!sound)
            for (base::Diagnostic& one : own.items())
                if (one.severity == base::Severity::error) inputs.findings.add(std::move(one));
        return true;
    }

    void compare(const Side& left, const Side& right, DocumentPair& pair) {
        pair.is_flow = left.is_flow() || right.is_flow();
        if (!pair.is_flow) {
            // What both have alike may still be no document.
            const bool equal = inputs.sources[left.file].text() == inputs.sources[right.file].text();
            compare_documents(inputs.sources, left.file, equal ? left.file : right.file, pair, inputs.findings);
            return;
        }
        if (left.what == Side::What::broken_flow || right.what == Side::What::broken_flow) {
            pair.state = State::unreadable;
            return;
        }
        if (left.what != right.what) {
            pair.state = State::other_kind;
            return;
        }
        pair.flow = flow::diff(*left.flow, *right.flow);
        pair.flow.flow = inputs.sources[right.file].name();
        pair.flow.old = inputs.sources[left.file].name();
        const bool same = pair.flow.changes.empty() && pair.flow.items.empty();
        pair.state = same ? State::same : State::different;
    }

    Io& io_;
};

// All pairs of flows, those that are the same too.
base::Result<void> write_overlay_file(const Values& values, Io& io, const Diff& diff) {
    std::vector<flow::Annotations> flows;
    for (const DocumentPair& pair : diff.pairs)
        if (pair.is_flow && (pair.state == State::same || pair.state == State::different)) flows.push_back(pair.flow);
    if (flows.empty()) return base::fail(base::ErrorKind::usage, "--overlay is for flows, and no two were compared");
    std::string text;
    report::write_overlay(text, flows, diff.inputs.sources);
    return io.files->write_result(std::string(values.get("overlay")), text);
}

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
    if (values.get("format") == "json")
        write_diff_json(result, diff.pairs, diff.inputs.sources);
    else
        write_diff_text(result, diff.pairs, diff.inputs.sources);
    ExitStatus status = deliver(values, io, result);
    if (values.has("overlay"))
        if (const auto written = write_overlay_file(values, io, diff); !written)
            status = worst(status, complain(io, values.command().name, written.error()));
    for (const DocumentPair& pair : diff.pairs) {
        if (pair.state != State::same) status = worst(status, ExitStatus::findings);
        if (pair.state == State::unreadable) status = worst(status, ExitStatus::usage);
    }
    return status;
}

constexpr std::string_view description[] = {
    "Compares flows, or documents, by what they mean. Of two flows it tells which states and transitions are new, gone, "
    "renamed or lead elsewhere, and what has changed in the others: verbs and attributes of responses, guards, timers, "
    "callbacks; and what the flow declares: vars, actors, signals, prompts, addresses. Layout, comments, the order of "
    "keys and the spelling of expressions make no difference, nor in which file of its parts something stands.",
    "Documents are compared as their platforms read them: TwiML by verb and attribute, Tropo documents by action and field. Layout, the "
    "order of attributes and keys, comments, the spellings that the platform takes for the same, and an attribute that "
    "says what happens anyway make no difference.",
    "Two files are compared, of which one may be `-` for stdin, or all flows, *.xml, *.twiml and *.json of two folders by "
    "their names. What a file holds is seen by its content.",
};

constexpr Positional positionals[] = {
    {.name = "OLD", .help = "a flow or document, a folder with some, or `-`", .names = Names::file},
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
    {.name = "overlay",
     .metavar = "FILE",
     .help = "write how flows differ, for `draw` and programs",
     .names = Names::file},
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "all documents and flows mean the same"},
    {ExitStatus::findings, "there are differences"},
    {ExitStatus::usage, "wrong usage, a file that is no readable document, or a flow with errors"},
    {ExitStatus::failed, "a file could not be read or written"},
};

constexpr Example examples[] = {
    {"callflow diff approved/greeting.twilio.xml broken.xml", "What has changed in an answer", ExitStatus::findings},
    {"callflow diff approved approved", "Compare all documents of two folders"},
    {"callflow diff support_line.yaml support_line.yaml --overlay changes.json",
     "Compare two versions of a flow, and keep what has changed for a drawing"},
};

} // namespace

extern const Command diff_command{
    .name = "diff",
    .group = "Flows",
    .summary = "compare flows or documents by what they mean",
    .synopsis = "[OPTION]... OLD NEW",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
