// The record of `cdr`; what its actions do stands in cdr_*.cpp.
#include "cli/actions.hpp"
#include "cli/arguments.hpp"
#include "cli/cdr.hpp"
#include "cli/cli.hpp"
#include "tracking/cdr_account.hpp"

#include <array>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

constexpr OfActions belongs[] = {
    {"from", "read report consume"},
    {"columns", "read report consume"},
    {"map", "read report consume"},
    {"zone", "read report consume"},
    {"codes", "read report consume"},
    {"strict", "read report consume"},
    {"output", "read report"},
    {"by", "report"},
    {"format", "report"},
    {"redis", "consume relay"},
    {"user", "consume relay"},
    {"password-file", "consume relay"},
    {"tls-ca", "consume relay"},
    {"list", "consume relay"},
    {"pop", "consume relay"},
    {"processing", "consume relay"},
    {"consumer", "consume relay"},
    {"claim-idle", "consume relay"},
    {"stream", "consume relay"},
    {"keep", "relay"},
    {"group", "consume"},
    {"create", "consume"},
    {"start", "consume"},
    {"to", "consume"},
    {"db", "report consume"},
    {"fsync", "consume"},
    {"dedup", "consume"},
    {"failed", "consume"},
    {"others", "consume"},
    {"batch", "consume relay"},
    {"max", "consume relay"},
    {"exit-when-empty", "consume relay"},
    {"dry-run", "consume"},
    {"retry", "consume relay"},
    {"report-every", "consume relay"},
    {"metrics", "consume relay"},
};

ExitStatus run(const Values& values, Io& io) {
    const std::string_view action = values.get("ACTION");
    if (const auto fits = check_options(values, belongs, action); !fits) return complain(io, "cdr", fits.error());
    const bool reads = action == "read";
    if (reads && !values.has("FILE"))
        return complain(io, "cdr", base::Error{base::ErrorKind::usage, "read takes FILEs, or `-` for stdin"});
    if (action == "report") {
        if (values.has("FILE") == values.has("db"))
            return complain(io, "cdr", base::Error{base::ErrorKind::usage, "report takes either FILEs or --db STORE"});
        return cdr_report(values, io);
    }
    if (!reads && values.has("FILE"))
        return complain(io, "cdr", base::Error{base::ErrorKind::usage, fmt::format("{} takes no FILE", action)});
    if (action == "consume") return cdr_consume(values, io);
    if (action == "relay") return cdr_relay(values, io);
    return cdr_read(values, io);
}

constexpr std::string_view description[] = {
    "Call detail records of diallers, exchanges and providers, each in its own form, as one kind of record: `callflow schema cdr`.",
    "`read` takes files and writes a line of JSON for each record. `report` adds records of files or of a store up. `consume` takes them "
    "out of Redis, where a dialler pushes them, into a file or a store, and loses none. `relay` moves them from a list, which has one "
    "taker, to a stream, of which each group of consumers gets all.",
    "What cannot be used is counted and shown, and kept with the reason where it was taken out of Redis; nothing is dropped in silence.",
};

constexpr std::string_view records_text[] = {
    "The formats are those of `replay` that say how calls ended (callflow-replay(1), LOG FORMATS), and callflow's own. Records may be "
    "JSON texts in any layout, in lists or a line each, lines of fields, or XML, as the format has them; `--from FILE` takes a "
    "format of one's own, whose `cdr:` maps what a record says; `--map` says for a few columns what they are: call, key, group, start, "
    "answer, end, duration, talk, ring, ivr, hold, wrapup, disposition, code, number, dialler, from, to, direction, contact, attempt, "
    "campaign, extension, agent, answered_by, ended_by, recording, stage, type.",
    "The outcome is that of the disposition, a word; where it says nothing, or only that something failed, that of the code. Codes below "
    "128 are Q.850's, those from 200 to 699 SIP's, those beyond FreeSWITCH's. Words and causes of a normal end tell an answer only where a time or "
    "length of a talk does; a word of the Enigma dialler goes before its lengths. Lines of `--codes` go before all of that, the "
    "disposition's before the code's.",
    "A record of a call that is under way (`queued`, `ringing`, `in-progress`) is none, nor is what says that it is something else; they "
    "are counted as others. A rated record of Tropo's takes the place of the created one.",
    "An attempt of which a time cannot be read was one all the same: the record is taken, the time is null, and it is said how often "
    "that was.",
    "`abandoned` is whether a callee hung up in the queue: was there, and the dialler's record has no extension (null). It counts as "
    "a contact all the same. `attempt` counts the records of a contact and campaign in the order in which they come.",
    "In a report an attempt is a call: its legs are put together, it was answered if one of them was, and its talk is the longest. "
    "What was read is what is malformed, others, repeated (the key was there before), restated (rated, after created), legs and attempts, "
    "and the rows add up to the total.",
};

constexpr std::string_view promises_text[] = {
    "At least once, and once by key: nothing is acknowledged before it is in the sink for good, so that a process that is killed at any "
    "moment loses none; what it had is handled again, a batch at most. Of the last `--dedup` records, those in the sink before the "
    "start among them, one that comes again is known by its key and not written twice. One that has the key of another but says something else goes to "
    "`--failed`. A store knows every key that it has.",
    "Of a list the items are moved to a list of the consumer's own (`KEY:processing:NAME`), and leave it once they are acknowledged. "
    "A restart under the same name goes on with it. `KEY:alive:NAME` lapses when a consumer is gone; others, which find it in "
    "`KEY:consumers`, then put what it had back to the end that it came from. The order of a list is kept by one consumer. Whoever waits for a disk, a "
    "reader or a store says that it lives; whoever could not for `--claim-idle` acknowledges nothing, and begins again. A name is taken again at "
    "once where the process that had it is known to be gone, else when its key has lapsed. Before items leave a list, it is seen to "
    "that the keys they go to are lists or streams. At its end a consumer takes its keys away, but for what it could not acknowledge.",
    "`relay` adds to the stream and acknowledges in one transaction: each item is in the stream once. Of a stream each group has its "
    "own place; within one, XAUTOCLAIM takes over what somebody has had for `--claim-idle`, and `KEY:alive:GROUP:NAME` keeps two from having one name. An entry has the item in the field `cdr`, "
    "in its only field, or is one, a field for each of a record's. `--keep` trims what all groups have acknowledged, and says so where one of them "
    "keeps the stream long.",
    "Where Redis is away, loads or refuses to write, or the disk is full, it is tried again after longer and longer pauses up to 5 s, for as long as "
    "`--retry`. A file that is moved away is begun anew; a line that was begun by a process that died is taken back. A "
    "FIFO is written while somebody reads it; what a pipe has taken its reader may not have read yet.",
    "SIGTERM and SIGINT end it with what was taken acknowledged. Redis 6.2 or later is needed, no scripts; in a cluster the keys need a part in "
    "braces that they share.",
};

constexpr Variable variables[] = {
    {"CALLFLOW_REDIS_PASSWORD", "The password of Redis, where `--password-file` is not given."},
};

constexpr Section sections[] = {
    {"RECORDS", records_text, {}},
    {"PROMISES", promises_text, {}},
};

constexpr std::array<std::string_view, 4> actions = {"read", "report", "consume", "relay"};

constexpr Positional positionals[] = {
    {.name = "ACTION", .help = "what to do: `read`, `report`, `consume` or `relay`", .choices = actions},
    {.name = "FILE",
     .help = "files of call detail records, plain or compressed by gzip or zstd; `-` for stdin",
     .required = false,
     .repeats = true,
     .names = Names::file},
};

constexpr std::array<std::string_view, 3> formats = {"text", "json", "csv"};
constexpr std::array<std::string_view, 2> starts = {"oldest", "new"};
constexpr std::array<std::string_view, 3> flushes = {"batch", "200ms", "off"};
constexpr std::array<std::string_view, 2> ends = {"left", "right"};

constexpr Option options[] = {
    {.name = "from",
     .metavar = "FORMAT",
     .help = "what format records have: `auto`, which looks at each and says what it found, one of those of "
             "`replay`, or a file that describes one",
     .fallback = "auto",
     .names = Names::log_format},
    {.name = "map",
     .metavar = "FIELD=COLUMN,...",
     .help = "what columns of lines, JSON objects or form bodies mean that are in no known format: "
             "`call=id,start=begun,disposition=status`"},
    {.name = "columns", .metavar = "NAME,...", .help = "the columns of files that have none in their first line"},
    {.name = "zone",
     .metavar = "NAME",
     .help = "the time zone of times that do not say theirs, `Europe/Paris`",
     .fallback = "UTC"},
    {.name = "codes",
     .metavar = "FILE",
     .help = "what dispositions and codes stand for, lines of `CODE: OUTCOME`, before the usual",
     .names = Names::file},
    {.name = "strict", .metavar = {}, .help = "end with 1 where a record was skipped"},
    output_option("write to FILE instead of stdout"),
    {.name = "by",
     .metavar = "WHAT,...",
     .help =
         "what attempts are divided by: `campaign`, `day`, `hour`, `agent`, `outcome`, `contact`, `direction`, `source`, or "
         "several of them",
     .fallback = "campaign",
     .words = tracking::cdr_bys},
    {.name = "format",
     .metavar = "FORMAT",
     .help = "how the report is written; `csv` has no row of totals, which would be summed up with the others",
     .fallback = "text",
     .choices = formats,
     .environment = true},
    {.name = "redis",
     .metavar = "ADDRESS",
     .help =
         "`redis://HOST:PORT/DATABASE`, `rediss://…` with TLS, or `unix:///PATH`; with a password only where it stands in "
         "CALLFLOW_REDIS",
     .fallback = "redis://127.0.0.1:6379",
     .environment = true},
    {.name = "user", .metavar = "NAME", .help = "the user of Redis"},
    {.name = "password-file",
     .metavar = "FILE",
     .help = "where the password stands; else CALLFLOW_REDIS_PASSWORD",
     .names = Names::file},
    {.name = "tls-ca",
     .metavar = "FILE",
     .help = "certificates of authorities, as PEM, instead of the system's",
     .names = Names::file},
    {.name = "list", .metavar = "KEY", .help = "the list that the dialler pushes to: `enigma:notifications:campaigns`"},
    {.name = "pop",
     .metavar = "END",
     .help = "at which end of the list its oldest item is",
     .fallback = "right",
     .choices = ends},
    {.name = "processing",
     .metavar = "KEY",
     .help =
         "how the lists of what is being handled begin, one for each consumer; the list's name with `:processing` where it is "
         "not given"},
    {.name = "consumer",
     .metavar = "NAME",
     .help = "who takes; the same after a restart; the host's name where it is not given"},
    {.name = "claim-idle",
     .metavar = "LENGTH",
     .help = "who was not heard of for so long, a second at least, is dead, and what it had is taken over",
     .fallback = "30s"},
    {.name = "stream", .metavar = "KEY", .help = "the stream that is read by groups; with `relay`, written"},
    {.name = "group", .metavar = "NAME", .help = "whose part of the stream this is: each group gets everything"},
    {.name = "create", .metavar = {}, .help = "make the group, and the stream, where there is none"},
    {.name = "start",
     .metavar = "WHERE",
     .help = "with `--create`: `oldest`, `new`, or an entry's id behind which the group begins",
     .fallback = "oldest",
     .words = starts},
    {.name = "keep",
     .metavar = "COUNT",
     .help = "of the stream about so many entries, and what a group has not acknowledged; all where it is not given"},
    {.name = "to", .metavar = "FILE", .help = "add lines of JSON to it, `-` for stdout", .names = Names::file},
    {.name = "db",
     .metavar = "STORE",
     .help = "the store that records go to, or are read from: a file, or `postgresql://USER@HOST/DATABASE`",
     .names = Names::file},
    {.name = "fsync",
     .metavar = "WHEN",
     .help =
         "records are brought to the disk with each `batch`, at most so much later, such as `200ms` (less than `--claim-idle`), or when the system does it: "
         "`off`",
     .fallback = "batch",
     .words = flushes},
    {.name = "dedup",
     .metavar = "COUNT",
     .help = "so many records are known again by their keys, also after a restart; 0: none",
     .fallback = "100000"},
    {.name = "failed",
     .metavar = "KEY",
     .help =
         "the list that items go to which cannot be used, with the reason; the name of what is read with `:failed` where it "
         "is not given"},
    {.name = "others",
     .metavar = "KEY",
     .help = "a list for items that are no call detail records; else they are passed over"},
    {.name = "batch", .metavar = "COUNT", .help = "how many are handled together; 1000 where it is not given"},
    {.name = "max", .metavar = "COUNT", .help = "end after so many items"},
    {.name = "exit-when-empty", .metavar = {}, .help = "end when there is nothing left"},
    {.name = "dry-run", .metavar = {}, .help = "write what would be taken to stdout, and take nothing"},
    {.name = "retry",
     .metavar = "LENGTH",
     .help = "how long Redis, or where the records go, may be away before this gives up",
     .fallback = "5m"},
    {.name = "report-every",
     .metavar = "LENGTH",
     .help = "say on stderr how many came, how fast, and how many wait; 0s: never",
     .fallback = "10s"},
    {.name = "metrics", .metavar = "[ADDRESS:]PORT", .help = "count, in Prometheus' text format, at `/metrics`"},
};

constexpr Status statuses[] = {
    {ExitStatus::findings, "a record could not be used, and `--strict` was given"},
    {ExitStatus::failed, "a file, Redis or the sink cannot be used, or was away for longer than `--retry`"},
};

constexpr Example examples[] = {
    {"callflow cdr read cdrs.ndjson", "A dialler's records as callflow's own"},
    {"callflow cdr report cdrs.ndjson --by campaign,outcome", "How attempts ended, by campaign"},
    {"callflow cdr consume --list enigma:notifications:campaigns --to cdrs.jsonl --redis redis://127.0.0.1:1 --retry 0s",
     "Take what the dialler pushes; here nobody listens", ExitStatus::failed},
};

} // namespace

extern const Command cdr_command{
    .name = "cdr",
    .group = "Logs",
    .summary = "take call detail records, and account for them",
    .synopsis = "[OPTION]... ACTION [FILE]...",
    .description = description,
    .positionals = positionals,
    .options = options,
    .of_actions = belongs,
    .statuses = statuses,
    .examples = examples,
    .sections = sections,
    .variables = variables,
    .run = run,
};

} // namespace callflow::cli
