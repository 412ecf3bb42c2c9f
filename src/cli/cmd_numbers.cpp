// The record of `numbers`; what its actions do stands in numbers_*.cpp.
#include "cli/actions.hpp"
#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/numbers.hpp"
#include "cli/numbers_lookup.hpp"
#include "cli/track_trace.hpp"

#include <array>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

constexpr OfActions belongs[] = {
    {"visits", "simulate"},
    {"calls", "simulate"},
    {"cdrs", "simulate"},
    {"cdr-format", "simulate"},
    {"synthetic", "simulate"},
    {"map", "simulate"},
    {"zone", "simulate"},
    {"seed", "simulate"},
    {"every", "simulate"},
    {"sweep", "simulate"},
    {"solve", "simulate"},
    {"more", "simulate"},
    {"strict", "simulate"},
    {"show-numbers", "simulate"},
    {"visits-per-hour", "size"},
    {"visits-per-day", "size"},
    {"visit-length", "size"},
    {"keep-alive", "size"},
    {"sources", "size"},
    {"burst", "size"},
    {"blocked", "size"},
    {"late", "size"},
    {"late-after", "size"},
    {"at", "lookup"},
    {"region", "lookup"},
    {"window", "lookup"},
    {"db", "lookup"},
};

ExitStatus lookup(const Values& values, Io& io) {
    const std::vector<std::string> numbers = values.all("POOL");
    if (numbers.size() != 1)
        return complain(io, "numbers", base::Error{base::ErrorKind::usage, "lookup takes one NUMBER"});
    return numbers_lookup({.number = numbers.front(),
                           .db = values.get("db"),
                           .at = values.get("at"),
                           .region = values.get("region"),
                           .window = values.get("window"),
                           .format = values.get("format")},
                          "numbers", io);
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view action = values.get("ACTION");
    if (const auto fits = check_options(values, belongs, action); !fits) return complain(io, "numbers", fits.error());
    if (action == "lookup") return lookup(values, io);
    if (action == "size") {
        if (values.has("POOL"))
            return complain(io, "numbers",
                            base::Error{base::ErrorKind::usage, "size takes no POOL, but --visits-per-hour"});
        return numbers_size(values, io);
    }
    if (!values.has("POOL"))
        return complain(io, "numbers",
                        base::Error{base::ErrorKind::usage,
                                    "simulate takes a POOL: the file that says what there is, or `-` for stdin"});
    return numbers_simulate(values, io);
}

constexpr std::string_view description[] = {
    "Number pools of call tracking: every visitor of a site is shown a phone number, so that a call tells which advertisement it came "
    "from. `simulate` plays a pool against visits and calls, and says what that costs, how often it fails and what would help. `size` says "
    "how many numbers a site needs, by Erlang's formula and by the rules of thumb of products. `lookup` asks the store that `track import` "
    "fills what a switch asks when a number is rung: whose call is this, which visit was shown the number, and which flow takes it.",
    "A number that a company has used is held for it until 14 days after the later of its last show and last call, and then rests in quarantine "
    "for 90 to 180 days before another company may have it. That is checked at every step of a run by a part of the program that "
    "knows the rules and not the pool's lists; a run in which it did not hold ends with 3 and the number's path.",
    "Visits and calls are drawn as POOL says, or read from files. The same POOL, files and `--seed` give the same bytes.",
};

constexpr std::string_view pool_text[] = {
    "POOL is YAML or JSON and begins with `callflow-pool: 1`; `callflow schema pool` is its schema. Lengths of time are written `14d`, `20m`, "
    "`1d12h`; shares `3%` or `0.03`.",
};
constexpr Entry pool_entries[] = {
    {"regions:", "",
     "by name, each with `stock:` (a count, or `unlimited`: bought when needed), `numbers:` (a list of those that have names), `ip:` (ranges of "
     "addresses), `restock: {threshold, step, lead_time, most}` and `reserve:` (free numbers below which the quarantine grows shorter)"},
    {"companies:", "",
     "by name, each with `home:` (its region), `multi_regional: false` (everybody is shown the home region's numbers), `limit:` (numbers at "
     "once), `fallback:` (shown for want of a number) and `static:` (sources with a number of their own)"},
    {"rules:", "",
     "`hold: 14d`, `quarantine: 90d..180d`, `quarantine_load: shortage|none|full`, `quarantine_answers: false`, `keep_alive: 20m`, `lookback: "
     "30d`, `policy: oldest|newest|compact|sticky`, `growth: {most, share, every}`"},
    {"ip_table:", "", "a file of lines `RANGE,REGION` or `FIRST,LAST,REGION`, beside POOL"},
    {"prices:", "", "`currency:`, `per_month:` of a number (30 days), `to_buy:`"},
    {"calls:", "",
     "how visitors call: `share: 3%` of visits, `late: 30%` of callers after the visit, after a `median: 6h` with a `spread: 1` (the standard deviation of its "
     "logarithm), the others during it. P(correct) follows from it, too"},
    {"synthetic:", "",
     "visits to draw: `start:`, `days:`, `visits_per_day:`, `curve: day|flat` or 24 numbers, `length: 5m`, `returning:`, `regions:`, `companies:` and "
     "`channels:` with their shares, `bursts:`"},
};

constexpr std::string_view rules_text[] = {
    "At exactly the end of its hold, and of its keep-alive, a number is still held; at exactly the end of its quarantine it is free. A call "
    "within the hold begins it anew; one in quarantine reaches nobody, or with `quarantine_answers` the last company, and begins nothing.",
    "A visit is shown, in this order: its source's static number; the number that its visitor has still, in another tab or back before the keep-alive is over; with `sticky` the "
    "visitor's former one; an idle number of its company in the visitor's region; a free one of that region; the same of the home region; the fallback number, untracked. "
    "The quarantine is its longest minus the load's part of the difference to its shortest; the load is 1 - free / reserve, between 0 and 1.",
    "A call belongs to the visit to which its number was shown last, at or before its time and at most `lookback` before; visits at the call's "
    "very moment come before it. P(correct) weighs the last eight visits that saw the number by how likely each is to call at that time.",
};

constexpr std::string_view files_text[] = {
    "CSV with a first line of names, or JSON lines; plain or compressed by gzip or zstd. `--map visits.visit_id=id,calls.to=dialled` names columns that are "
    "called otherwise. Rows that cannot be used are counted, the first few shown; with `--strict` that is the status.",
    "Visits: `visit_id`, `ts_start`, `ts_last`, `visitor_id`, `company`, `region` or `ip`, `channel` (or `utm_source`), `number_shown`. Where numbers were shown, that "
    "is what is played, and where it broke the rules the report says so, with status 1; else the pool chooses. Calls: `call_id`, `ts_start`, `to`, `visit_id` where it is "
    "known which visit it was. Without a file of calls they are drawn.",
};

constexpr Section sections[] = {
    {"POOL FILES", pool_text, pool_entries},
    {"RULES", rules_text, {}},
    {"VISITS AND CALLS", files_text, {}},
};

constexpr std::array<std::string_view, 3> actions = {"simulate", "size", "lookup"};

constexpr Positional positionals[] = {
    {.name = "ACTION", .help = "what to do: `simulate`, `size` or `lookup`", .choices = actions},
    {.name = "POOL",
     .help = "the pool's file, or for `lookup` a number; with `--sweep`, further settings and their values behind it",
     .required = false,
     .repeats = true,
     .names = Names::file},
};

constexpr std::array<std::string_view, 4> formats = {"text", "json", "csv", "svg"};

constexpr Option options[] = {
    {.name = "visits",
     .metavar = "FILE",
     .help = "visits, instead of drawing them; `-` for stdin",
     .repeats = true,
     .names = Names::file},
    {.name = "calls",
     .metavar = "FILE",
     .help = "calls of these visits, instead of drawing them",
     .repeats = true,
     .names = Names::file},
    {.name = "cdrs",
     .metavar = "FILE",
     .help = "calls of these visits, as call detail records of any format that `callflow cdr` reads",
     .repeats = true,
     .names = Names::file},
    {.name = "cdr-format",
     .metavar = "FORMAT",
     .help = "what format `--cdrs` have: `auto`, one of those of `cdr`, or a file that describes one",
     .fallback = "auto",
     .names = Names::log_format},
    {.name = "synthetic",
     .metavar = "NAME=VALUE,...",
     .help = "draw visits, with other settings than POOL's: `days`, `visits` (a day), `length`, `curve`, `returning`"},
    {.name = "map",
     .metavar = "NAME=COLUMN,...",
     .help = "which columns the files have: `visits.visit_id=id,calls.to=dialled`"},
    {.name = "zone", .metavar = "NAME", .help = "the time zone of times that do not say theirs", .fallback = "UTC"},
    {.name = "seed", .metavar = "NUMBER", .help = "what is drawn by lot follows from it", .fallback = "1"},
    {.name = "every",
     .metavar = "LENGTH",
     .help =
         "how far apart the samples of the series are; a round length that gives some hundreds where it is not given"},
    {.name = "sweep",
     .metavar = "NAME=VALUE,...",
     .help =
         "a run for each value, a row each: `keep-alive`, `hold`, `quarantine`, `policy`, `stock`, `limit`, `visits`, `late` (the share), `late-after`, `lookback`; several make a row for "
         "each combination",
     .repeats = true},
    {.name = "solve",
     .metavar = "BOUND",
     .help = "the smallest pool that keeps it: `blocked<1%`, `wrong<10%` or `wrong-channel<5%`"},
    {.name = "more",
     .metavar = "SHARE,...",
     .help =
         "what pools of fixed size would bring that have so many more numbers than were busy at the peak; 0% for as many; `none`",
     .fallback = "0%,10%,50%,100%"},
    {.name = "strict", .metavar = {}, .help = "end with 1 where a row was skipped"},
    {.name = "show-numbers", .metavar = {}, .help = "phone numbers of files in full"},
    {.name = "visits-per-hour", .metavar = "NUMBER", .help = "visits in the busiest hour"},
    {.name = "visits-per-day",
     .metavar = "NUMBER",
     .help = "visits a day; 15 times less are taken for the busiest hour where that is not given"},
    {.name = "visit-length", .metavar = "LENGTH", .help = "how long a visit is on average", .fallback = "5m"},
    {.name = "keep-alive",
     .metavar = "LENGTH",
     .help = "how long behind its last page a number stays a visitor's",
     .fallback = "20m"},
    {.name = "sources", .metavar = "COUNT", .help = "pools, each for an equal part of the visits", .fallback = "1"},
    {.name = "burst",
     .metavar = "FACTOR",
     .help = "what the busiest minutes have above the busiest hour",
     .fallback = "1"},
    {.name = "blocked",
     .metavar = "SHARE,...",
     .help = "what share of visits may find no number",
     .fallback = "5%,1%,0.1%"},
    {.name = "late", .metavar = "SHARE", .help = "what share of callers calls after the visit", .fallback = "30%"},
    {.name = "late-after", .metavar = "LENGTH", .help = "the median of how long after it", .fallback = "6h"},
    db_option(),
    {.name = "at",
     .metavar = "TIME",
     .help = "whose the number was then, such as 2026-01-31T09:00:00Z; now where not given"},
    {.name = "region", .metavar = "COUNTRY", .help = "the country of a number that does not say its own, `DE`"},
    {.name = "window",
     .metavar = "LENGTH",
     .help = "how long after a visit was shown the number a call is still its",
     .fallback = "30m"},
    {.name = "format",
     .metavar = "FORMAT",
     .help =
         "how the report is written; `csv` is the series of a simulation. By the ending of `--output` where that is not given",
     .fallback = "text",
     .choices = formats,
     .environment = true},
    output_option("write to FILE instead of stdout: `.json`, `.csv` and `.svg` choose the format"),
};

constexpr Status statuses[] = {
    {ExitStatus::findings,
     "numbers that files say were shown broke the rules, a row was skipped, and `--strict` was given, or the number that was looked up is "
     "nobody's"},
    {ExitStatus::failed, "a file cannot be used, or a run broke its promise, which is a mistake of this program"},
};

constexpr Example examples[] = {
    {"callflow numbers simulate pool.yaml", "A pool over the days that its file says"},
    {"callflow numbers simulate pool.yaml --sweep keep-alive=5,20,60 hold=1d,14d", "A table of six runs"},
    {"callflow numbers simulate pool.yaml --solve 'blocked<1%' --more none",
     "The smallest pool with which one visit in a hundred finds no number"},
    {"callflow numbers size --visits-per-hour 120 --keep-alive 20m", "How many numbers a site needs"},
};

} // namespace

extern const Command numbers_command{
    .name = "numbers",
    .group = "Logs",
    .summary = "simulate and size number pools, and say whose a number is",
    .synopsis = "[OPTION]... ACTION [POOL | NUMBER]...",
    .description = description,
    .positionals = positionals,
    .options = options,
    .of_actions = belongs,
    .statuses = statuses,
    .examples = examples,
    .sections = sections,
    .run = run,
};

} // namespace callflow::cli
