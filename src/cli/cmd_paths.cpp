#include "base/ascii.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/load.hpp"
#include "cli/out_folder.hpp"
#include "cli/terminal.hpp"
#include "engine/machine.hpp"
#include "providers/provider.hpp"
#include "scenario/paths/paths.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

using scenario::PathGoal;
using scenario::PathLeftOut;
using scenario::PathOptions;
using scenario::PathOutcome;
using scenario::PathSet;

constexpr std::size_t most_scenarios = 10'000;
constexpr std::size_t most_steps = 1'000;
constexpr std::size_t most_calls = 1'000'000;

base::Result<PathOptions> options_of(const Values& values, const flow::Flow& flow) {
    PathOptions options;
    const std::string_view cover = values.get("cover");
    options.cover = cover == "states"        ? PathOptions::Cover::states
                    : cover == "transitions" ? PathOptions::Cover::transitions
                                             : PathOptions::Cover::guards;
    auto providers = providers_of(values);
    if (!providers) return tl::unexpected(providers.error());
    if (!values.has("provider"))
        for (const providers::Provider* one : providers::registry()) options.other_providers.emplace_back(one->name);
    else if (!providers->empty())
        options.providers = std::move(*providers);
    auto set = settings_of(values, flow);
    if (!set) return tl::unexpected(set.error());
    options.set = std::move(*set);
    const auto now = now_of(values);
    if (!now) return tl::unexpected(now.error());
    options.now = *now;
    const auto seed = seed_of(values);
    if (!seed) return tl::unexpected(seed.error());
    options.seed = seed->value_or(0);
    options.random = values.has("random");
    for (const std::string_view one : {"steps", "count", "seed"}) {
        if (values.has(one) && !options.random)
            return base::fail(base::ErrorKind::usage, fmt::format("--{} is for --random", one));
    }
    const auto steps = number_of(values, "steps", options.steps, most_steps);
    if (!steps) return tl::unexpected(steps.error());
    options.steps = *steps;
    const auto walks = number_of(values, "count", options.walks, most_scenarios);
    if (!walks) return tl::unexpected(walks.error());
    options.walks = *walks;
    const auto calls = number_of(values, "max-calls", options.max_calls, most_calls);
    if (!calls) return tl::unexpected(calls.error());
    options.max_calls = *calls;
    const auto inputs = number_of(values, "max-values", options.max_values, most_steps);
    if (!inputs) return tl::unexpected(inputs.error());
    options.max_values = *inputs;
    return options;
}

// The flow's path as it is read from a folder.
std::string path_from(std::string_view flow, const std::string& folder) {
    if (flow == "-") return {};
    const std::filesystem::path from = std::filesystem::absolute(folder.empty() ? "." : folder).lexically_normal();
    const std::filesystem::path to = std::filesystem::absolute(flow).lexically_normal();
    std::filesystem::path base = from;
    if (!base.has_filename()) base = base.parent_path(); // a trailing slash
    return to.lexically_relative(base).generic_string();
}

// `007_presses_1_no_input.yaml`.
std::string file_name(std::size_t number, std::size_t count, const std::string& name) {
    std::string slug;
    for (const char c : name) {
        const bool letter = base::is_alphanumeric(c);
        if (letter)
            slug += c;
        else if (!slug.empty() && slug.back() != '_')
            slug += '_';
        if (slug.size() >= 48) break;
    }
    while (!slug.empty() && slug.back() == '_') slug.pop_back();
    return fmt::format("{:0{}}_{}.yaml", number, std::max<std::size_t>(2, std::to_string(count).size()), slug);
}

// --- the report

bool wanted(const PathGoal& goal, const PathOptions& options) {
    return goal.is_state || options.cover != PathOptions::Cover::states;
}

std::string place(const base::Sources& sources, base::Span where) {
    if (!where.valid()) return {};
    const base::Position at = sources[where.file].position(where.begin);
    return fmt::format("{}:{}:{}", sources[where.file].name(), at.line, at.column);
}

struct Counts {
    std::size_t all = 0, covered = 0, proved = 0;
};
Counts count(const PathSet& set, bool states) {
    Counts counts;
    for (const PathGoal& one : set.goals) {
        if (one.is_state != states) continue;
        ++counts.all;
        counts.covered += one.covered ? 1 : 0;
        counts.proved += one.proved ? 1 : 0;
    }
    return counts;
}

std::string named(const PathGoal& goal) {
    if (goal.is_state) return fmt::format("state {}", goal.state);
    return goal.state.empty() ? goal.what : fmt::format("{}: {}", goal.state, goal.what);
}

std::string text_report(const PathSet& set, const PathOptions& options, const base::Sources& sources,
                        std::string_view flow) {
    std::size_t steps = 0;
    for (const scenario::Scenario& one : set.scenarios) steps += one.steps.size();
    const auto plural = [](std::size_t number, std::string_view what) {
        return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
    };
    std::string out = fmt::format("{}: {}, {}", base::printable(flow, 4096), plural(set.scenarios.size(), "scenario"),
                                  plural(steps, "step"));
    if (options.random) out += fmt::format(", seed {}", options.seed);
    out += '\n';
    for (const bool states : {true, false}) {
        if (!states && options.cover == PathOptions::Cover::states) continue;
        const Counts counts = count(set, states);
        out += fmt::format("  {}: {} of {}", states ? "states" : "transitions", counts.covered, counts.all);
        if (counts.proved > 0) out += fmt::format(", {} cannot be {}", counts.proved, states ? "entered" : "taken");
        if (const std::size_t left = counts.all - counts.covered - counts.proved; left > 0)
            out += options.random ? "" : fmt::format(", {} not found", left);
        out += '\n';
    }
    if (options.cover != PathOptions::Cover::states)
        out += fmt::format("  conditions: {} of {} outcomes\n", set.outcomes_shown, set.outcomes);
    const bool open = std::ranges::any_of(
        set.goals, [&](const PathGoal& one) { return !one.covered && !one.proved && wanted(one, options); });
    if (set.cut_off && open && !options.random)
        out += fmt::format("  the search has come to its bound, {} calls\n", set.calls);
    if (!set.left_out.empty())
        out += fmt::format("  {} not whole: what happens in {} cannot be played to its end\n",
                           plural(set.left_out.size(), "scenario"), set.left_out.size() == 1 ? "it" : "them");
    if (options.random) return out;
    for (const PathGoal& one : set.goals) {
        if (one.covered || !wanted(one, options)) continue;
        out += fmt::format("{}: {}: {}{}{}\n", place(sources, one.where), named(one),
                           one.proved ? (one.is_state ? "cannot be entered: " : "cannot be taken: ") : "", one.why,
                           one.cause.valid() ? fmt::format(" ({})", place(sources, one.cause)) : std::string());
    }
    if (options.cover != PathOptions::Cover::states)
        for (const PathOutcome& one : set.missing)
            out +=
                fmt::format("{}: condition {}: {}{}: {}\n", place(sources, one.where), base::printable(one.part, 200),
                            one.proved ? "cannot be " : "never ", one.outcome, one.why);
    for (const PathLeftOut& one : set.left_out)
        out += fmt::format("{}{}not whole: {}: {}\n", place(sources, one.where), one.where.valid() ? ": " : "",
                           one.what, one.why);
    return out;
}

void json_place(base::JsonWriter& json, const base::Sources& sources, base::Span where) {
    if (!where.valid()) return;
    const base::Position at = sources[where.file].position(where.begin);
    json.member("file", sources[where.file].name()).member("line", at.line).member("column", at.column);
}

std::string json_report(const PathSet& set, const PathOptions& options, const base::Sources& sources,
                        const std::vector<std::string>& files) {
    std::string out;
    base::JsonWriter json(out, base::JsonWriter::Layout::indented);
    json.begin_object().member("callflow_paths", 1);
    if (options.random) json.member("seed", options.seed);
    json.key("scenarios").begin_array();
    for (std::size_t i = 0; i < set.scenarios.size(); ++i) {
        json.begin_object().member("name", set.scenarios[i].name).member("steps", set.scenarios[i].steps.size());
        if (i < files.size()) json.member("file", files[i]);
        json.end_object();
    }
    json.end_array();
    for (const bool states : {true, false}) {
        const Counts counts = count(set, states);
        json.key(states ? "states" : "transitions").begin_object().member("all", counts.all);
        json.member("covered", counts.covered).member("impossible", counts.proved).end_object();
    }
    json.key("outcomes").begin_object().member("all", set.outcomes).member("covered", set.outcomes_shown).end_object();
    json.member("cut_off", set.cut_off).member("left_out", set.left_out.size());
    json.key("uncovered").begin_array();
    for (const PathGoal& one : set.goals) {
        if (one.covered || !wanted(one, options)) continue;
        json.begin_object().member("kind", one.is_state ? "state" : "transition").member("state", one.state);
        if (!one.is_state) json.member("transition", one.what);
        json_place(json, sources, one.where);
        json.member("impossible", one.proved).member("why", one.why);
        if (one.cause.valid()) {
            json.key("cause").begin_object();
            json_place(json, sources, one.cause);
            json.end_object();
        }
        json.end_object();
    }
    for (const PathOutcome& one : set.missing) {
        if (options.cover == PathOptions::Cover::states) break;
        json.begin_object().member("kind", "condition").member("condition", one.part).member("outcome", one.outcome);
        json_place(json, sources, one.where);
        json.member("impossible", one.proved).member("why", one.why).end_object();
    }
    json.end_array().key("not_whole").begin_array();
    for (const PathLeftOut& one : set.left_out) {
        json.begin_object().member("scenario", one.what);
        json_place(json, sources, one.where);
        json.member("why", one.why).end_object();
    }
    json.end_array().end_object();
    return out + "\n";
}

// How the documents that the scenarios expect come to be.
std::string advice(const Values& values, const PathSet& set, bool to_file) {
    if (values.has("out") || !to_file || set.scenarios.empty()) return {};
    if (!values.has("documents")) return "  documents are left out: with --documents they are expected, too\n";
    return fmt::format("  {} documents are expected: `callflow test --update {}` writes them\n", set.documents.size(),
                       base::printable(values.get("output"), 4096));
}

// --- what is written

base::Result<std::vector<std::string>> write_out(const Values& values, Io& io, PathSet& set) {
    const std::string folder(values.get("out"));
    std::vector<OutFile> wanted, documents;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < set.scenarios.size(); ++i) {
        scenario::Scenario& one = set.scenarios[i];
        one.flow = path_from(values.get("FLOW"), folder);
        names.push_back(file_name(i + 1, set.scenarios.size(), one.name));
        wanted.push_back({names.back(), scenario::write_expecting(one)});
    }
    for (const scenario::PathDocument& one : set.documents)
        documents.push_back({one.file.substr(one.file.find('/') + 1), one.text});
    const std::string below = path_in(folder, "documents");
    // What was generated before and is not wanted any more goes.
    for (const auto& [where, files] : {std::pair{folder, &wanted}, {below, &documents}}) {
        if (files->empty() && where == below) continue;
        const auto stale = read_manifest(*io.files, where);
        if (!stale) return tl::unexpected(stale.error());
        const auto done = write_folder(*io.files, where, *files, *stale, values.has("force"));
        if (!done) return tl::unexpected(done.error());
    }
    return names;
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view self = values.command().name;
    Inputs inputs;
    const UsableFlow flow = load_flow(values, io, inputs, std::string(values.get("FLOW")));
    if (!flow.usable()) return flow.status;
    const auto options = options_of(values, *flow.loaded.flow);
    if (!options) return complain(io, self, options.error());
    if (values.has("out") && values.has("output"))
        return complain(io, self, base::Error{base::ErrorKind::usage, "--out and --output exclude each other"});
    const engine::Machine machine(*flow.loaded.flow);
    PathSet set = scenario::make_paths(machine, *options, *io.files, values.has("out") || values.has("documents"));

    const bool json = values.get("format") == "json";
    const bool to_file = values.has("output") && values.get("output") != "-";
    std::vector<std::string> files;
    ExitStatus status = ExitStatus::fine;
    if (values.has("out")) {
        auto written = write_out(values, io, set);
        if (!written) return complain(io, self, written.error());
        files = std::move(*written);
    } else if (to_file || !json) {
        const std::string folder = to_file ? folder_of(values.get("output")) : std::string();
        for (scenario::Scenario& one : set.scenarios)
            one.flow = to_file ? path_from(values.get("FLOW"), folder)
                               : std::string(values.get("FLOW") == "-" ? "" : values.get("FLOW"));
        status = deliver(values, io, scenario::write_expecting(set.scenarios));
    }
    if (json)
        io.out += json_report(set, *options, inputs.sources, files);
    else
        (values.has("out") || to_file ? io.out : io.err) +=
            text_report(set, *options, inputs.sources, values.get("FLOW")) + advice(values, set, to_file);
    const bool open = !options->random && std::ranges::any_of(set.goals, [&](const PathGoal& one) {
        return !one.covered && !one.proved && wanted(one, *options);
    });
    return worst(status, open || !set.left_out.empty() ? ExitStatus::findings : ExitStatus::fine);
}

constexpr std::string_view description[] = {
    "Looks for what can happen to a call and writes a small set of scenarios that takes every transition which can be "
    "taken, with what is expected of each step: state, vars, effects, what requests send, and the documents. Values for guards are "
    "invented: keys, words, numbers next to those compared with, answers of requests, the time of day, vars that no transition "
    "sets. Timers fire, callers say nothing and hang up, and states refuse what they do not handle.",
    "`--cover states` enters each state; `transitions` takes each transition, with guards that hold and guards that do not; "
    "`guards` also lets responses choose all that they can say.",
    "What the set does not cover is listed with its place: what cannot be taken, as is proved, and what was not found; outcomes "
    "of conditions that no scenario shows, which are no failure; and what keeps a scenario from being played to its end. The "
    "search is bounded and gives the same set each time.",
    "With `--random` the scenarios are walks drawn by lot, with what is expected of them.",
    "Documents are expected with `--out`, which writes them, and with `--documents`, which leaves that to `callflow test "
    "--update`.",
    "Without `--out` and `--output` the scenarios go to stdout, as one file, and the report to stderr.",
};

constexpr Positional positionals[] = {
    {.name = "FLOW", .help = "the flow, or `-`", .names = Names::flow},
};

constexpr std::string_view covers[] = {"states", "transitions", "guards"};
constexpr std::string_view formats[] = {"text", "json"};

constexpr Option options[] = {
    {.name = "cover",
     .letter = 'c',
     .metavar = "WHAT",
     .help = "what the scenarios have to show",
     .fallback = "guards",
     .choices = covers},
    {.name = "out",
     .metavar = "DIR",
     .help = "write each scenario into a file in DIR, and the documents that they expect into DIR/documents",
     .names = Names::folder},
    {.name = "documents",
     .metavar = {},
     .help = "without `--out`: let the scenarios expect documents, too; `callflow test --update` writes them"},
    {.name = "force", .metavar = {}, .help = "let `--out` replace files that callflow did not write"},
    output_option("write the scenarios to FILE, all in one"),
    provider_option("for these providers", "twilio"),
    set_option(),
    {.name = "now",
     .metavar = "TIME",
     .help = "when calls begin, such as 2000-01-01T00:00:00Z; else at times that guards tell apart",
     .environment = true},
    {.name = "random", .metavar = {}, .help = "walks at random instead of a set that covers"},
    {.name = "seed", .metavar = "NUMBER", .help = "for `--random`: what is drawn", .environment = true},
    {.name = "steps", .metavar = "NUMBER", .help = "for `--random`: steps of a walk; 10 where it is not given"},
    {.name = "count", .metavar = "NUMBER", .help = "for `--random`: how many walks; 10 where it is not given"},
    {.name = "max-calls",
     .metavar = "NUMBER",
     .help = "how many different situations of a call are looked at",
     .fallback = "10000"},
    {.name = "max-values", .metavar = "NUMBER", .help = "how many inputs are tried for one event", .fallback = "40"},
    {.name = "format",
     .metavar = "FORMAT",
     .help =
         "how the report is written; `json` goes to stdout, without the scenarios unless `--out` or `--output` says where",
     .fallback = "text",
     .choices = formats,
     .environment = true},
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "everything is covered, or proved to be impossible"},
    {ExitStatus::findings, "something was not found, or a scenario could not be made whole"},
    {ExitStatus::usage, "wrong usage, or a flow with errors"},
};

constexpr Example examples[] = {
    {"callflow paths support_line.yaml --out generated", "A folder of scenarios that cover a flow"},
    {"callflow paths support_line.yaml --cover states", "The fewest scenarios that enter each state"},
    {"callflow paths support_line.yaml --random --seed 7 --steps 5 --count 3 -o walks.yaml", "Three walks at random"},
};

} // namespace

extern const Command paths_command{
    .name = "paths",
    .group = "Flows",
    .summary = "make scenarios that cover a flow",
    .synopsis = "[OPTION]... FLOW",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
