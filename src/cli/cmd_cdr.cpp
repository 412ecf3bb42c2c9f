// The record of `cdr`; what its actions do stands in cdr_*.cpp.
#include "cli/arguments.hpp"
#include "cli/cdr.hpp"
#include "cli/cli.hpp"

#include <array>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

// Which actions an option belongs to, by their first letters: read, Report, consume, reLay.
struct Belongs {
    std::string_view option, actions;
};
constexpr Belongs belongs[] = {
    {"from", "read report consume"},    {"columns", "read report"},
    {"zone", "read report consume"},    {"codes", "read report consume"},
    {"strict", "read report consume"},  {"output", "read report"},
};

ExitStatus run(const Values& values, Io& io) {
    const std::string_view action = values.get("ACTION");
    for (const Belongs& one : belongs) {
        if (!values.written(one.option) || one.actions.find(action) != std::string_view::npos) continue;
        return complain(io, "cdr",
                        base::Error{base::ErrorKind::usage, fmt::format("--{} is for {}, not for {}", one.option,
                                                                        one.actions, action)});
    }
    const bool reads = action == "read";
    if (reads && !values.has("FILE"))
        return complain(io, "cdr", base::Error{base::ErrorKind::usage, "read takes FILEs, or `-` for stdin"});
    return cdr_read(values, io);
}

constexpr std::string_view description[] = {
    "Call detail records of dialers, exchanges and providers, each in its own form, as one kind of record: `callflow schema cdr`.",
    "`read` takes files, of every format that has call detail records, and writes a line of JSON for each record. What cannot be used is counted "
    "and shown, never dropped in silence.",
};

constexpr std::array<std::string_view, 1> actions = {"read"};

constexpr Positional positionals[] = {
    {.name = "ACTION", .help = "what to do: `read`", .choices = actions},
    {.name = "FILE",
     .help = "files of call detail records, plain or compressed by gzip or zstd; `-` for stdin",
     .required = false,
     .repeats = true,
     .names = Names::file},
};

constexpr Option options[] = {
    {.name = "from",
     .metavar = "FORMAT",
     .help = "what format records have: `auto`, which looks at each and says what it found, one of those of "
             "`replay`, or a file that describes one",
     .fallback = "auto"},
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
};

constexpr Status statuses[] = {
    {ExitStatus::findings, "a record was skipped, and `--strict` was given"},
};

constexpr Example examples[] = {
    {"callflow cdr read cdrs.ndjson", "A dialler's records as callflow's own"},
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
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
