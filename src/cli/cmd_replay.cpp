#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/load.hpp"
#include "cli/log_options.hpp"
#include "cli/replay_parts.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "engine/machine.hpp"
#include "replay/run.hpp"

#include <fmt/format.h>

namespace callflow::cli {
namespace {

base::Result<replay::Options> options_of(const Values& values) {
    replay::Options out;
    if (values.get("by") == "state") out.by = replay::By::state;
    if (values.get("by") == "both") out.by = replay::By::both;
    out.brief = values.has("brief");
    const auto jobs = number_of(values, "jobs", 2, 256);
    if (!jobs) return tl::unexpected(jobs.error());
    out.jobs = static_cast<std::uint32_t>(*jobs);
    return out;
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view self = values.command().name;
    Inputs inputs;
    UsableFlow flow = load_flow(values, io, inputs, std::string(values.get("FLOW")));
    if (!flow.usable()) return flow.status;
    auto options = options_of(values);
    if (!options) return complain(io, self, options.error());
    auto settings = log_settings(values, io, *flow.loaded.flow);
    if (!settings) return complain(io, self, settings.error());
    FormatNotes notes(io, values.has("map") || values.written("from"));
    std::optional<StopSignals> signals;
    if (values.has("follow")) {
        signals.emplace();
        settings->more = [&] { return !signals->wait_for(250); };
        options->linger = 3'600'000;
        options->settled = [&io] { static_cast<void>(io.flush_out()); };
    }
    const engine::Machine machine(*flow.loaded.flow);
    std::vector<replay::Source> sources;
    for (const std::string& path : values.all("LOG"))
        sources.push_back({path, [&io, path, &settings, &notes]() -> base::Result<logs::LogFile> {
                               auto bytes = path == "-" ? io.open_stdin() : io.files->open(path);
                               if (!bytes) return tl::unexpected(bytes.error());
                               auto file = logs::LogFile::open(path, std::move(*bytes), *settings);
                               if (file) notes.note(*file);
                               return file;
                           }});
    if (values.get("format") == "jsonl")
        options->fault = [&](const replay::Fault& one) {
            base::JsonWriter json(io.out);
            json.begin_object().member("call", one.call).member("verdict", replay::to_string(one.verdict)).member("at", one.at);
            json.member("event", one.step.event).member("state", one.step.from).end_object();
            io.out += '\n';
        };
    if (const auto division = read_division(values, *options); !division) return complain(io, self, division.error());
    const auto [account, status] = collect(values, io, inputs, machine, std::move(sources), *options);
    if (!account) return status;
    std::uint64_t bad = 0;
    for (std::size_t i = 1; i < replay::verdict_count; ++i) bad += account->verdicts[i];
    std::string& out = values.get("format") == "jsonl" ? io.err : io.out;
    out += fmt::format("calls {} deviating {} events {}\n", account->calls, bad, account->events);
    for (std::size_t i = 0; i < replay::verdict_count; ++i)
        if (account->verdicts[i] != 0)
            out += fmt::format("{} {}\n", replay::to_string(static_cast<replay::Verdict>(i)), account->verdicts[i]);
    std::uint64_t skipped = 0;
    for (const replay::Skipped& one : account->skipped) skipped += one.count;
    return settings->strict && skipped != 0 ? ExitStatus::findings : ExitStatus::fine;
}

constexpr std::string_view description[] = {"Replays."};
constexpr Positional positionals[] = {
    {.name = "FLOW", .help = "the flow", .names = Names::flow},
    {.name = "LOG", .help = "logs, or `-`", .repeats = true, .names = Names::file},
};
constexpr std::string_view formats[] = {"text", "jsonl"};
constexpr std::string_view bys[] = {"event", "state", "both"};
constexpr Option options[] = {
    {.name = "from", .metavar = "FORMAT", .help = "what format the logs have: `auto`, which looks at each and says what it found, one of those below, or a file that describes one", .fallback = "auto"},
    {.name = "map", .metavar = "MEANING=COLUMN,...", .help = "which column means what"},
    {.name = "columns", .metavar = "NAME,...", .help = "the columns of logs that have none in their first line"},
    {.name = "cel-conf", .metavar = "FILE", .help = "take the columns of Asterisk's CEL from the `[mappings]` of its cel_custom.conf", .names = Names::file},
    {.name = "zone", .metavar = "NAME", .help = "the time zone of times that do not say theirs, `Europe/Paris`", .fallback = "UTC"},
    {.name = "codes", .metavar = "FILE", .help = "what codes of ended calls stand for, lines of `CODE: OUTCOME`, before the usual", .names = Names::file},
    {.name = "strict", .metavar = {}, .help = "read JSON to the last byte, and end with status 1 where a line was skipped"},
    {.name = "by", .metavar = "WHAT", .help = "what of a record is believed", .fallback = "event", .choices = bys},
    {.name = "brief", .metavar = {}, .help = "verdicts and counts alone"},
    {.name = "follow", .metavar = {}, .help = "wait for what is still being written, until SIGINT or SIGTERM"},
    partial_option(),
    merge_option(),
    shard_option(),
    linger_option(),
    reorder_option(),
    output_option("write the result to FILE"),
    {.name = "jobs", .metavar = "NUMBER", .help = "threads"},
    {.name = "format", .metavar = "FORMAT", .help = "how", .fallback = "text", .choices = formats},
};

} // namespace

extern const Command replay_command{
    .name = "replay",
    .group = "Logs",
    .summary = "hold logs of real calls against a flow",
    .synopsis = "[OPTION]... FLOW LOG...",
    .description = description,
    .positionals = positionals,
    .options = options,
    .run = run,
};

} // namespace callflow::cli
