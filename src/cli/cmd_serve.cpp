#include "base/text.hpp"
#include "base/url.hpp"
#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/line_file.hpp"
#include "cli/load.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "cli/track_trace.hpp"
#include "cli/values.hpp"
#include "doc/form.hpp"
#include "net/http_client.hpp"
#include "service/flow_server.hpp"

#include <chrono>
#include <ctime>
#include <fmt/format.h>
#include <mutex>
#include <random>
#include <sys/resource.h>

namespace callflow::cli {
namespace {

using namespace std::chrono_literals;

base::Error usage(std::string message) { return {base::ErrorKind::usage, std::move(message)}; }

// `127.0.0.1:8080`, `[::1]:8080`, `8080`, `:8080`.
struct Place {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
};
base::Result<Place> place_of(const Values& values, std::string_view option) {
    const std::string text(values.get(option));
    Place place;
    std::string port = text;
    if (const std::size_t colon = text.rfind(':'); colon != std::string::npos) {
        if (colon > 0) place.address = text.substr(0, colon);
        port = text.substr(colon + 1);
    }
    if (place.address.size() > 2 && place.address.front() == '[' && place.address.back() == ']')
        place.address = place.address.substr(1, place.address.size() - 2);
    if (place.address == "localhost") place.address = "127.0.0.1";
    const auto number = base::parse_int(port);
    if (!number || *number < 0 || *number > 65535)
        return tl::unexpected(
            usage(fmt::format("--{} takes ADDRESS:PORT, such as 127.0.0.1:8080, not {}", option, base::quoted(text))));
    place.port = static_cast<std::uint16_t>(*number);
    return place;
}

base::Result<std::chrono::nanoseconds> length_of(const Values& values, std::string_view option) {
    const auto length = base::parse_duration(values.get(option));
    if (!length || *length <= 0)
        return tl::unexpected(usage(
            fmt::format("--{} takes a length of time, such as 30s, not {}", option, base::quoted(values.get(option)))));
    return std::chrono::nanoseconds(*length);
}

// `https://host`: scheme and host, with a path in front of the flow's or without.
base::Result<std::string> site_of(const Values& values, std::string_view option) {
    std::string text(values.get(option));
    if (text.empty()) return text;
    const base::UrlParts parts = base::split_url(text);
    const bool web = parts.scheme == "http" || parts.scheme == "https";
    if (!web || parts.authority.empty() || parts.has_query || parts.has_fragment)
        return tl::unexpected(usage(
            fmt::format("--{} takes an address such as https://example.com, not {}", option, base::quoted(text))));
    while (text.ends_with('/')) text.pop_back();
    return text;
}

base::Result<std::string> token_of(const Values& values, Io& io) {
    if (!values.has("auth-token-file")) return std::string();
    auto text = io.files->read(std::string(values.get("auth-token-file")), 4096);
    if (!text) return tl::unexpected(text.error());
    std::string token(base::trim(*text));
    if (token.empty() || token.find_first_of(" \t\r\n") != std::string::npos)
        return tl::unexpected(usage("--auth-token-file names a file that holds one token"));
    return token;
}

base::Result<void> read_network(const Values& values, service::FlowServerOptions& options) {
    const auto listen = place_of(values, "listen");
    if (!listen) return tl::unexpected(listen.error());
    options.http.address = listen->address;
    options.http.port = listen->port;
    if (values.has("control")) {
        const auto control = place_of(values, "control");
        if (!control) return tl::unexpected(control.error());
        options.control = control->address;
        options.control_port = control->port;
        if (!control->address.starts_with("127.") && control->address != "::1")
            return tl::unexpected(usage("--control is for this machine alone: 127.0.0.1:PORT"));
    }
    const auto threads = number_of(values, "threads", 1, 64);
    if (!threads) return tl::unexpected(threads.error());
    options.http.threads = static_cast<unsigned>(*threads);
    const auto connections = number_of(values, "max-connections", options.http.connections, 1'000'000);
    if (!connections) return tl::unexpected(connections.error());
    options.http.connections = *connections;
    const auto rate = number_of(values, "max-rate", 0, 1'000'000);
    if (!rate) return tl::unexpected(rate.error());
    options.rate = static_cast<double>(*rate);
    const auto body = number_of(values, "max-body", options.http.body_bytes, providers::max_request_bytes);
    if (!body) return tl::unexpected(body.error());
    options.http.body_bytes = *body;
    const auto deadline = length_of(values, "request-timeout");
    if (!deadline) return tl::unexpected(deadline.error());
    options.http.request_deadline = std::chrono::ceil<std::chrono::milliseconds>(*deadline);
    const auto idle = length_of(values, "idle-timeout");
    if (!idle) return tl::unexpected(idle.error());
    options.http.idle = std::chrono::ceil<std::chrono::milliseconds>(*idle);
    return {};
}

base::Result<service::FlowServerOptions> options_of(const Values& values, Io& io, const flow::Flow& flow) {
    service::FlowServerOptions options;
    if (auto done = read_network(values, options); !done) return tl::unexpected(done.error());
    auto providers = providers_of(values);
    if (!providers) return tl::unexpected(providers.error());
    options.desk.providers = std::move(*providers);
    auto set = settings_of(values, flow);
    if (!set) return tl::unexpected(set.error());
    options.desk.set = std::move(*set);
    auto token = token_of(values, io);
    if (!token) return tl::unexpected(token.error());
    options.token = options.sending.token = std::move(*token);
    options.allow_unsigned = values.has("allow-unsigned");
    if (options.allow_unsigned && options.token.empty())
        return tl::unexpected(usage("--allow-unsigned needs --auth-token-file: without one nobody has to sign"));
    if (!options.token.empty() && !options.allow_unsigned &&
        options.desk.providers == std::vector<std::string>{"tropo"})
        return tl::unexpected(
            usage("--auth-token-file lets nothing of Tropo in, which signs nothing: add --allow-unsigned"));
    for (const auto& [option, field] :
         {std::pair("public-url", &options.public_url), std::pair("provider-api", &options.sending.provider_api)}) {
        auto site = site_of(values, option);
        if (!site) return tl::unexpected(site.error());
        *field = std::move(*site);
    }
    if (!options.sending.provider_api.empty() && options.token.empty())
        return tl::unexpected(
            usage("--provider-api needs --auth-token-file: the provider takes orders of the account only"));
    if (!options.sending.provider_api.empty() && options.public_url.empty())
        return tl::unexpected(usage("--provider-api needs --public-url: where the provider reaches this server"));
    options.sending.webhooks = values.has("run-webhooks");
    options.sending.request_hosts = values.all("allow-requests");
    options.hook_start = values.get("hook-start");
    options.hook_end = values.get("hook-end");
    options.track = wants_tracking(values);
    const auto linger = length_of(values, "linger");
    if (!linger) return tl::unexpected(linger.error());
    options.linger = std::chrono::ceil<std::chrono::seconds>(*linger);
    const auto forget = length_of(values, "forget-after");
    if (!forget) return tl::unexpected(forget.error());
    options.forget_after = std::chrono::ceil<std::chrono::seconds>(*forget);
    return options;
}

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
    void log(const std::string& line) {
        std::string why = access->add(line);
        if (why.empty()) return;
        const std::scoped_lock lock(mutex);
        if (!std::exchange(access_failed, true)) fmt::print(stderr, "{}; nothing more is said of it\n", why);
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

ExitStatus run(const Values& values, Io& io) {
    const std::string_view self = values.command().name;
    Inputs inputs;
    const UsableFlow flow = load_flow(values, io, inputs, std::string(values.get("FLOW")));
    if (!flow.usable()) return flow.status;
    const engine::Machine machine(*flow.loaded.flow);
    auto options = options_of(values, io, machine.flow());
    if (!options) return complain(io, self, options.error());
    allow_many_files();
    const StopSignals signals;
    Process process;
    if (auto done = prepare(values, process); !done) return complain(io, self, done.error());
    options->http.date = http_date;
    auto store = tracking::open_store({.where = std::string(values.get("db")), .durable = options->track});
    if (!store) return complain(io, self, store.error());

    service::FlowServerSeams seams;
    const auto start = now_of(values);
    if (!start) return complain(io, self, start.error());
    const engine::Time ahead = *start ? **start - clock_now() : 0;
    seams.now = [ahead] { return clock_now() + ahead; };
    seams.draw = [&process] { return process.draw(); };
    seams.say = [&process](const std::string& line) { process.say(line); };
    if (process.access) seams.access = [&process](const std::string& line) { process.log(line); };
    if (process.outgoing.client) seams.send = send_by(process.outgoing);
    const std::string address = options->http.address;
    const std::string control = options->control;
    auto server = service::FlowServer::start(machine, std::move(*store), std::move(*options), std::move(seams));
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
    "the same, and counted. What was typed where a verb or var is `sensitive` is stored as `(sensitive)`, but for the open call itself.",
    "Nothing is sent to anybody unless an option allows it: webhooks with `--run-webhooks`, requests of states to hosts named with "
    "`--allow-requests` (a request that is not sent has failed), live redirects, timers and new calls with `--provider-api`. What "
    "is not sent is said on stderr and counted. `/healthz` says that it runs; `/metrics` counts, in Prometheus' text format.",
    "SIGINT and SIGTERM stop it: requests that are there are answered first.",
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
    "objects, as are the answers; 404 is an unknown call, 409 what is not sent to the provider, 422 what the flow does not take.",
};
constexpr Section sections[] = {
    {.title = "CONTROL", .text = control_text, .entries = control_words},
};

constexpr Positional positionals[] = {
    {.name = "FLOW", .help = "the flow's file", .names = Names::flow},
};

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
    {.name = "public-url",
     .metavar = "URL",
     .help =
         "how the provider reaches this server, for signatures and live redirects; else http:// and the request's host"},
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
    {.name = "hook-start", .metavar = "URL", .help = "post each call's begin there, as JSON"},
    {.name = "hook-end", .metavar = "URL", .help = "post each call's end there"},
    {.name = "control", .metavar = "ADDRESS:PORT", .help = "let an application change calls there"},
    {.name = "access-log",
     .metavar = "FILE",
     .help = "add a line of JSON for each request; `-` for stdout",
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
    .synopsis = "[OPTION]... FLOW",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .sections = sections,
    .run = run,
};

} // namespace callflow::cli
