#include "base/codes.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/barred.hpp"
#include "cli/check_documents.hpp"
#include "cli/cli.hpp"
#include "cli/config.hpp"
#include "cli/fix.hpp"
#include "cli/load.hpp"
#include "cli/search.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "doc/read.hpp"
#include "lint/portability.hpp"
#include "report/findings.hpp"
#include "report/results.hpp"
#include "report/unified_diff.hpp"
#include "scenario/verify.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <set>

namespace callflow::cli {
namespace {

// What a run has seen so far.
struct Progress {
    Inputs inputs;
    std::set<std::string> seen;                               // paths, so that a file named twice is looked at once
    std::map<std::string, std::unique_ptr<flow::Flow>> flows; // by real path, for scenarios; null: it cannot be played
    std::set<std::string> no_flows;                           // of these, what is no flow at all, or cannot be read
    struct Scenario {
        scenario::Scenario scenario;
        std::string folder;
        base::FileId file;
    };
    std::vector<Scenario> scenarios; // to be looked at when the flows have been: most of them are here, and read then
    std::set<base::FileId> parts;    // files of which flows are made, to be looked at when all flows have been
    std::vector<std::string> providers; // asked for
    std::vector<report::Case> files;    // that were checked, in order
    std::size_t checked = 0;
    std::size_t foreign = 0; // found in folders, and not ours
    ExitStatus status = ExitStatus::fine;
};

std::string key_of(Io& io, const std::string& path) {
    const auto real = io.files->real_path(path);
    return real ? *real : path;
}

// A flow that was checked, for the scenarios that name it. Of a great many, most are for none.
void keep_flow(Io& io, const std::string& path, bool playable, std::unique_ptr<flow::Flow> flow, Progress& progress) {
    constexpr std::size_t most = 256;
    if (progress.flows.size() >= most) return;
    progress.flows.try_emplace(key_of(io, path), playable ? std::move(flow) : nullptr);
}

// The flow a scenario names, read once; null where it cannot be played. Its own findings are said where it is checked itself.
flow::Flow* flow_of(Io& io, const std::string& path, Progress& progress) {
    const auto [at, fresh] = progress.flows.try_emplace(key_of(io, path));
    if (!fresh) return at->second.get();
    Inputs own;
    auto loaded = load(io, own, path, Foreign::accept);
    if (!loaded || (loaded->head != syntax::HeadKey::flow && !own.findings.has_errors()))
        progress.no_flows.insert(at->first);
    if (loaded && !own.findings.has_errors()) at->second = std::move(loaded->flow);
    return at->second.get();
}

void check_scenario(Io& io, scenario::Scenario& scenario, const std::string& folder, base::FileId file,
                    Progress& progress) {
    if (scenario.flow.empty()) { // the command that plays it says which
        progress.inputs.half_checked.insert(file);
        return;
    }
    const std::string path = scenario::below(folder, scenario.flow);
    if (!io.files->exists(path)) {
        progress.inputs.findings
            .report(base::codes::missing_flow, scenario.flow_where,
                    fmt::format("there is no flow {}", base::quoted(scenario.flow)))
            .help = "paths are relative to the scenario's file";
        progress.inputs.half_checked.insert(file);
        return;
    }
    if (io.files->is_directory(path)) {
        progress.inputs.findings.report(base::codes::missing_flow, scenario.flow_where,
                                        fmt::format("{} is a folder, and no flow", base::quoted(scenario.flow)));
        progress.inputs.half_checked.insert(file);
        return;
    }
    flow::Flow* flow = flow_of(io, path, progress);
    if (flow == nullptr && progress.no_flows.contains(key_of(io, path)))
        progress.inputs.findings.report(base::codes::missing_flow, scenario.flow_where,
                                        fmt::format("{} is no flow", base::quoted(scenario.flow)));
    if (flow == nullptr)
        progress.inputs.half_checked.insert(file);
    else
        scenario::verify(*flow, scenario, *io.files, folder, progress.inputs.findings);
}

void check_file(const Values& values, Io& io, const Found& file, Progress& progress) {
    if (!progress.seen.insert(file.path).second) return;
    const std::size_t errors = progress.inputs.findings.count(base::Severity::error);
    auto loaded = load(io, progress.inputs, file.path, file.named ? Foreign::report : Foreign::accept);
    const bool playable = progress.inputs.findings.count(base::Severity::error) == errors;
    if (!loaded) {
        progress.status = worst(progress.status, complain(io, values.command().name, loaded.error()));
    } else if (!file.named && loaded->readable && loaded->head == syntax::HeadKey::none) {
        ++progress.foreign;
    } else {
        ++progress.checked;
        progress.files.push_back(report::file_case(file.path));
        if (loaded->flow != nullptr && loaded->sound) {
            const bool all = lint::check_portability(*loaded->flow, progress.providers, progress.inputs.findings);
            if (all) progress.inputs.for_all_providers.insert(loaded->file);
            if (all) progress.inputs.for_all_providers.insert(loaded->with.begin(), loaded->with.end());
        }
        if (loaded->head == syntax::HeadKey::part) progress.parts.insert(loaded->file);
        for (scenario::Scenario& one : loaded->scenarios) {
            if (loaded->head == syntax::HeadKey::scenario) {
                progress.scenarios.push_back({std::move(one), folder_of(file.path), loaded->file});
            } else if (loaded->flow != nullptr && loaded->sound) {
                scenario::verify(*loaded->flow, one, *io.files, folder_of(file.path), progress.inputs.findings);
            }
        }
        if (loaded->flow != nullptr) keep_flow(io, file.path, playable, std::move(loaded->flow), progress);
    }
}

// Parts that no flow has taken in are looked at by themselves; those that nobody named are files checked too.
void check_parts(Progress& progress) {
    for (const base::FileId part : progress.parts) {
        if (!progress.inputs.included.contains(part)) check_part(progress.inputs, part);
    }
    for (const base::FileId part : progress.inputs.included) {
        if (!progress.parts.contains(part)) ++progress.checked;
    }
}

void check_path(const Values& values, Io& io, const std::string& path, Progress& progress) {
    const std::string_view self = values.command().name;
    const std::vector<Found> files = find_documents(io, path, [&](const base::Error& error) {
        progress.status = worst(progress.status, complain(io, self, error));
    });
    const std::size_t before = progress.seen.size();
    const std::size_t checked = progress.checked;
    for (const Found& file : files) check_file(values, io, file, progress);
    const bool folder = files.empty() || !files.front().named;
    const bool seen_before = progress.seen.size() == before && !files.empty();
    if (folder && progress.checked == checked && !seen_before && progress.status == ExitStatus::fine) {
        complain(io, self, fmt::format("no flow or scenario in {}", base::quoted(path, 4096)));
        progress.status = ExitStatus::usage;
    }
}

bool is_bad(const base::Diagnostic& one, std::string_view fail_on) {
    if (fail_on == "never") return false;
    return one.severity >= (fail_on == "note"      ? base::Severity::note
                            : fail_on == "warning" ? base::Severity::warning
                                                   : base::Severity::error);
}

bool fails(const base::Diagnostics& findings, std::string_view on) {
    return std::ranges::any_of(findings.items(), [&](const base::Diagnostic& one) { return is_bad(one, on); });
}

// A case for each file, with what was found in it; findings in parts of flows and in documents make cases of their own.
std::vector<report::Case> cases_of(Progress& progress, std::string_view fail_on) {
    std::vector<report::Case> cases = std::move(progress.files);
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < cases.size(); ++i) known.emplace(cases[i].file, i);
    const auto& items = progress.inputs.findings.items();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool placed = items[i].where.file < progress.inputs.sources.size();
        const std::string file = placed ? progress.inputs.sources[items[i].where.file].name() : "callflow";
        const auto [at, fresh] = known.try_emplace(file, cases.size());
        if (fresh) cases.push_back(report::file_case(file));
        report::Case& one = cases[at->second];
        one.findings.push_back(i);
        if (is_bad(items[i], fail_on)) one.status = report::Case::Status::failed;
    }
    return cases;
}

// Everything that is asked for, suppressions and configuration applied.
void check_all(const Values& values, Io& io, Progress& progress) {
    progress.inputs.barred = barred_of(values).value_or(std::vector<std::string>()); // run() has looked at it
    Inputs& inputs = progress.inputs;
    if (values.has("as")) {
        const DocumentCheck done = check_documents(values, io, values.all("FLOW"), inputs);
        progress.checked = done.files.size();
        for (const std::string& file : done.files) progress.files.push_back(report::file_case(file));
        progress.foreign = done.foreign;
        progress.status = done.status;
    } else {
        const auto providers = providers_of(values);
        if (!providers) {
            progress.status = complain(io, values.command().name, providers.error());
            return;
        }
        progress.providers = *providers;
        for (const std::string& path : values.all("FLOW")) check_path(values, io, path, progress);
        for (Progress::Scenario& one : progress.scenarios)
            check_scenario(io, one.scenario, one.folder, one.file, progress);
        check_parts(progress);
    }
    settle(inputs);
    if (const auto applied = apply_rules(values, io, inputs.findings, inputs.sources); !applied)
        progress.status = worst(progress.status, complain(io, values.command().name, applied.error()));
}

// Says what was found, on stderr where a mended text goes to stdout.
ExitStatus finish(const Values& values, Io& io, Progress& progress, bool text_on_stdout) {
    const Inputs& inputs = progress.inputs;
    const report::Format format = results_format(values);
    std::string result;
    const std::vector<report::Case> cases = cases_of(progress, values.get("fail-on"));
    report::write_results(
        result, {.findings = inputs.findings, .sources = inputs.sources, .cases = cases, .version = CALLFLOW_VERSION},
        format, {.color = wants_color(values, io, io.out_is_terminal && !values.has("output"))});
    if (format == report::Format::text && inputs.findings.empty() && progress.checked > 0) {
        result += fmt::format("checked {} file{}: no problems\n", progress.checked, progress.checked == 1 ? "" : "s");
    }
    if (text_on_stdout && !values.has("output"))
        io.err += result;
    else
        progress.status = worst(progress.status, deliver(values, io, result));
    if (values.has("verbose")) {
        io.err += fmt::format("{} checked, {} in folders passed over: {}\n", progress.checked, progress.foreign,
                              values.has("as") ? "no such documents" : "neither flow nor scenario");
    }
    if (fails(inputs.findings, values.get("fail-on"))) progress.status = worst(progress.status, ExitStatus::findings);
    if (inputs.findings.unreadable()) progress.status = worst(progress.status, ExitStatus::usage);
    return progress.status;
}

// The files as `--fix` leaves them; nothing is written yet. stdin is read once, into `input`.
Mended mend_all(const Values& values, Io& io, MendedFiles& files, std::string& input) {
    std::set<std::string> named;
    const Checking check = [&](Io&, base::Sources& sources, base::Diagnostics& findings) {
        Io quiet = io; // what cannot be read is said once, at the end
        quiet.files = &files;
        quiet.read_stdin = [&](std::uint64_t) -> base::Result<std::string> { return input; };
        Progress progress;
        check_all(values, quiet, progress);
        for (const std::string& path : progress.seen)
            if (const auto real = path == "-" ? base::Result<std::string>(path) : files.real_path(path))
                named.insert(*real);
        sources = std::move(progress.inputs.sources);
        findings = std::move(progress.inputs.findings);
    };
    return mend(
        io, files, input,
        [&](const std::string& path) {
            const auto real = path == "-" ? base::Result<std::string>(path) : files.real_path(path);
            return real && named.contains(*real);
        },
        check);
}

ExitStatus run_fixing(const Values& values, Io& io) {
    const std::vector<std::string>& paths = values.all("FLOW");
    const bool from_stdin = std::ranges::find(paths, "-") != paths.end();
    std::string input;
    if (from_stdin) {
        auto text = io.read_stdin(doc::Limits{}.bytes);
        if (!text) return complain(io, values.command().name, text.error());
        input = std::move(*text);
    }
    MendedFiles files(*io.files);
    const Mended mended = mend_all(values, io, files, input);
    for (const std::string& one : mended.refused) io.err += one + "\n";
    if (values.has("diff")) {
        std::string result;
        for (const Mended::File& one : mended.files)
            report::write_unified_diff(result, one.path, one.before, one.after);
        const ExitStatus written = deliver(values, io, result);
        return worst(written, mended.files.empty() ? ExitStatus::fine : ExitStatus::findings);
    }
    ExitStatus status = ExitStatus::fine;
    for (const Mended::File& one : mended.files) {
        if (one.path == "-") continue;
        if (const auto written = io.files->replace(one.path, one.after); !written)
            status = worst(status, complain(io, values.command().name, written.error()));
    }
    Progress progress;
    Io now = io; // what is on disk now, and stdin once more
    now.err.clear();
    now.read_stdin = [&](std::uint64_t) -> base::Result<std::string> { return input; };
    check_all(values, now, progress);
    forget_refused(mended, progress.inputs.sources, progress.inputs.findings);
    io.err += now.err;
    if (from_stdin) io.out += input;
    if (status == ExitStatus::fine && mended.findings > 0) {
        io.err += fmt::format("mended {} finding{} in {} file{}\n", mended.findings, mended.findings == 1 ? "" : "s",
                              mended.files.size(), mended.files.size() == 1 ? "" : "s");
    }
    return worst(status, finish(values, io, progress, from_stdin));
}

ExitStatus run(const Values& values, Io& io) {
    if (const auto barred = barred_of(values); !barred) return complain(io, values.command().name, barred.error());
    if (values.has("fix") || values.has("diff")) {
        if (values.has("as"))
            return complain(
                io, values.command().name,
                base::Error{base::ErrorKind::usage, "--fix is for flows, and documents are checked with --as"});
        return run_fixing(values, io);
    }
    const auto progress = std::make_shared<Progress>();
    check_all(values, io, *progress);
    const ExitStatus status = finish(values, io, *progress, false);
    if (io.keep) io.keep(progress);
    return status;
}

constexpr std::string_view description[] = {
    ("Checks flows and scenarios: syntax, names and types, the machine, what a caller would meet. Every finding has its "
     "place, a stable code that `callflow explain` describes, and mostly a remedy."),
    ("A folder is searched for *.yaml, *.yml and *.json; a file in it is looked at when it has one of the keys "
     "`callflow:`, `callflow-scenario:` and `callflow-part:`, others are passed over. A file that is named must have one. "
     "`-` is stdin."),
    "A flow is checked together with the parts that it includes. A part that none of the flows includes is checked by "
    "itself, as far as that can be: names that it does not define may be its flow's.",
    "A comment `# callflow: allow NAME reason` behind a line, or on a line of its own before it, silences the finding "
    "NAME there.",
    "A flow is rendered for the providers that it has something of their own for: a response or attributes under a provider's "
    "name, or a verb that no other one has. What such a provider cannot do is a note, what it would complain of a warning. With `--provider` "
    "the flow is held against that provider in earnest.",
    "With `--fix` the files are changed where a finding can be mended without a choice (`callflow rules` says which), and "
    "then checked; `--diff` shows what would change. Layout and comments stay. Only files that were named, or found in folders "
    "that were, are changed, each as a whole or not at all; the text of stdin goes to stdout, and findings to stderr then.",
    "Rules are left out, or get another severity, by `--select`, `--ignore` and `--severity`, and by .callflow.yaml, which "
    "callflow-config(5) describes. Errors are always told.",
    "With `--as` the files are documents that some application answered with: what the platform would refuse is an "
    "error, what it would warn of or pass over a warning. Folders are searched for *.xml and *.twiml, or *.json. Where "
    "one document names another of the same run (the url of a Number, a waitUrl), that one is checked for the occasion.",
};

constexpr Positional positionals[] = {
    {.name = "FLOW",
     .help = "a flow, scenario or document, a folder with some, or `-`",
     .repeats = true,
     .names = Names::flow},
};

constexpr std::string_view severities[] = {"error", "warning", "note", "never"};

constexpr std::string_view kinds[] = {"twiml", "tropo"};

constexpr Option options[] = {
    {.name = "as", .metavar = "KIND", .help = "check documents of this kind instead of flows", .choices = kinds},
    barred_option(),
    provider_option("say also what these providers cannot do with the flow", {}),
    results_format_option("how findings are written"),
    {.name = "fail-on",
     .metavar = "SEVERITY",
     .help = "the least finding that makes the exit status 1",
     .fallback = "warning",
     .choices = severities,
     .environment = true},
    select_option(),
    ignore_option(),
    severity_option(),
    {.name = "fix", .metavar = {}, .help = "mend in place what can be mended without a choice"},
    {.name = "diff", .metavar = {}, .help = "write nothing; show what `--fix` would change as a unified diff"},
    {.name = "output",
     .letter = 'o',
     .metavar = "FILE",
     .help = "write findings to FILE instead of stdout",
     .names = Names::file},
    {.name = "verbose", .letter = 'v', .metavar = {}, .help = "say on stderr how many files were passed over"},
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "nothing was found, or notes only (see `--fail-on`)"},
    {ExitStatus::findings, "there were errors or warnings (see `--fail-on`)"},
    {ExitStatus::usage, "wrong usage, a file that is no readable document, or a folder without any"},
    {ExitStatus::failed, "a file or folder could not be read, or a file written; the others were checked"},
};

constexpr Example examples[] = {
    {"callflow validate support_line.yaml", "Check one flow"},
    {"callflow validate --format concise broken.yaml", "One line for each finding", ExitStatus::findings},
    {"callflow validate --fail-on error --format json . > findings.json",
     "Check everything below a folder, for a program to read", ExitStatus::findings},
    {"callflow validate --as twiml broken.xml", "Check what an application answers with", ExitStatus::findings},
    {"callflow validate --ignore style,CF6 support_line.yaml", "Leave out what is about style, and what about callers"},
    {"callflow validate --diff support_line.yaml", "See what `--fix` would change"},
    {"sed 's/voicemail/mailbox/' support_line.yaml | callflow validate -", "Check what another program writes"},
};

} // namespace

extern const Command validate_command{
    .name = "validate",
    .group = "Flows",
    .summary = "check flows, scenarios and documents",
    .synopsis = "[OPTION]... FLOW...",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
