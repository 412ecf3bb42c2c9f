// The record of `track`; what its actions do stands in track_*.cpp.
#include "cli/actions.hpp"
#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/track.hpp"
#include "tracking/attribution/account.hpp"
#include "tracking/attribution/upload.hpp"

#include <array>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

constexpr OfActions belongs[] = {
    {"cdrs", "match report upload"},
    {"cdr-format", "match report upload"},
    {"calls-from", "match report upload"},
    {"flow", "match report upload"},
    {"channels", "match report upload"},
    {"window", "match report upload"},
    {"deal-lookback", "match report upload"},
    {"good", "match report upload"},
    {"habits", "match report"},
    {"ip-table", "import match report upload"},
    {"repeat-after", "match report upload"},
    {"day", "report upload"},
    {"from", "report upload"},
    {"to", "report upload"},
    {"company", "report upload"},
    {"currency", "report upload"},
    {"rates", "report upload"},
    {"by", "report"},
    {"model", "report"},
    {"lookback", "report"},
    {"half-life", "report"},
    {"format", "match report"},
    {"rows", "match"},
    {"only", "match"},
    {"target", "upload"},
    {"conversion", "upload"},
    {"consent", "upload"},
    {"all-calls", "upload"},
    {"output", "match report upload"},
};

ExitStatus run(const Values& values, Io& io) {
    const std::string_view action = values.get("ACTION");
    const auto usage = [&](std::string why) {
        return complain(io, "track", base::Error{base::ErrorKind::usage, std::move(why)});
    };
    if (const auto fits = check_options(values, belongs, action); !fits) return complain(io, "track", fits.error());
    const std::string_view format = values.get("format");
    if (action == "match" && format == "html")
        return usage("match writes text, json, jsonl or csv; html is for report");
    if (action == "report" && format == "jsonl")
        return usage("report writes text, json, csv or html; jsonl is for match");
    if (action == "import") return track_import(values, io);
    if (action == "match") return track_match(values, io);
    if (action == "upload") return track_upload(values, io);
    return track_report(values, io);
}

constexpr std::string_view description[] = {
    "Tells which advertisement made the phone ring: matches calls with the visits that were shown the number, and adds up calls, forms, "
    "costs, deals and revenue by channel, source, campaign, keyword, region or company.",
    "`import` puts tables into a store, every version of a row with the moment since when it is known. `match` says of each call, lead, deal "
    "and cost what it belongs to, or why to nothing. `report` is for a day or days, and can be made again for a past one as it was known "
    "then. `upload` writes the files that Google Ads and Yandex Metrica take back.",
    "Tables are CSV or JSON lines, plain or compressed, or stand in a store. What cannot be used is counted and shown, and matched and "
    "unmatched rows add up to those that were read.",
};

constexpr std::string_view tables_text[] = {
    "A table's first line names its columns, in any order; JSON has them by name. `--map visits.visit_id=ID` says what one is called "
    "elsewhere. Needed are visit_id and "
    "ts_start of visits; call_id, ts_start, from and to of calls; id, ts and kind of leads; date, source, cost and currency of costs; deal_id and "
    "ts_created of deals; number of numbers; all others may be missing. Times are as logs have them; those that do not say theirs "
    "are in the zone of `--zone`. Phone numbers are E.164, or written in the manner of `--region`.",
    "numbers: number, region, state, company, since, flow, source, medium, campaign. A number is its company's from `since` on, nobody's where its "
    "state is free or quarantine, and stands for its own source, medium and campaign where it is static.",
    "visits: visit_id, visitor_id, ts_start, ts_last, company, region, number_shown, landing_url, referrer, utm_source and other utm marks, "
    "gclid, gbraid, wbraid, yclid, fbclid, msclkid, client_id.",
    "calls: call_id, ts_start, ts_answer_agent, ts_end, from, to, status, ring_s, ivr_s, queue_s, talk_s, tag, company; or call detail "
    "records (`--cdrs`), of which inbound ones count.",
    "leads: id, ts, kind (form or callback), visit_id, client_id (the visitor's), phone, company. costs: date, source, medium, campaign, "
    "keyword, clicks, impressions, cost, currency, company. deals: deal_id, ts_created, ts_won, phone, lead_id, stage, amount, currency, company.",
    "Each has `as_of`, too: since when the row is known. Of rows with one id the latest counts, of equal ones the last. Costs of one file with "
    "the same day and marks are added up.",
};

constexpr std::string_view rules_text[] = {
    "A call belongs to the visit to which its number was shown last at or before it, at most `--window` after the visit's last page; "
    "never to a later one. A visit has the number from its first page to its last; of several that have it, the one that began last counts. "
    "`candidates` says how many it could have been, and `p_correct` how likely it was the visitor of the one that is booked: the weight of "
    "his visits among the last eight that were shown the number, by how likely each is to call at that moment (`--habits`).",
    "A report says so by row: `expected` is how many calls are its own if each is credited to every visit that it may have come from, as "
    "likely as that is, and `+/-` two standard deviations of it (text leaves both out where nothing is in doubt). Where all such visits "
    "are of one channel, the channel is certain though the visit is not. The rows' `expected` add up to the calls.",
    "A call is new where its caller never called that company before, missed calls included unless `--repeat-after answered`. Of withheld "
    "numbers nobody knows. It is good where people talked for as long as `--good`: without ringing, menus and queues; an Asterisk CDR's "
    "talk counts those, and so nobody knows. Of sessions it is the time in states with `talk: true`.",
    "A form or call-back belongs to the visit that it names, else to its visitor's last one before it; a deal to the lead or call that it names, "
    "else to the first one from its number in the time of `--deal-lookback` before it, and counts on that one's day. Costs belong to "
    "the day and marks that they name.",
    "A lead's credit is divided among its visitor's visits within `--lookback`, in millionths that add up to one, and its deals' revenue "
    "likewise, to the last cent. `leads` are calls, call-backs and forms; `clients` are persons, by number and visitor, each counted where "
    "its first lead of the report is.",
    "Amounts are whole numbers of the smallest unit. Several currencies are refused unless `--currency` and `--rates` say what they are worth.",
};

constexpr Section sections[] = {
    {"TABLES", tables_text, {}},
    {"RULES", rules_text, {}},
};

constexpr std::array<std::string_view, 4> actions = {"import", "match", "report", "upload"};
constexpr Positional positionals[] = {
    {.name = "ACTION", .help = "what to do: `import`, `match`, `report` or `upload`", .choices = actions},
};

constexpr std::array<std::string_view, 5> formats = {"text", "json", "jsonl", "csv", "html"};
constexpr std::array<std::string_view, 4> row_tables = {"calls", "leads", "deals", "costs"};
constexpr std::array<std::string_view, 2> consents = {"granted", "denied"};
constexpr std::array<std::string_view, 3> which = {"all", "matched", "unmatched"};
constexpr std::array<std::string_view, 2> repeats_after = {"any", "answered"};
constexpr std::array<std::string_view, 3> calls_from = {"calls", "cdrs", "sessions"};

constexpr Option table_option(std::string_view name, std::string_view help) {
    return {.name = name, .metavar = "FILE", .help = help, .repeats = true, .names = Names::file};
}

constexpr Option options[] = {
    table_option("visits", "visits, with the number that each was shown; `-` for stdin"),
    table_option("calls", "calls"),
    table_option("cdrs", "calls, as call detail records"),
    {.name = "cdr-format",
     .metavar = "FORMAT",
     .help = "what format `--cdrs` have: `auto`, one of those of `cdr`, or a file that describes one",
     .fallback = "auto",
     .names = Names::log_format},
    table_option("leads", "forms and call-backs"),
    table_option("costs", "what advertising cost, by day"),
    table_option("deals", "deals"),
    table_option("numbers", "whose numbers are, and since when"),
    {.name = "map", .metavar = "TABLE.COLUMN=NAME,...", .help = "what columns are called in files", .repeats = true},
    {.name = "db",
     .metavar = "STORE",
     .help =
         "the store that `import` writes, and from which the others read: a file, or `postgresql://USER@HOST/DATABASE`",
     .names = Names::file},
    {.name = "calls-from",
     .metavar = "TABLE",
     .help =
         "with `--db`: where its calls stand, in those imported, in the records of `cdr consume`, or in the sessions of `serve "
         "--track`, whose flow says in which states people talk",
     .fallback = "calls",
     .choices = calls_from},
    {.name = "flow",
     .letter = 'f',
     .metavar = "FILE",
     .help = "with `--calls-from sessions`: the flow that had the calls",
     .names = Names::flow},
    {.name = "as-of",
     .metavar = "TIME",
     .help =
         "with `import`: since when the rows are known, where they do not say; else: what was not known, or not there, then is left out"},
    {.name = "zone",
     .metavar = "[COMPANY=]NAME",
     .help =
         "the time zone of days, and of times that do not say theirs, `Europe/Paris`; or of one company's days; UTC where it is not given",
     .repeats = true},
    {.name = "region", .metavar = "COUNTRY", .help = "the country of phone numbers that do not say theirs, `DE`"},
    {.name = "ip-table",
     .metavar = "FILE",
     .help = "regions of addresses, lines of RANGE,REGION: of visits that have a column `ip` and no region",
     .names = Names::file},
    {.name = "channels", .metavar = "FILE", .help = "rules for channels, instead of the usual", .names = Names::file},
    {.name = "window",
     .metavar = "LENGTH",
     .help = "how long after a visit's last page a call is still the visit's",
     .fallback = "30m"},
    {.name = "habits",
     .metavar = "late=SHARE,median=LENGTH,spread=NUMBER",
     .help = "when callers ring, for P(correct): that share after their visit, so long after it",
     .fallback = "late=30%,median=6h,spread=1"},
    {.name = "good",
     .metavar = "[COMPANY=]LENGTH",
     .help = "talk that makes a call a good one, of all companies or of one; 60s where it is not given",
     .repeats = true},
    {.name = "repeat-after",
     .metavar = "CALLS",
     .help = "whether `any` call makes the next one a repeat, or only one that was `answered`",
     .fallback = "any",
     .choices = repeats_after},
    {.name = "deal-lookback",
     .metavar = "LENGTH",
     .help = "how long before a deal the first lead from its number may be",
     .fallback = "90d"},
    {.name = "day", .metavar = "DAY", .help = "the report's day: `2026-01-31`, `yesterday`; all where none is given"},
    {.name = "from", .metavar = "DAY", .help = "the report's first day"},
    {.name = "to", .metavar = "DAY", .help = "the report's last day"},
    {.name = "by",
     .metavar = "WHAT,...",
     .help =
         "what it is divided by: `channel`, `source`, `medium`, `campaign`, `keyword`, `region`, `company`, or several of them",
     .fallback = "channel",
     .words = tracking::track_bys},
    {.name = "model",
     .metavar = "MODEL",
     .help =
         "which of a visitor's visits have the credit: the `first`, the `last`, the `last-non-direct`, all of them alike (`linear`), the "
         "first and the last two fifths each (`position`), or late ones more (`time-decay`)",
     .fallback = "last",
     .choices = tracking::model_names},
    {.name = "lookback",
     .metavar = "LENGTH",
     .help = "how long before a lead visits have a part in it",
     .fallback = "30d"},
    {.name = "half-life", .metavar = "LENGTH", .help = "with `time-decay`: when a visit counts half", .fallback = "7d"},
    {.name = "company", .metavar = "NAME", .help = "this company's alone"},
    {.name = "currency",
     .metavar = "CODE",
     .help = "of the report: `EUR`; the only one that there is where it is not given"},
    {.name = "rates",
     .metavar = "FILE",
     .help = "what other currencies are worth in it: lines of `USD,0.92` or `USD,0.92,2026-01-31`, from that day on",
     .names = Names::file},
    {.name = "rows",
     .metavar = "TABLE",
     .help = "with `csv` and `jsonl`: which rows `match` writes",
     .fallback = "calls",
     .choices = row_tables},
    {.name = "only", .metavar = "WHICH", .help = "which of them", .fallback = "all", .choices = which},
    {.name = "target",
     .metavar = "TARGET",
     .help = "who takes the file: `google-calls`, `google-clicks` or `yandex-calls`",
     .choices = tracking::target_names},
    {.name = "conversion", .metavar = "NAME", .help = "the conversion's name at Google"},
    {.name = "consent",
     .metavar = "ANSWER",
     .help =
         "`google-calls`: what callers have said to Google's use of their data, `granted` or `denied`; else the column says UNSPECIFIED",
     .choices = consents},
    {.name = "all-calls", .metavar = {}, .help = "to Google also those that were not good"},
    {.name = "format",
     .metavar = "FORMAT",
     .help = "`match`: counts as text or json, or rows as csv or jsonl; `report`: text, json, csv or html",
     .fallback = "text",
     .choices = formats,
     .environment = true},
    {.name = "show-numbers", .metavar = {}, .help = "show phone numbers whole"},
    {.name = "strict", .metavar = {}, .help = "end with 1 where a row cannot be used"},
    output_option("write to FILE instead of stdout"),
};

constexpr Status statuses[] = {
    {ExitStatus::findings, "a row could not be used, and `--strict` was given"},
    {ExitStatus::failed, "a file or the store cannot be used"},
};

constexpr Example examples[] = {
    {"callflow track match --visits visits.csv --calls track_calls.csv",
     "Which visit rang, and what was matched with nothing"},
    {"callflow track report --visits visits.csv --calls track_calls.csv --day 2026-01-05 --by channel",
     "A day by channels"},
    {"callflow track report --visits visits.csv --calls track_calls.csv --model linear --by source,campaign --format csv",
     "All days for a spreadsheet, the credit divided among all of a visitor's visits"},
};

} // namespace

extern const Command track_command{
    .name = "track",
    .group = "Logs",
    .summary = "tell which advertisement made the phone ring",
    .synopsis = "[OPTION]... ACTION",
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
