#include "base/codes.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/barred.hpp"
#include "cli/cli.hpp"
#include "cli/load.hpp"
#include "cli/progress.hpp"
#include "cli/search.hpp"
#include "cli/suite.hpp"
#include "cli/suite_snapshots.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "report/overlay.hpp"
#include "report/results.hpp"
#include "scenario/coverage.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <thread>

namespace callflow::cli {
namespace {

// A percentage that has to be reached; kind empty: of everything together.
struct Floor {
    std::string kind;
    double percent = 0;
};

struct Settled {
    SuiteOptions options;
    std::vector<Floor> floors;
    std::string echo;
};

// `80`, `80 %`, `transitions=95.5`.
base::Result<std::vector<Floor>> floors_of(const Values& values) {
    std::vector<Floor> floors;
    for (const std::string& word : values.all("coverage-min")) {
        Floor floor;
        std::string_view number = word;
        if (const std::size_t equals = number.find('='); equals != std::string_view::npos) {
            floor.kind = number.substr(0, equals);
            number = number.substr(equals + 1);
        }
        if (number.ends_with('%')) number = base::trim(number.substr(0, number.size() - 1));
        const auto percent = base::parse_double(number);
        const bool known = floor.kind.empty() ||
                           std::ranges::find(scenario::coverage_kinds, floor.kind) != scenario::coverage_kinds.end();
        if (!known || !percent || !(*percent >= 0 && *percent <= 100))
            return base::fail(
                base::ErrorKind::usage,
                fmt::format("--coverage-min takes a percentage, or KIND=PERCENTAGE with one of {}, not {}",
                            fmt::join(scenario::coverage_kinds, ", "), base::quoted(word)));
        floor.percent = *percent;
        floors.push_back(std::move(floor));
    }
    return floors;
}

base::Result<std::vector<base::Pattern>> filters_of(const Values& values) {
    std::vector<base::Pattern> filters;
    for (const std::string& text : values.all("filter")) {
        auto pattern = base::Pattern::compile(text);
        if (!pattern)
            return base::fail(base::ErrorKind::usage, fmt::format("--filter {} is no pattern: {}", base::quoted(text),
                                                                  pattern.error().message));
        filters.push_back(std::move(*pattern));
    }
    return filters;
}

base::Result<Settled> settle_options(const Values& values, const Io& io) {
    Settled settled;
    SuiteOptions& options = settled.options;
    auto providers = providers_of(values);
    if (!providers) return tl::unexpected(providers.error());
    options.providers = std::move(*providers);
    auto filters = filters_of(values);
    if (!filters) return tl::unexpected(filters.error());
    options.filters = std::move(*filters);
    const auto seed = seed_of(values);
    if (!seed) return tl::unexpected(seed.error());
    const auto now = now_of(values);
    if (!now) return tl::unexpected(now.error());
    options.now = *now;
    const auto repeat = number_of(values, "repeat", 1, 1'000'000);
    if (!repeat) return tl::unexpected(repeat.error());
    auto barred = barred_of(values);
    if (!barred) return tl::unexpected(barred.error());
    options.barred = std::move(*barred);
    options.repeat = *repeat;
    auto floors = floors_of(values);
    if (!floors) return tl::unexpected(floors.error());
    settled.floors = std::move(*floors);
    const auto jobs = number_of(values, "jobs", std::max(1U, std::thread::hardware_concurrency()), 1024);
    if (!jobs) return tl::unexpected(jobs.error());
    options.jobs = static_cast<unsigned>(*jobs);
    if (values.has("prune") && !values.has("update"))
        return base::fail(base::ErrorKind::usage, "--prune belongs to --update");
    options.seed = *seed;
    if (values.has("shuffle")) options.shuffle = seed->value_or(0);
    if (options.seed || options.shuffle) settled.echo = fmt::format("--seed {}", seed->value_or(0));
    options.fail_fast = values.has("fail-fast");
    options.hang_up_everywhere = values.has("hang-up-everywhere");
    options.coverage = values.has("coverage") || values.has("coverage-out") || !settled.floors.empty();
    options.rewrite = values.has("update");
    options.color =
        values.get("format") == "text" && wants_color(values, io, io.out_is_terminal && !values.has("output"));
    const std::string_view format = values.get("format");
    options.traces = format == "text" || format == "junit";
    return settled;
}

// What falls short of --coverage-min, as a case of its own.
void check_floors(Suite& suite, const std::vector<Floor>& floors) {
    if (floors.empty()) return;
    std::array<scenario::Covered, scenario::coverage_kinds.size()> all;
    scenario::Covered together;
    for (const flow::Annotations& one : suite.coverage) {
        const auto covered = scenario::covered(one);
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i] += covered[i];
            together += covered[i];
        }
    }
    report::Case one;
    one.kind = report::Case::Kind::check;
    one.file = "coverage";
    for (const Floor& floor : floors) {
        scenario::Covered covered = together;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (scenario::coverage_kinds[i] == floor.kind) covered = all[i];
        }
        if (covered.percent() >= floor.percent) continue;
        one.status = report::Case::Status::failed;
        one.findings.push_back(suite.findings.items().size());
        suite.findings.report(base::codes::low_coverage, {},
                              fmt::format("{} of {} {} are covered, {:.1f} %: less than {} %", covered.covered,
                                          covered.all, floor.kind.empty() ? "parts" : floor.kind, covered.percent(),
                                          floor.percent));
    }
    suite.cases.push_back(std::move(one));
}

// The files below all paths, each once; `folders` are the paths that are one.
base::Result<std::vector<Found>> find_all(const Values& values, Io& io, std::vector<std::string>& folders) {
    std::vector<Found> all;
    std::set<std::string> seen;
    std::vector<std::string> paths = values.all("PATH");
    if (paths.empty()) paths.emplace_back(".");
    for (const std::string& path : paths) {
        auto found = find_documents(io, path);
        if (!found) return tl::unexpected(found.error());
        if (found->empty() || !found->front().named) folders.push_back(path);
        for (Found& one : *found) {
            if (seen.insert(one.path).second) all.push_back(std::move(one));
        }
    }
    return all;
}

base::Result<void> settle_snapshots(const Values& values, Io& io, Suite& suite,
                                    const std::vector<std::string>& folders) {
    if (values.has("update")) {
        if (auto written = write_snapshots(*io.files, suite); !written) return written;
    }
    std::set<std::string> homes;
    for (const report::Case& one : suite.cases) homes.insert(folder_of(one.file));
    suite.folders.assign(homes.begin(), homes.end());
    std::set<std::string> orphans;
    for (const std::string& folder : folders) {
        for (std::string& one : find_orphans(*io.files, suite, folder)) orphans.insert(std::move(one));
    }
    return settle_orphans(*io.files, suite, {orphans.begin(), orphans.end()}, values.has("prune"));
}

ExitStatus deliver_results(const Values& values, Io& io, const Suite& suite, const Settled& settled) {
    std::string result;
    const report::Results results{.findings = suite.findings,
                                  .sources = suite.sources,
                                  .cases = suite.cases,
                                  .test = true,
                                  .coverage = suite.coverage,
                                  .echo = settled.echo,
                                  .version = CALLFLOW_VERSION};
    report::write_results(result, results, results_format(values),
                          {.color = settled.options.color, .verbose = values.has("verbose")});
    return deliver(values, io, result);
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view self = values.command().name;
    const auto settled = settle_options(values, io);
    if (!settled) return complain(io, self, settled.error());
    std::vector<std::string> folders;
    const auto files = find_all(values, io, folders);
    if (!files) return complain(io, self, files.error());

    Suite suite;
    {
        Progress progress(io, "files", files->size());
        suite = play_suite(io, *files, settled->options,
                           progress.shown() ? [&](std::size_t done) { progress.update(done); }
                                            : std::function<void(std::size_t)>());
    }
    ExitStatus status = ExitStatus::fine;
    for (const base::Error& error : suite.errors) status = worst(status, complain(io, self, error));
    const bool played = std::ranges::any_of(
        suite.cases, [](const report::Case& one) { return one.kind == report::Case::Kind::scenario; });
    const bool nothing_read = suite.cases.empty() && !suite.errors.empty();
    if (nothing_read || (!played && suite.errors.empty() && suite.findings.empty())) {
        const bool filtered = values.has("filter");
        if (!nothing_read) {
            complain(io, self, filtered ? "no scenario matches --filter" : "there are no scenarios to play");
            status = ExitStatus::usage;
        }
        // Whoever reads a document gets one, with nothing in it.
        const std::string_view format = values.get("format");
        if (format != "text" && format != "concise" && format != "github")
            return worst(status, deliver_results(values, io, suite, *settled));
        return status;
    }
    if (auto kept = settle_snapshots(values, io, suite, folders); !kept) return complain(io, self, kept.error());
    check_floors(suite, settled->floors);

    if (values.has("coverage-out")) {
        std::string overlay;
        report::write_overlay(overlay, suite.coverage, suite.sources);
        if (auto written = io.files->write_result(std::string(values.get("coverage-out")), overlay); !written)
            status = worst(status, complain(io, self, written.error()));
    }
    status = worst(status, deliver_results(values, io, suite, *settled));
    if (suite.unreadable) status = worst(status, ExitStatus::usage);
    if (report::count_cases(suite.cases).failed > 0) status = worst(status, ExitStatus::findings);
    return status;
}

constexpr std::string_view description[] = {
    "Plays every scenario below the given files and folders (the current one where none is given), those that stand beside "
    "flows too, and says which fail: at what step, what had happened by then, and how the document differs that the caller "
    "would hear. A folder is searched as by `validate`. A flow with errors has failed, and so have its scenarios.",
    "A document that a step expects (`expect: {response: snapshots/ask.xml}`) is a snapshot: it is compared by meaning, and "
    "one that is not there is a failure. `--update` writes those that are missing or mean something else, and leaves the "
    "others as they are. Documents beside them that no scenario expects are warnings; `--update --prune` removes them, and "
    "says which.",
    "`--coverage` says which states were entered, which transitions taken, which conditions held and did not hold, which "
    "callbacks ran, and the events that lead to what was missed. A condition counts twice: once for each outcome.",
    "Scenarios are played on all processors; what is written is the same, and in the same order, however many there are.",
};

constexpr Positional positionals[] = {
    {.name = "PATH",
     .help = "a file with scenarios, a flow, or a folder with some",
     .required = false,
     .repeats = true,
     .names = Names::flow},
};

constexpr Option options[] = {
    {.name = "update", .letter = 'u', .metavar = {}, .help = "write snapshots that are missing or mean something else"},
    {.name = "prune", .metavar = {}, .help = "with `--update`: remove snapshots that no scenario expects"},
    barred_option(),
    {.name = "filter",
     .metavar = "PATTERN",
     .help = "play scenarios whose `FILE: NAME` this regular expression matches; of several, any",
     .repeats = true},
    {.name = "fail-fast", .metavar = {}, .help = "do not run what comes after the first failure"},
    {.name = "repeat",
     .metavar = "COUNT",
     .help = "play each scenario so often, the seed one higher each time",
     .fallback = "1"},
    {.name = "shuffle", .metavar = {}, .help = "play in an order drawn with `--seed`"},
    {.name = "seed",
     .metavar = "NUMBER",
     .help = "for everything that is drawn, over the scenarios' own",
     .environment = true},
    {.name = "jobs",
     .letter = 'j',
     .metavar = "COUNT",
     .help = "how many scenarios at once; all processors where not given"},
    {.name = "hang-up-everywhere",
     .metavar = {},
     .help = "play scenarios with persons again for every moment at which a caller may hang up"},
    {.name = "coverage", .metavar = {}, .help = "say what of the flows was gone through"},
    {.name = "coverage-min",
     .metavar = "[KIND=]PERCENT",
     .help =
         "fail when less is covered, of everything or of one kind: states, transitions, guards, callbacks, responses",
     .repeats = true},
    {.name = "coverage-out",
     .metavar = "FILE",
     .help = "write what was covered as an overlay, for `draw` and programs",
     .names = Names::file},
    provider_option("play for these providers, not for the scenarios'", {}),
    {.name = "now", .metavar = "TIME", .help = "when runs begin, such as 2000-01-01T00:00:00Z", .environment = true},
    results_format_option("how results are written"),
    output_option("write results to FILE instead of stdout"),
    {.name = "verbose", .letter = 'v', .metavar = {}, .help = "list what passed, too"},
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "everything passed"},
    {ExitStatus::findings, "something failed, or a snapshot is an orphan"},
    {ExitStatus::usage, "wrong usage, a file that is no readable document, or no scenario to play"},
    {ExitStatus::failed, "a file could not be read or written"},
};

constexpr Example examples[] = {
    {"callflow test .", "Play all scenarios below the current folder", ExitStatus::findings},
    {"callflow test nobody_there.yaml --coverage", "Play one file's, and say what they go through"},
    {"callflow test nobody_there.yaml --format junit > results.xml", "For a CI server"},
};

} // namespace

extern const Command test_command{
    .name = "test",
    .group = "Flows",
    .summary = "play all scenarios and say which fail",
    .synopsis = "[OPTION]... [PATH]...",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
