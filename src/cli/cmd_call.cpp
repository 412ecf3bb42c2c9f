#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/call_summary.hpp"
#include "cli/calling.hpp"
#include "cli/cli.hpp"
#include "cli/playing.hpp"
#include "cli/progress.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "cli/track_trace.hpp"
#include "engine/machine.hpp"
#include "report/trace.hpp"
#include "scenario/run.hpp"
#include "scenario/stranger.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>

namespace callflow::cli {
namespace {

// An application talks to one provider: of several that were named the scenario's, else the first.
std::string provider_of(const CallPlan& plan, const scenario::Scenario& scenario) {
    const std::string own = scenario.providers.empty() ? "twilio" : scenario.providers.front();
    const bool meant = plan.providers.empty() || std::ranges::find(plan.providers, own) != plan.providers.end();
    return meant ? own : plan.providers.front();
}

// Whether somebody was there, though the answer was none.
bool was_reached(net::ClientFailure failure) {
    using Failure = net::ClientFailure;
    return failure == Failure::timeout || failure == Failure::malformed || failure == Failure::too_large ||
           failure == Failure::closed;
}

// What was seen of the network, besides what a trace tells.
struct Seen {
    bool reached = false, forbidden = false, failed = false;
    std::vector<std::string> problems; // each once, in order
    void take(const service::RequestAccount& one) {
        constexpr std::size_t most = 10;
        reached = reached || !one.failure || was_reached(*one.failure);
        failed = failed || one.failure;
        forbidden = forbidden || one.failure == net::ClientFailure::forbidden;
        if (one.failure && problems.size() < most && std::ranges::find(problems, one.problem) == problems.end())
            problems.push_back(one.problem);
    }
};

// One scenario's application and all that a run of it takes.
class Ringing {
public:
    Ringing(const CallPlan& plan, std::string provider, net::HttpClient& client,
            service::HttpApplication::Observer observe)
        : flow_(scenario::flow_of_stranger(plan.title)),
          application_(client, settings_of(plan, provider), std::move(observe)) {
        stranger_.application = &application_;
        stranger_.call = plan.call;
        stranger_.site = plan.site;
        using Direction = providers::emulate::CallOptions::Direction;
        if (provider == "tropo" && stranger_.call.direction == Direction::outbound)
            stranger_.call.direction = Direction::token; // a session whose document makes the call
        options.stranger = &stranger_;
        options.providers = {std::move(provider)};
        options.assume = plan.assume;
    }
    // Compiles the scenario's conditions; what it cannot be held against is a finding.
    void verify(scenario::Scenario& scenario, base::FileStore& files, const std::string& folder,
                base::Diagnostics& findings) {
        scenario::verify_stranger(*flow_, scenario, files, folder, findings);
    }
    [[nodiscard]] const flow::Flow& flow() const { return *flow_; }

    scenario::RunOptions options = {};

private:
    static service::CallSettings settings_of(const CallPlan& plan, const std::string& provider) {
        service::CallSettings settings = plan.settings;
        settings.provider = provider;
        return settings;
    }
    std::unique_ptr<flow::Flow> flow_;
    service::HttpApplication application_;
    scenario::Stranger stranger_;
};

// Says what of the network is not in the trace; the worst that it makes of a run.
ExitStatus say_seen(Io& io, std::string_view self, const Seen& seen) {
    for (const std::string& problem : seen.problems) complain(io, self, problem);
    if (seen.forbidden)
        complain(io, self, "only this machine's own addresses are asked, unless --allow-remote is given");
    if (seen.reached || !seen.failed) return ExitStatus::fine;
    return seen.forbidden ? ExitStatus::usage : ExitStatus::failed;
}

ExitStatus ring_each(const Values& values, Io& io, Inputs& inputs, const CallPlan& plan, std::vector<Part>& parts,
                     net::HttpClient& client) {
    std::vector<scenario::Trace> traces;
    Seen seen;
    bool passed = true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        Part& part = parts[i];
        const std::string provider = provider_of(plan, part.scenario);
        Ringing ringing(plan, provider, client, [&](const service::RequestAccount& one) { seen.take(one); });
        fit_calls(part.scenario, plan, provider, i);
        ringing.verify(part.scenario, *io.files, part.folder, inputs.findings);
        const engine::Machine machine(ringing.flow());
        for (scenario::RunResult& result : scenario::run(machine, part.scenario, ringing.options, *io.files,
                                                         part.folder, inputs.sources, inputs.findings)) {
            passed = passed && result.passed;
            traces.push_back(std::move(result.trace));
        }
    }
    const ExitStatus delivered = deliver_traces(values, io, inputs, traces);
    const ExitStatus network = say_seen(io, values.command().name, seen);
    return worst(worst(delivered, network), passed ? ExitStatus::fine : ExitStatus::findings);
}

ExitStatus talk(const Values& values, Io& io, Inputs& inputs, const CallPlan& plan, std::vector<Part>& parts,
                net::HttpClient& client) {
    const std::string_view self = values.command().name;
    if (const auto fine = check_interactive(values, parts.size() > 1); !fine) return complain(io, self, fine.error());
    Part& part = parts.front();
    if (!values.has("SCENARIO")) part.scenario.steps.pop_back(); // it listens by itself
    const std::string provider = provider_of(plan, part.scenario);
    Seen seen;
    Ringing ringing(plan, provider, client, [&](const service::RequestAccount& one) { seen.take(one); });
    expect_nothing(part.scenario);
    fit_calls(part.scenario, plan, provider, 0);
    part.scenario.providers = {provider};
    ringing.verify(part.scenario, *io.files, part.folder, inputs.findings);
    const engine::Machine machine(ringing.flow());
    scenario::SessionSetting setting{.machine = &machine,
                                     .options = ringing.options,
                                     .files = io.files,
                                     .folder = part.folder,
                                     .sources = &inputs.sources,
                                     .diagnostics = &inputs.findings};
    setting.options.check = false;
    const TalkOrigin origin{{}, part.folder, {}};
    const ExitStatus status = talk_by_lines(values, io, inputs, setting, std::move(part.scenario), origin);
    return worst(status, say_seen(io, self, seen));
}

// What is told of many calls besides the sums: the first that was not as expected.
struct FirstFailure {
    std::mutex mutex;
    bool there = false;
    std::size_t number = 0;
    std::vector<std::string> messages;
    Seen seen; // of all calls
};

// Stores what many calls' traces tell, some of them at a time.
class Tracking {
public:
    explicit Tracking(const Values& values) : values_(values), wanted_(wants_tracking(values)) {}
    void take(std::vector<scenario::Trace> traces) {
        if (!wanted_) return;
        constexpr std::size_t at_once = 100;
        const std::lock_guard lock(mutex_);
        std::ranges::move(traces, std::back_inserter(traces_));
        if (traces_.size() >= at_once) store();
    }
    // What is left; the first problem that there was.
    base::Result<void> end() {
        const std::lock_guard lock(mutex_);
        if (!traces_.empty()) store();
        return result_;
    }

private:
    void store() {
        std::vector<const scenario::Trace*> all;
        for (const scenario::Trace& one : traces_) all.push_back(&one);
        if (auto stored = track(values_, all); !stored && result_) result_ = std::move(stored);
        traces_.clear();
    }
    const Values& values_;
    bool wanted_;
    std::mutex mutex_;
    std::vector<scenario::Trace> traces_;
    base::Result<void> result_;
};

// One of many calls, by any thread.
service::CallOutcome ring_one(Io& io, const CallPlan& plan, const Part& part, std::size_t number,
                              net::HttpClient& client, FirstFailure& first, Tracking& tracking) {
    service::CallOutcome outcome;
    base::Sources sources;
    base::Diagnostics findings;
    scenario::Scenario scenario = part.scenario;
    const std::string provider = provider_of(plan, scenario);
    Ringing ringing(plan, provider, client,
                    [&](service::RequestAccount one) { outcome.requests.push_back(std::move(one)); });
    fit_calls(scenario, plan, provider, number);
    ringing.verify(scenario, *io.files, part.folder, findings);
    const engine::Machine machine(ringing.flow());
    std::vector<scenario::Trace> traces;
    for (scenario::RunResult& result :
         scenario::run(machine, scenario, ringing.options, *io.files, part.folder, sources, findings)) {
        outcome.passed = outcome.passed && result.passed;
        traces.push_back(std::move(result.trace));
    }
    tracking.take(std::move(traces));
    const std::lock_guard lock(first.mutex);
    for (const service::RequestAccount& one : outcome.requests) first.seen.take(one);
    if (outcome.passed || first.there) return outcome;
    constexpr std::size_t most = 5;
    first.there = true;
    first.number = number;
    for (const base::Diagnostic& one : findings.items())
        if (first.messages.size() < most) first.messages.push_back(one.message);
    return outcome;
}

// SIGINT and SIGTERM end it early: of the calls that there were by then it tells all the same.
ExitStatus ring_many(const Values& values, Io& io, const CallPlan& plan, const std::vector<Part>& parts,
                     net::HttpClient& client, const StopSignals& signals) {
    using Clock = std::chrono::steady_clock;
    const std::string_view self = values.command().name;
    const service::LoadClock clock{
        .now =
            [] {
                return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
            },
        .sleep_until =
            [](std::int64_t until) {
                std::this_thread::sleep_until(Clock::time_point(std::chrono::microseconds(until)));
            }};
    FirstFailure first;
    Tracking tracking(values);
    service::LoadReport report;
    {
        Progress progress(io, "calls", plan.load.calls);
        report = service::ring_many(
            plan.load, clock,
            [&](std::size_t number) {
                return ring_one(io, plan, parts[number % parts.size()], number, client, first, tracking);
            },
            [&signals] { return signals.came(); }, [&](std::size_t done) { progress.update(done); });
    }
    const bool stopped = report.calls < plan.load.calls;
    if (stopped) complain(io, self, fmt::format("stopped after {} of {} calls", report.calls, plan.load.calls));
    const bool json = values.get("format") == "json";
    const auto tracked = tracking.end();
    ExitStatus delivered = tracked ? ExitStatus::fine : complain(io, self, tracked.error());
    delivered =
        worst(delivered,
              deliver(values, io, json ? call_summary_json(report, plan.seed) : call_summary_text(report, plan.seed)));
    for (const std::string& message : first.messages)
        complain(io, self, fmt::format("call {}: {}", first.number + 1, message));
    const ExitStatus network = say_seen(io, self, first.seen);
    const bool passed = report.passed == report.calls;
    const ExitStatus rung = stopped ? ExitStatus::interrupted : passed ? ExitStatus::fine : ExitStatus::findings;
    return worst(worst(delivered, network), rung);
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view self = values.command().name;
    auto plan = call_plan_of(values, io);
    if (!plan) return complain(io, self, plan.error());
    Inputs inputs;
    auto parts = load_scenarios(values, io, inputs);
    if (!parts) return complain(io, self, parts.error());
    if (!values.has("SCENARIO")) parts->push_back({quick_call(*plan), {}});
    std::optional<StopSignals> signals; // before there are threads
    if (values.has("calls")) signals.emplace().watch();
    auto client = net::HttpClient::start(plan->client);
    if (!client) return complain(io, self, client.error());
    for (const Part& part : *parts) { // a copy: conditions are compiled against the flow of a run
        scenario::Scenario scenario = part.scenario;
        Ringing(*plan, provider_of(*plan, scenario), **client, {})
            .verify(scenario, *io.files, part.folder, inputs.findings);
    }
    if (parts->empty() && inputs.findings.empty())
        return complain(io, self, base::Error{base::ErrorKind::usage, "there is no scenario in the files named"});
    settle(inputs);
    if (inputs.findings.has_errors()) {
        say_findings(values, io, inputs);
        return ExitStatus::usage;
    }
    inputs.findings = {};
    if (values.has("interactive")) return talk(values, io, inputs, *plan, *parts, **client);
    if (values.has("calls")) return ring_many(values, io, *plan, *parts, **client, *signals);
    return ring_each(values, io, inputs, *plan, *parts, **client);
}

constexpr std::string_view description[] = {
    "Rings a real application over HTTP, as Twilio or Tropo would: an emulated provider sends it the requests of a call, runs "
    "what it answers, follows its redirects, keeps its cookies, and asks the fallback where it fails. The application may be "
    "written in any language; what comes of the call is written as `simulate` writes it, but for what only a flow knows.",
    "What people do is said by scenarios: steps of persons, `wait:`, and expectations of what is heard, asked for, requested, "
    "answered, and so on. A scenario's flow, if it names one, is not looked at. Without SCENARIO the caller presses the keys of "
    "`--press` one after the other, each when the call takes it, and listens. When a scenario is over everybody hangs up.",
    "Real time passes only while the application is waited for; all else happens on a simulated clock. Files that are played are "
    "not fetched.",
    "Requests are signed by `X-Twilio-Signature` where a token is given. Only addresses of this machine are asked, also when "
    "the application leads elsewhere, unless `--allow-remote` is given; no name but `localhost` is looked up then. Messages and calls that the application orders at the "
    "provider's own interface are none of this.",
};

constexpr Positional positionals[] = {
    {.name = "URL", .help = "the application's address, where a call's first request goes"},
    {.name = "SCENARIO",
     .help = "files with scenarios, or `-`",
     .required = false,
     .repeats = true,
     .names = Names::flow},
};

constexpr std::string_view methods[] = {"POST", "GET"};
constexpr std::string_view directions[] = {"inbound", "outbound"};

constexpr Option options[] = {
    provider_option("be this provider, not the scenario's; of several the scenario's, else the first", {}),
    {.name = "press",
     .metavar = "KEYS",
     .help = "press these when the call takes keys; in the order given",
     .repeats = true},
    {.name = "from", .metavar = "PARTY", .help = "who calls: a number, `sip:…`, `client:…`"},
    {.name = "to", .metavar = "PARTY", .help = "who is called"},
    {.name = "id", .metavar = "ID", .help = "the provider's id of the first call; otherwise it follows from `--seed`"},
    {.name = "text", .metavar = "MESSAGE", .help = "begin a conversation by messages with this one"},
    {.name = "direction",
     .metavar = "DIRECTION",
     .help =
         "`outbound`: the application has had the call made, and whoever is called has to answer it; on Tropo a session "
         "that its document makes the call of",
     .fallback = "inbound",
     .choices = directions},
    {.name = "sip", .metavar = {}, .help = "the call comes by SIP"},
    {.name = "sip-header",
     .metavar = "NAME=VALUE",
     .help = "a header of its INVITE, which the application is told",
     .repeats = true},
    {.name = "param",
     .metavar = "NAME=VALUE",
     .help = "a parameter that comes with each request; on Tropo of the session",
     .repeats = true},
    {.name = "method", .metavar = "METHOD", .help = "of the first request", .fallback = "POST", .choices = methods},
    {.name = "fallback",
     .metavar = "URL",
     .help = "asked where a document cannot be had; relative to the application's",
     .environment = true},
    {.name = "fallback-method", .metavar = "METHOD", .help = "of those", .fallback = "POST", .choices = methods},
    {.name = "status-callback",
     .metavar = "URL",
     .help = "told when the call is over; relative to the application's",
     .environment = true},
    {.name = "status-method", .metavar = "METHOD", .help = "of those", .fallback = "POST", .choices = methods},
    {.name = "auth-token-file",
     .metavar = "FILE",
     .help = "holds the account's token, by which requests are signed",
     .names = Names::file},
    {.name = "password-file",
     .metavar = "FILE",
     .help = "where the password of the address's user stands (`http://USER@HOST/`); else CALLFLOW_CALL_PASSWORD",
     .names = Names::file},
    {.name = "timeout", .metavar = "TIME", .help = "how long an answer may take", .fallback = "15s"},
    {.name = "allow-remote", .metavar = {}, .help = "ask other machines, too"},
    {.name = "ca-file",
     .metavar = "FILE",
     .help = "take certificates of these authorities (PEM), not the system's",
     .names = Names::file},
    {.name = "interactive",
     .letter = 'i',
     .metavar = {},
     .help = "be the caller: type keys, `/say WORDS`, `/hangup`, `/help`, as with `callflow simulate -i`"},
    {.name = "calls", .metavar = "NUMBER", .help = "ring so often, and write sums instead of a trace"},
    {.name = "rate",
     .metavar = "RATE",
     .help = "begin so many calls in a second: `50/s`, `600/m`; otherwise as fast as can be"},
    {.name = "concurrency", .metavar = "NUMBER", .help = "calls at one time, 50 where it is not given"},
    assume_option(),
    {.name = "now",
     .metavar = "TIME",
     .help = "when the run begins, such as 2000-01-01T00:00:00Z",
     .environment = true},
    {.name = "seed",
     .metavar = "NUMBER",
     .help = "for ids and everything else that is drawn; otherwise a new one each time",
     .environment = true},
    {.name = "format",
     .metavar = "FORMAT",
     .help = "how the trace or the sums are written",
     .fallback = "text",
     .choices = trace_formats,
     .environment = true},
    output_option("write it to FILE instead of stdout"),
    track_option(),
    track_calls_option(),
    db_option(),
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "every expectation was met, and every document could be run"},
    {ExitStatus::findings,
     "an expectation was not met, a person could not do what a step says, or the application failed"},
    {ExitStatus::usage, "wrong usage, or a scenario with errors"},
    {ExitStatus::failed, "the application was not reached at all, or a file or the network failed"},
    {ExitStatus::interrupted, "many calls were stopped by SIGINT or SIGTERM; the summary is of those that were rung"},
};

constexpr Example examples[] = {
    {"callflow call http://127.0.0.1:9/voice --press 1 --timeout 2s", "Press 1; here nobody is there to answer",
     ExitStatus::failed},
};

} // namespace

extern const Command call_command{
    .name = "call",
    .group = "Service",
    .summary = "ring a real application over HTTP, as a provider would",
    .synopsis = "[OPTION]... URL [SCENARIO]...",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
