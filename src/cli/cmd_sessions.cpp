#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/terminal.hpp"
#include "cli/track_trace.hpp"
#include "cli/values.hpp"
#include "report/masking.hpp"
#include "report/table.hpp"
#include "tracking/session_stats.hpp"
#include "tracking/store.hpp"

#include <array>
#include <ctime>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

using report::Cell;
using tracking::Session;
using tracking::Time;

constexpr Time second = 1'000'000'000;

base::Error usage(std::string message) { return {base::ErrorKind::usage, std::move(message)}; }

Cell time_cell(Time time) { return time == 0 ? Cell() : Cell(base::format_timestamp(time / second * second)); }
Cell seconds_cell(const Session& session) {
    if (session.ended == 0) return {};
    return static_cast<double>(session.ended - session.began) / 1e9;
}

struct Request {
    tracking::SessionQuery query;
    bool numbers = false;
    report::TableFormat format = report::TableFormat::table;
    std::string action;
    std::string id;
    Time before = 0; // prune
};

// A moment, a day, which is meant from its begin in UTC, or a length of time that has passed since: `2026-01-31T00:00:00Z`,
// `2026-01-31`, `36h`, `30d`.
base::Result<Time> moment_of(const Values& values, std::string_view option) {
    const std::string_view text = values.get(option);
    if (text.empty()) return Time{0};
    if (const auto moment = base::parse_timestamp(text)) return *moment;
    if (const auto day = base::parse_timestamp(fmt::format("{}T00:00:00Z", text))) return *day;
    std::optional<Time> ago = base::parse_duration(text);
    if (text.ends_with('d')) {
        if (const auto days = base::parse_int(text.substr(0, text.size() - 1)); days && *days >= 0 && *days < 100'000)
            ago = *days * 86'400 * second;
    }
    if (!ago || *ago < 0)
        return tl::unexpected(usage(fmt::format(
            "--{} takes a day, a moment or how long ago, such as 2026-01-31, 2026-01-31T08:00:00Z, 36h or 30d, not {}",
            option, base::quoted(text))));
    timespec now{};
    static_cast<void>(::clock_gettime(CLOCK_REALTIME, &now));
    return static_cast<Time>(now.tv_sec) * second + now.tv_nsec - *ago;
}

base::Result<Request> request_of(const Values& values) {
    Request request;
    request.action = values.get("ACTION");
    request.id = values.get("ID");
    if ((request.action == "show") != !request.id.empty())
        return tl::unexpected(
            usage(request.action == "show"
                      ? "show takes the ID of a session"
                      : fmt::format("{} takes no ID: --number, --state and others choose", request.action)));
    request.query.flow = values.get("flow");
    request.query.state = values.get("state");
    request.query.number = values.get("number");
    request.query.outcome = values.get("outcome");
    request.query.open = values.has("open");
    const auto since = moment_of(values, "since");
    if (!since) return tl::unexpected(since.error());
    request.query.since = *since;
    const auto until = moment_of(values, "until");
    if (!until) return tl::unexpected(until.error());
    request.query.until = *until;
    const auto limit = number_of(values, "limit", 0, 1'000'000'000);
    if (!limit) return tl::unexpected(limit.error());
    request.query.limit = *limit;
    const auto before = moment_of(values, "before");
    if (!before) return tl::unexpected(before.error());
    request.before = *before;
    if (values.has("before") != (request.action == "prune"))
        return tl::unexpected(usage(values.has("before")
                                        ? "--before belongs to prune"
                                        : "prune takes --before: a moment, or how long ago, such as 30d"));
    // What would choose otherwise than somebody thinks is refused, the more as `prune` cannot be taken back.
    if (request.action == "prune" && values.has("limit"))
        return tl::unexpected(usage("--limit does not belong to prune, which removes all that are old enough"));
    if (request.action == "show") {
        for (const std::string_view filter : {"flow", "state", "outcome", "number", "since", "until", "open", "limit"})
            if (values.has(filter))
                return tl::unexpected(usage(fmt::format("--{} does not belong to show, which takes an ID", filter)));
    }
    request.numbers = values.has("show-numbers");
    request.format = report::table_format(values.get("format")).value_or(report::TableFormat::table);
    return request;
}

std::string shown(const Request& request, const std::string& number) {
    return request.numbers ? number : report::mask_number(number);
}
std::string body_of(const Request& request, const std::string& body) {
    return request.numbers ? body : report::mask_numbers(body);
}

std::vector<Cell> row_of(const Request& request, const Session& session) {
    return {session.id,
            session.flow,
            session.provider,
            shown(request, session.from),
            shown(request, session.to),
            time_cell(session.began),
            seconds_cell(session),
            static_cast<std::int64_t>(session.steps),
            session.state,
            session.status,
            session.outcome,
            session.ended_by,
            session.left_in};
}

const std::vector<std::string> session_columns = {"id",      "flow",     "provider", "from",  "to",
                                                  "began",   "seconds",  "steps",    "state", "status",
                                                  "outcome", "ended_by", "left_in"};
const std::vector<std::string> step_columns = {"number", "at",     "kind",   "event",  "state_before",
                                               "state",  "digits", "speech", "address"};

std::vector<Cell> row_of(const Request& request, const tracking::Step& step) {
    return {static_cast<std::int64_t>(step.number),
            time_cell(step.at),
            step.kind,
            step.event,
            step.state_before,
            step.state,
            step.digits,
            step.speech,
            body_of(request, step.address)};
}

base::Result<std::string> list(tracking::Store& store, const Request& request) {
    report::Table table{.columns = session_columns, .rows = {}};
    const auto read = store.sessions(request.query, [&](const Session& session) {
        table.rows.push_back(row_of(request, session));
        return true;
    });
    if (!read) return tl::unexpected(read.error());
    std::string out;
    report::write_table(out, table, request.format);
    return out;
}

// How many of a session's steps are not there: requests that were answered while the store took nothing.
std::size_t missing_of(const Session& session, const std::vector<tracking::Step>& steps) {
    return session.steps > steps.size() ? session.steps - steps.size() : 0;
}

// A session with its steps as one object.
void write_whole(base::JsonWriter& json, const Request& request, const Session& session,
                 const std::vector<tracking::Step>& steps) {
    const auto cells = [&](const std::vector<std::string>& columns, const std::vector<Cell>& row) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            json.key(columns[i]);
            if (const auto* const text = std::get_if<std::string>(&row[i]))
                json.value(*text);
            else if (const auto* const whole = std::get_if<std::int64_t>(&row[i]))
                json.value(*whole);
            else if (const auto* const number = std::get_if<double>(&row[i]))
                json.value(*number);
            else
                json.null();
        }
    };
    json.begin_object();
    cells(session_columns, row_of(request, session));
    json.member("channel", session.channel).member("direction", session.direction);
    json.key("ended");
    if (session.ended == 0)
        json.null();
    else
        json.value(base::format_timestamp(session.ended));
    json.member("method", session.method);
    json.member("address", body_of(request, session.address));
    json.member("body", body_of(request, session.body));
    if (const std::size_t missing = missing_of(session, steps); missing > 0) json.member("missing", missing);
    json.key("requests").begin_array();
    for (const tracking::Step& step : steps) {
        json.begin_object();
        cells(step_columns, row_of(request, step));
        json.member("method", step.method).member("body", body_of(request, step.body)).end_object();
    }
    json.end_array().end_object();
}

base::Result<std::string> show(tracking::Store& store, const Request& request) {
    tracking::SessionQuery query;
    query.id = request.id;
    std::optional<Session> session;
    const auto read = store.sessions(query, [&](Session one) {
        session = std::move(one);
        return false;
    });
    if (!read) return tl::unexpected(read.error());
    if (!session)
        return base::fail(base::ErrorKind::usage, fmt::format("there is no session {}", base::quoted(request.id)));
    const auto steps = store.steps(request.id);
    if (!steps) return tl::unexpected(steps.error());
    std::string out;
    if (request.format == report::TableFormat::json || request.format == report::TableFormat::jsonl) {
        base::JsonWriter json(out, request.format == report::TableFormat::json ? base::JsonWriter::Layout::indented
                                                                               : base::JsonWriter::Layout::compact);
        write_whole(json, request, *session, *steps);
        return out + '\n';
    }
    report::Table table{.columns = step_columns, .rows = {}};
    for (const tracking::Step& step : *steps) table.rows.push_back(row_of(request, step));
    if (request.format == report::TableFormat::table) {
        const std::vector<Cell> cells = row_of(request, *session);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            report::Table one{.columns = {"x"}, .rows = {{cells[i]}}};
            std::string text;
            report::write_table(text, one, report::TableFormat::table);
            text = text.substr(text.find('\n') + 1);
            text.erase(text.find_last_not_of(" \n") + 1);
            if (!text.empty()) out += fmt::format("{:9} {}\n", session_columns[i], base::trim(text));
        }
        if (const std::size_t missing = missing_of(*session, *steps); missing > 0)
            out += fmt::format("{:9} {} of the steps: what came while the store took nothing\n", "missing", missing);
        if (!table.rows.empty()) out += '\n';
    }
    report::write_table(out, table, request.format);
    return out;
}

base::Result<tracking::SessionStats> count(tracking::Store& store, const Request& request) {
    tracking::SessionCounter counter;
    std::vector<std::string> ids;
    auto read = store.sessions(request.query, [&](const Session& session) {
        counter.add(session);
        if (session.steps > 0) ids.push_back(session.id);
        return true;
    });
    if (!read) return tl::unexpected(read.error());
    for (const std::string& id : ids) {
        const auto steps = store.steps(id);
        if (!steps) return tl::unexpected(steps.error());
        for (const tracking::Step& step : *steps) counter.add(step);
    }
    return counter.stats();
}

base::Result<std::string> stats(tracking::Store& store, const Request& request) {
    const auto counted = count(store, request);
    if (!counted) return tl::unexpected(counted.error());
    report::Table table{.columns = {"what", "where", "value", "number"}, .rows = {}};
    const auto add = [&](std::string_view what, std::string_view where, std::string_view value, Cell number) {
        table.rows.push_back({std::string(what), std::string(where), std::string(value), std::move(number)});
    };
    const auto whole = [](std::uint64_t number) { return Cell(static_cast<std::int64_t>(number)); };
    add("sessions", {}, {}, whole(counted->sessions));
    add("open", {}, {}, whole(counted->open));
    add("steps", {}, {}, whole(counted->steps));
    if (counted->lengths.count > 0) {
        add("seconds", {}, "mean", counted->lengths.mean);
        add("seconds", {}, "median", counted->lengths.median);
        add("seconds", {}, "p90", counted->lengths.p90);
        add("seconds", {}, "longest", counted->lengths.longest);
    }
    for (const auto& [outcome, number] : counted->outcomes)
        add("outcome", {}, outcome.empty() ? "(none)" : outcome, whole(number));
    for (const auto& [state, number] : counted->hung_up_in) add("hung_up", state, {}, whole(number));
    for (const auto& [pressed, number] : counted->pressed_in)
        add("pressed", pressed.first, pressed.second, whole(number));
    std::string out;
    report::write_table(out, table, request.format);
    return out;
}

// Every session with its requests, a line of JSON each, the latest first.
ExitStatus export_all(const Values& values, Io& io, tracking::Store& store, const Request& request) {
    std::vector<Session> all;
    auto read = store.sessions(request.query, [&](Session session) {
        all.push_back(std::move(session));
        return true;
    });
    if (!read) return complain(io, values.command().name, read.error());
    std::string out;
    for (const Session& session : all) {
        const auto steps = store.steps(session.id);
        if (!steps) return complain(io, values.command().name, steps.error());
        base::JsonWriter json(out);
        write_whole(json, request, session, *steps);
        out += '\n';
    }
    return deliver(values, io, out);
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view self = values.command().name;
    const auto request = request_of(values);
    if (!request) return complain(io, self, request.error());
    auto store = tracking::open_store({.where = std::string(values.get("db")), .durable = true, .create = false});
    if (!store) return complain(io, self, store.error());
    if (request->action == "export") return export_all(values, io, **store, *request);
    if (request->action == "prune") {
        const auto gone = (*store)->prune(request->query, request->before);
        if (!gone) return complain(io, self, gone.error());
        io.out += fmt::format("{} session{} removed\n", *gone, *gone == 1 ? "" : "s");
        return ExitStatus::fine;
    }
    const auto out = request->action == "show"    ? show(**store, *request)
                     : request->action == "stats" ? stats(**store, *request)
                                                  : list(**store, *request);
    if (!out) return complain(io, self, out.error());
    return deliver(values, io, *out);
}

constexpr std::string_view description[] = {
    "Asks a store what calls did that `serve --track`, `call --track` or `simulate --track` have stored: a session for each call, "
    "with a step for each request after the first.",
    "`list` shows sessions, the latest first; `show ID` one of them with its steps; `stats` how calls ended, how long they took, in "
    "which states callers hung up and which keys they pressed where; `export` everything, a line of JSON for each session; `prune "
    "--before TIME` removes sessions that ended before, and those that go on and were not heard of for a day before. `--flow`, "
    "`--state`, `--outcome`, `--number`, `--since`, `--until` and `--open` choose among them, for `prune` as well.",
    "An application that `call` has rung has no states: its calls stand at the addresses of the documents that they were given, "
    "`/menu`, without what follows a question mark.",
    "Numbers are shown by their last four digits; `--show-numbers` shows them whole. What was typed where a flow says `sensitive` "
    "is `(sensitive)` here; only the open call itself, which `serve` keeps beside its session, has it until the call is over.",
};

constexpr std::array<std::string_view, 5> actions = {"list", "show", "stats", "export", "prune"};
constexpr std::array<std::string_view, 4> formats = {"table", "json", "jsonl", "csv"};

constexpr Positional positionals[] = {
    {.name = "ACTION", .help = "what to do: `list`, `show`, `stats`, `export` or `prune`", .choices = actions},
    {.name = "ID", .help = "the session that `show` shows", .required = false},
};

constexpr Option options[] = {
    db_option(),
    {.name = "flow", .letter = 'f', .metavar = "NAME", .help = "calls of this flow"},
    {.name = "state", .metavar = "STATE", .help = "calls that were last in this state"},
    {.name = "outcome", .metavar = "OUTCOME", .help = "calls that came to this outcome of a final state"},
    {.name = "number", .metavar = "NUMBER", .help = "calls from or to it; its last digits are enough"},
    {.name = "since",
     .metavar = "TIME",
     .help = "calls that began then or later; a day (UTC), a moment, or how long ago: 36h, 30d"},
    {.name = "until", .metavar = "TIME", .help = "calls that began before"},
    {.name = "open", .metavar = {}, .help = "calls that have not ended"},
    {.name = "limit", .metavar = "COUNT", .help = "the latest ones, so many"},
    {.name = "before", .metavar = "TIME", .help = "with `prune`: what is older goes"},
    {.name = "show-numbers", .metavar = {}, .help = "show phone numbers whole"},
    {.name = "format",
     .metavar = "FORMAT",
     .help = "how rows are written; `export` always writes jsonl",
     .fallback = "table",
     .choices = formats,
     .environment = true},
    output_option("write to FILE instead of stdout"),
};

constexpr Status statuses[] = {
    {ExitStatus::usage, "wrong usage, or no such session"},
    {ExitStatus::failed, "the store is not there, or cannot be used"},
};

constexpr Example examples[] = {
    {"callflow sessions list", "The calls that were tracked, the latest first"},
    {"callflow sessions stats", "How they ended, where callers hung up, which keys they pressed"},
    {"callflow sessions list --state main_menu --format csv", "For a spreadsheet, those that were last in one state"},
};

} // namespace

extern const Command sessions_command{
    .name = "sessions",
    .group = "Service",
    .summary = "ask what tracked calls did",
    .synopsis = "[OPTION]... ACTION [ID]",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
