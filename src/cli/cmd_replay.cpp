#include "base/reads_once.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/load.hpp"
#include "cli/log_options.hpp"
#include "cli/replay_checks.hpp"
#include "cli/replay_parts.hpp"
#include "cli/replay_progress.hpp"
#include "cli/replay_task.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "engine/machine.hpp"
#include "replay/baseline.hpp"
#include "replay/run.hpp"
#include "report/overlay.hpp"
#include "report/replay.hpp"
#include "report/replay_calls.hpp"
#include "report/replay_export.hpp"
#include "report/replay_overlay.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <fmt/format.h>
#include <optional>

namespace callflow::cli {
namespace {

// What is known of the run when the logs have ended.
struct Run {
    const Values& values;
    Io& io;
    Inputs& inputs;
    const engine::Machine& machine;
    ReplayTask& task;
    std::vector<replay::Source> sources;
};

Collected read_logs(Run& run) {
    LogProgress progress(run.io, run.values.has("merge") ? std::vector<std::string>() : run.values.all("LOG"));
    if (progress.shown() && !run.values.has("follow"))
        run.task.replay.progress = [&](std::uint64_t bytes) { progress.update(bytes); };
    return collect(run.values, run.io, run.inputs, run.machine, std::move(run.sources), run.task.replay);
}

// The worst of how the reading ended, of writing the result, and of what is checked.
ExitStatus finish(Run& run, ExitStatus read, const replay::Account& account, const std::string& out) {
    return worst(read,
                 worst(deliver(run.values, run.io, out), end_status(run.values, run.io, run.task.least, account)));
}

ExitStatus show(Run& run) {
    report::ShownCall call{run.task.show, {}, {}};
    run.task.replay.only = run.task.show;
    run.task.replay.jobs = 1;
    run.task.replay.seen = [&](const replay::Seen& seen) {
        call.steps.push_back({seen.time, seen.step, std::string(seen.logged), std::string(seen.digits)});
    };
    run.task.replay.fault = [&](const replay::Fault& fault) { call.faults.push_back(fault); };
    const auto [account, status] = read_logs(run);
    if (!account) return status;
    if (call.steps.empty())
        return complain(
            run.io, "replay",
            base::Error{base::ErrorKind::usage, fmt::format("no record is of call {}", base::quoted(run.task.show))});
    const bool to_terminal = run.io.out_is_terminal && !run.values.has("output");
    const report::ShowOptions options{wants_color(run.values, run.io, to_terminal), run.task.shown.show_numbers};
    std::string out;
    if (run.task.format == "json")
        report::write_call_json(out, run.machine, run.inputs.sources, call, options);
    else
        report::write_call_text(out, run.machine, run.inputs.sources, call, options);
    return finish(run, status, *account, out);
}

ExitStatus export_calls(Run& run) {
    report::CallExport calls(run.machine, run.task.shown.show_numbers);
    run.task.replay.jobs = 1;
    run.task.replay.seen = [&](const replay::Seen& seen) { calls.add(seen); };
    run.task.replay.fault = [&](const replay::Fault& fault) { calls.add(fault); };
    const auto [account, status] = read_logs(run);
    if (!account) return status;
    std::string out;
    if (run.task.to == "xes")
        calls.write_xes(out);
    else
        calls.write_ocel(out);
    return finish(run, status, *account, out);
}

void write_report(Run& run, const replay::Account& account, std::string& out) {
    replay::Report report = replay::make_report(run.machine, run.inputs.sources, account);
    std::optional<replay::Comparison> changes;
    if (run.values.has("baseline"))
        changes = *replay::compare(report, run.values.get("baseline"), run.task.baseline); // it was read once already
    if (!run.task.shown.show_numbers) report::hide_numbers(report);
    const replay::Comparison* const compared = changes ? &*changes : nullptr;
    if (run.task.format == "json") return report::write_replay_json(out, report, compared, run.task.shown);
    if (run.task.format == "html") return report::write_replay_html(out, report, compared, run.task.shown);
    if (run.task.format == "csv") return report::write_replay_csv(out, report, run.task.table, run.task.shown);
    report::write_replay_text(out, report, compared, run.task.shown);
}

ExitStatus account_for(Run& run) {
    std::string out;
    report::FaultWriter faults(run.machine, run.inputs.sources, run.task.shown.show_numbers);
    report::Table table = report::FaultWriter::empty_table();
    const bool lines = run.task.format == "jsonl";
    const bool calls = run.task.format == "csv" && run.task.table == "calls";
    const bool at_once = lines && run.values.has("follow") && !run.values.has("output");
    if (lines)
        run.task.replay.fault = [&](const replay::Fault& one) { faults.write_line(at_once ? run.io.out : out, one); };
    if (at_once) run.task.replay.settled = [&] { static_cast<void>(run.io.flush_out()); };
    if (calls) run.task.replay.fault = [&](const replay::Fault& one) { faults.add_row(table, one); };
    const bool counts = run.task.format == "csv" && run.task.table == "verdicts";
    run.task.replay.brief = (lines || calls || counts) && !run.values.has("overlay") && !run.values.has("partial");
    const bool to_terminal = run.io.out_is_terminal && !run.values.has("output");
    run.task.shown.color = wants_color(run.values, run.io, to_terminal);
    const auto [account, status] = read_logs(run);
    if (!account) return status;
    if (calls)
        report::write_table(out, table, report::TableFormat::csv);
    else if (!lines)
        write_report(run, *account, out);
    if (run.values.has("overlay")) {
        const flow::Annotations all[] = {
            report::replay_annotations(run.machine, *account, std::string(run.values.get("FLOW")))};
        std::string overlay;
        report::write_overlay(overlay, all, run.inputs.sources);
        if (auto written = run.io.files->write_result(std::string(run.values.get("overlay")), overlay); !written)
            return complain(run.io, "replay", written.error());
    }
    if (at_once) return worst(status, end_status(run.values, run.io, run.task.least, *account));
    return finish(run, status, *account, out);
}

// Whether something stands in a file; of one that is not there nothing does.
bool has_bytes(base::FileStore& files, const std::string& path) {
    auto bytes = files.open(path);
    if (!bytes) return false;
    std::array<char, 1> one{};
    const auto got = (*bytes)->read(one);
    return got && *got != 0;
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view self = values.command().name;
    auto task = replay_task(values, io);
    if (!task) return complain(io, self, task.error());
    Inputs inputs;
    UsableFlow flow = load_flow(values, io, inputs, std::string(values.get("FLOW")));
    if (!flow.usable()) return flow.status;
    logs::Settings settings;
    if (!values.has("merge")) {
        auto read = log_settings(values, io, *flow.loaded.flow);
        if (!read) return complain(io, self, read.error());
        settings = std::move(*read);
    }
    std::optional<StopSignals> signals;
    std::atomic<bool> stopped = false;
    if (values.has("follow")) {
        signals.emplace();
        // told once, it is over for everybody who asks
        settings.more = [&](std::chrono::milliseconds wait) {
            return !stopped && !(stopped = signals->wait_for(static_cast<int>(wait.count())));
        };
        task->replay.more = settings.more;
    }
    FormatNotes notes(io, (values.has("map") && !settings.refines) || values.written("from"));
    const engine::Machine machine(*flow.loaded.flow);
    if (values.has("baseline")) { // that it is a report of this flow is known before an hour of logs was read
        replay::Report none;
        none.flow = machine.flow().name;
        if (const auto compared = replay::compare(none, values.get("baseline"), task->baseline); !compared)
            return complain(io, self, compared.error());
    }
    Run all{values, io, inputs, machine, *task, {}};
    const bool follows = values.has("follow");
    for (const std::string& path : values.all("LOG"))
        all.sources.push_back({path,
                               [&io, path, &settings, &notes, follows, &stopped]() -> base::Result<logs::LogFile> {
                                   const auto over = [&stopped] { return stopped.load(); };
                                   auto bytes = path == "-" ? io.open_stdin()
                                                : follows   ? io.files->open_following(path, {.over = over})
                                                            : io.files->open(path);
                                   if (!bytes) return tl::unexpected(bytes.error());
                                   auto file = logs::LogFile::open(path, std::move(*bytes), settings);
                                   if (file) notes.note(*file);
                                   return file;
                               },
                               path == "-" || base::reads_once(path),
                               {}});
    if (follows) {
        for (replay::Source& one : all.sources)
            if (!one.once && io.files->exists(one.name))
                one.begun = [&io, path = one.name] { return has_bytes(*io.files, path); };
    }
    if (!task->show.empty()) return show(all);
    if (!task->to.empty()) return export_calls(all);
    return account_for(all);
}

constexpr std::string_view description[] = {
    "Reads logs of real calls and replays each call's events through the flow. What it writes is an account: how many calls followed "
    "the flow, where callers hung up, which keys they pressed, how long calls stayed in each state, and where and why calls left the "
    "flow, with the line of the flow.",
    "Guards are not in a log. Where they decide, a call is in all states that it may be in, until its next event says in which, and "
    "then its time there is that state's, too; what cannot be said of one state is counted for all of them together, "
    "`routing | voicemail`.",
    "Logs may be NDJSON or CSV, plain or compressed by gzip or zstd, in any order and with calls interleaved. `--map` says which field "
    "or column means what; `call`, `event` and `time` mostly suffice. Records that cannot be used are counted and shown, never dropped "
    "in silence.",
    "The same account comes out the same whatever `--jobs` says. Phone numbers are masked, and keys pressed where the flow says "
    "`sensitive` are never shown; ids of calls are.",
};
constexpr Positional positionals[] = {
    {.name = "FLOW", .help = "the flow", .names = Names::flow},
    {.name = "LOG", .help = "logs, or `-` for stdin", .repeats = true, .names = Names::file},
};
constexpr std::string_view formats[] = {"text", "json", "jsonl", "csv", "html"};
constexpr std::string_view bys[] = {"event", "state", "both"};
constexpr std::string_view exports[] = {"xes", "ocel"};
constexpr Option options[] = {
    {.name = "from",
     .metavar = "FORMAT",
     .help =
         "what format the logs have: `auto`, which looks at each and says what it found, one of those below, or a file that describes "
         "one",
     .fallback = "auto",
     .names = Names::log_format},
    {.name = "map", .metavar = "MEANING=COLUMN,...", .help = "which field or column of the log means what"},
    {.name = "columns", .metavar = "NAME,...", .help = "the columns of logs that have none in their first line"},
    {.name = "cel-conf",
     .metavar = "FILE",
     .help = "take the columns of Asterisk's CEL from the `[mappings]` of its cel_custom.conf",
     .names = Names::file},
    {.name = "zone",
     .metavar = "NAME",
     .help = "the time zone of times that do not say theirs, `Europe/Paris`",
     .fallback = "UTC"},
    {.name = "codes",
     .metavar = "FILE",
     .help = "what codes of ended calls stand for, lines of `CODE: OUTCOME`, before the usual",
     .names = Names::file},
    {.name = "by",
     .metavar = "WHAT",
     .help =
         "what of a record is believed: its `event` alone; `state`, both of which must fit one transition; or `both`, where a state "
         "that does not fit is a deviation of its own; where a call begins is what a first record without an event says, each time",
     .fallback = "event",
     .choices = bys},
    {.name = "timers",
     .metavar = "TOLERANCE",
     .help = "how much too early or late an event of a timer may be; `off`: nobody looks",
     .fallback = "5s"},
    {.name = "as-of",
     .metavar = "TIME",
     .help =
         "calls that have not ended are live then, not unfinished, where they were heard of not long before; `end` is the logs' last "
         "moment"},
    {.name = "idle", .metavar = "LENGTH", .help = "how long a live call may be silent", .fallback = "4h"},
    {.name = "reorder",
     .metavar = "LENGTH",
     .help = "so late a record may come and still be put in its place",
     .fallback = "1m"},
    {.name = "follow",
     .metavar = {},
     .help =
         "wait for what is still being written, in files that take a log's name later as well, until SIGINT or SIGTERM; with `--format jsonl` calls are told as they leave the flow"},
    partial_option(),
    merge_option(),
    shard_option(),
    linger_option(),
    {.name = "jobs", .letter = 'j', .metavar = "NUMBER", .help = "threads; 2 where it is not given"},
    {.name = "show", .metavar = "CALL", .help = "show one call as a timeline, with what each state answers"},
    {.name = "top", .metavar = "NUMBER", .help = "so many rows of long tables; 10 where it is not given"},
    {.name = "baseline",
     .metavar = "FILE",
     .help = "say what is otherwise than in this report, written by `--format json`",
     .names = Names::file},
    {.name = "fail-under", .metavar = "SHARE", .help = "end with 1 where fewer calls followed the flow: 98%"},
    {.name = "strict",
     .metavar = {},
     .help =
         "read JSON to the last byte, and end with 1 where a record was skipped, or does not say when it was while others do"},
    {.name = "overlay",
     .metavar = "FILE",
     .help = "write counts of states and transitions, for `draw` and programs",
     .names = Names::file},
    {.name = "to",
     .metavar = "FORMAT",
     .help =
         "write the calls themselves for other tools instead: `xes`, or `ocel` (OCEL 2.0 as JSON); a call's first record is `call begins` where it names no event",
     .choices = exports},
    {.name = "table",
     .metavar = "TABLE",
     .help = "of `--format csv`: which table",
     .fallback = "verdicts",
     .choices = report::replay_tables},
    {.name = "show-numbers", .metavar = {}, .help = "show phone numbers whole"},
    {.name = "format",
     .metavar = "FORMAT",
     .help =
         "how the account is written; `jsonl` has a line for each call that left the flow; `at` is which of its records did, null after its end",
     .fallback = "text",
     .choices = formats,
     .environment = true},
    output_option("write to FILE instead of stdout"),
};

constexpr std::string_view verdicts_text[] = {
    "The first fault of a call is its verdict:",
};
constexpr Entry verdicts[] = {
    {"ok", {}, "every event fits, and the call ended, or the caller hung up"},
    {"unknown_event", {}, "an event that the flow has nowhere"},
    {"not_allowed", {}, "an event that no state in which the call may be handles"},
    {"after_end", {}, "an event of a call that has ended"},
    {"wrong_state", {}, "with `--by both`: the log names a state to which the event does not lead"},
    {"too_early, too_late",
     {},
     "an event did not come when a timer of the state has it come, or came after the timer's time"},
    {"wrong_document",
     {},
     "the log holds the answer, and no state where the call may be answers so: other verbs, or other words"},
    {"unfinished", {}, "the log ends before the call does"},
    {"live", {}, "with `--as-of`: the same, of a call that was heard of not long before; no fault"},
};
constexpr std::string_view tables_text[] = {
    "`--format text` and `html` are for people. `json` has everything (`callflow schema replay`), and is what `--baseline` takes. `csv` "
    "has one table, which `--table` chooses:",
};
constexpr Entry tables[] = {
    {"verdicts", {}, "how many calls had each verdict"},
    {"deviations", {}, "first faults that are alike, with the flow's line and why"},
    {"states", {}, "how often each state was entered and how long calls stayed"},
    {"hangups", {}, "where callers hung up, how long they had been there, and what they heard last"},
    {"digits", {}, "keys pressed, wrong ones, none"},
    {"variants", {}, "the ways that calls went, the most frequent `--top`"},
    {"calls", {}, "each call that left the flow"},
};
constexpr std::string_view limits_text[] = {
    "Memory grows with open calls, not with the logs: an ended call takes some eight bytes. `--to` is different, it keeps every event, "
    "for a trace has to stand in one piece. Quantiles are less than 3.2 % off; counts, sums and longest times are exact. Where calls "
    "went in very many ways, one call in two, four, ... is counted for the list of ways, which then says so.",
    "Tries (`attempt`) are counted from a state's entry on, and guards that compare them are decided: a fourth try of three is a "
    "deviation, and so is one too few where a record was lost. Where nobody knows how a call came into a state, such guards are left "
    "open: it began there, or the log names a state that the flow does not. So are those that reckon with `attempt`, or compare it with "
    "a var, beyond the twentieth try.",
    "More than a thousand different inputs of five keys and more in one state are told apart as right and wrong ones, by how long "
    "they are. In flows with `sensitive` gathers all inputs of two keys and more are, but those that a flow spells itself for a state "
    "that asks for no secret, with an event that no secret comes with. What such a flow answered is in no part (`--partial`): of calls "
    "that began in another part it is not compared.",
};
constexpr Section sections[] = {
    {"VERDICTS", verdicts_text, verdicts},
    {"FORMATS", tables_text, tables},
    {"LIMITS", limits_text, {}},
};

constexpr Status statuses[] = {
    {ExitStatus::findings,
     "fewer calls than `--fail-under` followed the flow, or a record was skipped and `--strict` was given; "
     "deviations alone end with 0"},
};

constexpr Example examples[] = {
    {"callflow replay support_line.yaml calls.jsonl --map call=call,event=event,time=time,digits=digits",
     "What calls did, and where they left the flow"},
    {"callflow replay support_line.yaml calls.jsonl --map call=call,event=event,time=time --show CA07",
     "One of them, step by step"},
    {"callflow replay support_line.yaml calls.jsonl --map call=call,event=event,time=time --fail-under 98%",
     "For a nightly job", ExitStatus::findings},
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
    .statuses = statuses,
    .examples = examples,
    .sections = sections,
    .run = run,
};

} // namespace callflow::cli
