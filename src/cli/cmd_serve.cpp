#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/barred.hpp"
#include "cli/cli.hpp"
#include "cli/line_file.hpp"
#include "cli/load.hpp"
#include "cli/serving.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "cli/track_trace.hpp"
#include "cli/values.hpp"
#include "doc/form.hpp"
#include "net/http_client.hpp"
#include "service/flow_server.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <deque>
#include <fmt/format.h>
#include <mutex>
#include <random>
#include <sys/resource.h>

namespace callflow::cli {
namespace {

using namespace std::chrono_literals;

// The client, until it is taken away: what is to be sent after that is not.
struct Outgoing {
    std::mutex mutex;
    std::shared_ptr<net::HttpClient> client;

    [[nodiscard]] std::shared_ptr<net::HttpClient> get() {
        const std::scoped_lock lock(mutex);
        return client;
    }
    void end() {
        std::shared_ptr<net::HttpClient> last;
        const std::scoped_lock lock(mutex);
        last.swap(client);
    }
};

service::Send send_by(Outgoing& outgoing) {
    return [&outgoing](const providers::OutgoingRequest& request, std::chrono::milliseconds deadline,
                       std::function<void(service::Reply)> done) {
        const auto client = outgoing.get();
        if (client == nullptr) return done({.status = 0, .body = {}, .error = "the server stops"});
        net::ClientRequest out;
        out.method = request.method;
        out.url = request.url;
        out.headers = request.headers;
        out.body = request.body;
        out.deadline = deadline;
        if (!request.form.empty()) {
            out.body = doc::write_form(request.form);
            if (net::header(out.headers, "Content-Type").empty())
                out.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        }
        client->send(std::move(out), [done = std::move(done)](net::ClientResult result) {
            if (!result) return done({.status = 0, .body = {}, .error = result.error().message});
            done({.status = result->status, .body = std::move(result->body), .error = {}});
        });
    };
}

// What a server has from the process: the clock, chance, its logs.
struct Process {
    std::mutex mutex;
    std::optional<std::uint64_t> seed; // of every call, as a simulation has it
    std::random_device chance;
    std::unique_ptr<LineFile> access;
    bool access_failed = false;
    Outgoing outgoing;

    void say(const std::string& line) {
        const std::scoped_lock lock(mutex);
        fmt::print(stderr, "{}\n", line);
    }
    bool log(const std::string& line) {
        const std::string why = access->add(line);
        if (why.empty()) return true;
        const std::scoped_lock lock(mutex);
        if (!std::exchange(access_failed, true))
            fmt::print(stderr, "{}; what is lost is counted in /metrics, and nothing more is said of it\n", why);
        return false;
    }
    std::uint64_t draw() {
        const std::scoped_lock lock(mutex);
        if (seed) return *seed;
        return static_cast<std::uint64_t>(chance()) << 32U | chance();
    }
};

engine::Time clock_now() {
    timespec now{};
    static_cast<void>(::clock_gettime(CLOCK_REALTIME, &now));
    return static_cast<engine::Time>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    static_cast<void>(::gmtime_r(&now, &parts));
    constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[parts.tm_wday], parts.tm_mday,
                       months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

base::Result<void> prepare(const Values& values, Process& process) {
    const auto seed = seed_of(values);
    if (!seed) return tl::unexpected(seed.error());
    process.seed = *seed;
    if (values.has("access-log")) {
        auto file = LineFile::open(std::string(values.get("access-log")));
        if (!file) return tl::unexpected(file.error());
        process.access = std::move(*file);
    }
    const bool sends = values.has("run-webhooks") || values.has("allow-requests") || values.has("provider-api") ||
                       values.has("hook-start") || values.has("hook-end");
    if (!sends) return {};
    auto client = net::HttpClient::start({});
    if (!client) return tl::unexpected(client.error());
    process.outgoing.client = std::move(*client);
    return {};
}

std::string shown_address(const std::string& address, std::uint16_t port) {
    return address.find(':') == std::string::npos ? fmt::format("{}:{}", address, port)
                                                  : fmt::format("[{}]:{}", address, port);
}

// Each connection is a file: as many as the system lets this process have.
void allow_many_files() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &files));
}

// A flow that is served.
struct ServedFile {
    ServedFile(std::string path, UsableFlow read)
        : file(std::move(path)), flow(std::move(read)), machine(*flow.loaded.flow) {}
    std::string file;
    UsableFlow flow;
    engine::Machine machine;
    service::DeskOptions desk = {};
};

ExitStatus load_flows(const Values& values, Io& io, Inputs& inputs, std::deque<ServedFile>& out) {
    const std::string_view self = values.command().name;
    const auto usage = [&](std::string why) {
        return complain(io, self, base::Error{base::ErrorKind::usage, std::move(why)});
    };
    const std::vector<std::string> paths = values.all("FLOW");
    for (const std::string& path : paths) {
        UsableFlow flow = load_flow(values, io, inputs, path);
        if (!flow.usable()) return flow.status;
        for (const ServedFile& one : out)
            if (one.machine.flow().name == flow.loaded.flow->name)
                return usage(fmt::format(
                    "{} and {} are both called {}: calls in the store are known by the flow's name",
                    base::quoted(one.file, 4096), base::quoted(path, 4096), base::quoted(flow.loaded.flow->name)));
        ServedFile& made = out.emplace_back(path, std::move(flow));
        auto desk = desk_options_of(values, made.machine.flow(), paths.size() == 1);
        if (!desk) return complain(io, self, desk.error());
        made.desk = std::move(*desk);
        made.desk.barred = inputs.barred;
    }
    for (const std::string& word : values.all("set")) {
        const std::string_view name = std::string_view(word).substr(0, word.find('='));
        if (std::ranges::none_of(out,
                                 [&](const ServedFile& one) { return one.machine.flow().find_var(name) != nullptr; }))
            return usage(fmt::format("--set: no flow has a var {}", base::quoted(name)));
    }
    return ExitStatus::fine;
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view self = values.command().name;
    Inputs inputs;
    auto barred = barred_of(values);
    if (!barred) return complain(io, self, barred.error());
    inputs.barred = std::move(*barred);
    std::deque<ServedFile> files;
    if (const ExitStatus status = load_flows(values, io, inputs, files); status != ExitStatus::fine) return status;
    auto options = serve_options_of(values, io);
    if (!options) return complain(io, self, options.error());
    allow_many_files();
    const StopSignals signals;
    Process process;
    if (auto done = prepare(values, process); !done) return complain(io, self, done.error());
    options->http.date = http_date;
    service::FlowServerSeams seams;
    auto look_up = look_up_of(values);
    if (!look_up) return complain(io, self, look_up.error());
    seams.look_up = std::move(*look_up);
    std::vector<service::ServedFlow> flows;
    for (ServedFile& one : files) {
        auto store = tracking::open_store({.where = std::string(values.get("db")), .durable = options->track});
        if (!store) return complain(io, self, store.error());
        flows.push_back({&one.machine, std::move(*store), one.file, std::move(one.desk)});
    }

    const auto start = now_of(values);
    if (!start) return complain(io, self, start.error());
    const engine::Time ahead = *start ? **start - clock_now() : 0;
    seams.now = [ahead] { return clock_now() + ahead; };
    seams.draw = [&process] { return process.draw(); };
    seams.say = [&process](const std::string& line) { process.say(line); };
    if (process.access) seams.access = [&process](const std::string& line) { return process.log(line); };
    if (process.outgoing.client) seams.send = send_by(process.outgoing);
    const std::string address = options->http.address;
    const std::string control = options->control;
    auto server = service::FlowServer::start(std::move(flows), std::move(*options), std::move(seams));
    if (!server) return complain(io, self, server.error());

    const std::size_t open = (*server)->open_calls();
    process.say(fmt::format("{}: listening on http://{}{}", self, shown_address(address, (*server)->port()),
                            open == 0 ? std::string() : fmt::format(", {} call{} open", open, open == 1 ? "" : "s")));
    if ((*server)->control_port() != 0)
        process.say(
            fmt::format("{}: controlled on http://{}", self, shown_address(control, (*server)->control_port())));
    signals.wait();
    process.say(fmt::format("{}: stopping", self));
    const bool all = (*server)->stop(10s);
    process.outgoing.end(); // what it still has to do is told to the server
    server->reset();
    if (!all) process.say(fmt::format("{}: some requests were not answered in time", self));
    return ExitStatus::fine;
}

constexpr std::string_view description[] = {
    "Answers a provider as the flow says: its requests to the flow's addresses get TwiML or Tropo's JSON. Which provider asks is "
    "told by the request. The first request of a call goes to the flow's `url:` without an event; an address that is none of the "
    "flow's is answered with 404, and what is no request of a provider with 400.",
    "Open calls are kept in a store, by the provider's id, and gone on with after a restart: a request is answered once its change "
    "is stored. With `--track` each call is also stored as a session, with a step for every request after the first, and what is "
    "stored survives a loss of power; without it, the process's death. Where the store takes nothing, the call is answered all "
    "the same, and counted. A database's connection that was lost is made again, a file that was removed or replaced is opened "
    "anew; calls that are open are then stored again. What was typed where a verb or var is `sensitive` is stored as `(sensitive)`, but for the open call itself.",
    "Several flows are served by one process where several are named. A request about a call that is known goes to its flow. A new call "
    "that comes in goes, with `--numbers`, to the flow that the called number's row names, by the flow's name or its file's, whatever "
    "address is asked; that is the look-up of `callflow numbers lookup`. Where the number is unknown, nobody's, or names no flow "
    "that is served here, as without `--numbers`, the first flow takes the call that has the address that is asked. What the row "
    "and the visit that was shown the number last say (company, region, visit_id, visitor_id, channel, source, medium, campaign, "
    "keyword) are the `marks` of `--hook-start` and `--hook-end`; a visit counts for `--visit-window` after its last page. A number "
    "of the pool that is nobody's has one mark, `dead_number`, with its state (`quarantine`), and `/metrics` counts such calls.",
    "Nothing is sent to anybody unless an option allows it: webhooks with `--run-webhooks`, requests of states to hosts named with "
    "`--allow-requests` (a request that is not sent has failed), live redirects, timers and new calls with `--provider-api`. What "
    "is not sent is said on stderr and counted. `/healthz` says that it runs; `/metrics` counts, in Prometheus' text format.",
    "SIGINT and SIGTERM stop it: requests that are there are answered first, and what was to be sent again has its last try; it "
    "takes ten seconds at most, and what nobody took is said.",
};

constexpr Entry control_words[] = {
    {"GET /calls", {}, "the ids of all calls that are known"},
    {"GET /calls/ID", {}, "where it stands, and its vars, sensitive ones hidden"},
    {"POST /calls/ID/set", "{\"name\": value}", "sets vars, all or none"},
    {"POST /calls/ID/redirect", "{\"event\": NAME}", "has the provider fetch what the event leads to"},
    {"POST /calls/ID/flush", "{\"group\": NAME}", "runs the deferred callbacks of `before`, `after` or `failure`"},
};
constexpr std::string_view control_text[] = {
    "`--control` opens a second address, on this machine only, by which an application's own worker changes calls. Bodies are JSON "
    "objects and come as `Content-Type: application/json`, else 415: a page in a browser on this machine could send other types "
    "without being asked. A `Host` that is none of this machine is 403 for the same reason. Answers are JSON, too; 404 is an unknown "
    "call, 405 another method, 409 what is not sent to the provider, 422 what the flow does not take.",
};
constexpr Section sections[] = {
    {.title = "CONTROL", .text = control_text, .entries = control_words},
};

constexpr Positional positionals[] = {
    {.name = "FLOW",
     .help = "a flow's file; of several the first takes the calls that no other does",
     .repeats = true,
     .names = Names::flow},
};

constexpr std::string_view methods[] = {"POST", "GET"};

constexpr Option options[] = {
    {.name = "listen",
     .letter = 'l',
     .metavar = "ADDRESS:PORT",
     .help = "where providers ask; port 0 is one that is free",
     .fallback = "127.0.0.1:8080",
     .environment = true},
    db_option(),
    track_option(),
    track_calls_option(),
    provider_option("who may ask; all providers where not given", {}),
    set_option(),
    barred_option(),
    {.name = "public-url",
     .metavar = "URL",
     .help =
         "scheme and host by which the provider reaches this server, for signatures and live redirects; else http:// and "
         "the request's host",
     .environment = true},
    {.name = "auth-token-file",
     .metavar = "FILE",
     .help = "holds the account's token: requests without its signature are refused",
     .names = Names::file},
    {.name = "allow-unsigned",
     .metavar = {},
     .help =
         "with a token, answer Tropo's requests too: Tropo signs nothing, so whoever reaches the server can send such"},
    {.name = "run-webhooks", .metavar = {}, .help = "send the flow's `webhook` effects"},
    {.name = "allow-requests",
     .metavar = "HOST",
     .help = "send requests of states to this host, with a port or any; `*` for all",
     .repeats = true},
    {.name = "provider-api", .metavar = "URL", .help = "send live redirects, timers and new calls there"},
    {.name = "numbers",
     .metavar = "DB",
     .help =
         "the store with the table of numbers, as `track import` fills it: says which flow takes a call, and its marks",
     .names = Names::file},
    {.name = "number-region",
     .metavar = "REGION",
     .help = "the country of called numbers that do not say theirs, such as DE"},
    {.name = "visit-window",
     .metavar = "TIME",
     .help = "how long after its last page a visit counts for calls to its number",
     .fallback = "30m"},
    {.name = "hook-start", .metavar = "URL", .help = "post each call's begin there, as JSON", .environment = true},
    {.name = "hook-end", .metavar = "URL", .help = "post each call's end there", .environment = true},
    {.name = "hook-method",
     .metavar = "METHOD",
     .help = "of those; with GET what they tell stands in the address, marks by their own names",
     .fallback = "POST",
     .choices = methods},
    {.name = "control", .metavar = "ADDRESS:PORT", .help = "let an application change calls there"},
    {.name = "access-log",
     .metavar = "FILE",
     .help =
         "add a line of JSON for each request, of one that comes to no call with its path only, none for those over `--max-rate`; `-` for stdout",
     .names = Names::file},
    {.name = "max-rate",
     .metavar = "COUNT",
     .help = "requests a second of one address, and as many at once; no limit where not given"},
    {.name = "threads", .metavar = "COUNT", .help = "threads that answer", .fallback = "1"},
    {.name = "max-connections", .metavar = "COUNT", .help = "connections at once", .fallback = "10000"},
    {.name = "max-body", .metavar = "BYTES", .help = "the largest request body", .fallback = "1048576"},
    {.name = "request-timeout", .metavar = "TIME", .help = "until a request must be there", .fallback = "10s"},
    {.name = "idle-timeout",
     .metavar = "TIME",
     .help = "until a connection without a request is closed",
     .fallback = "60s"},
    {.name = "linger", .metavar = "TIME", .help = "keep a call that is over for what comes late", .fallback = "10m"},
    {.name = "forget-after", .metavar = "TIME", .help = "give a call up that nobody has heard of", .fallback = "24h"},
    {.name = "now",
     .metavar = "TIME",
     .help = "begin the clock at this time, for rehearsals, such as 2000-01-01T00:00:00Z",
     .environment = true},
    {.name = "seed",
     .metavar = "NUMBER",
     .help = "for what calls draw, the same for each; by chance where not given",
     .environment = true},
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "it was stopped"},
    {ExitStatus::usage, "wrong usage, or a flow with errors"},
    {ExitStatus::failed, "the address is taken, or a file or the store cannot be used"},
};

constexpr Example examples[] = {
    {"callflow serve support_line.yaml --listen 127.0.0.1:0 --track",
     "Answer on a free port of this machine, and store what calls do"},
    {"callflow serve support_line.yaml --listen 127.0.0.1:0 --run-webhooks --access-log access.jsonl",
     "Send the flow's webhooks, and write down each request"},
};

} // namespace

extern const Command serve_command{
    .name = "serve",
    .group = "Service",
    .summary = "answer a provider's requests as the flow says",
    .synopsis = "[OPTION]... FLOW...",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .sections = sections,
    .run = run,
};

} // namespace callflow::cli
